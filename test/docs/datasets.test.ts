import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readDataset } from '../../src/host/dataset-file.ts'
import { datasetKeys, datasetRowJsonSchema } from '../../src/measurement/dataset-row.ts'
import { precious } from '../commands/captured.ts'
import { folderWith } from '../host/temporary.ts'

const guide = readFileSync(new URL('../../docs/datasets.md', import.meta.url), 'utf8')

/** The words of a command line, of which some are quoted. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}

it('the table that the guide shows is imported by the command that it shows', async () => {
  const [, table = ''] = /```csv\n([\s\S]*?)```/.exec(guide) ?? []
  const [, command = ''] = /^precious (import csv .*)$/m.exec(guide) ?? []
  const cwd = folderWith({ 'table.csv': table })
  expect(await precious(wordsOf(command), { cwd })).toMatchObject({ code: 0, err: '' })
  const rows = []
  for await (const { row } of readDataset(join(cwd, 'mine.jsonl'), 'mine.jsonl')) rows.push(row)
  expect(rows).toMatchObject([
    {
      latencyMs: { mean: 2.61, standardDeviation: 0.04, runs: 200 },
      powerW: { mean: 1.9, runs: 200 },
      target: 'my-host',
      settings: { link: 'USB 3' },
    },
    { network: { name: 'mobilenet-v1 0.25/128' }, latencyMs: { mean: 0.64, standardDeviation: 0.015, runs: 200 } },
    { network: { name: 'resnet-50-v1 224 int8', group: 'resnet-50-v1' }, latencyMs: { mean: 41.2 } },
  ])
})

it('the guide says what every key is', () => {
  const documented = [...guide.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key)
  expect(documented).toEqual(datasetKeys)
})

it('the published schema of rows is the one that the code makes (run "npm run schemas" and commit it)', () => {
  const published = readFileSync(new URL('../../schemas/dataset-row.schema.json', import.meta.url), 'utf8')
  expect(published).toBe(`${JSON.stringify(datasetRowJsonSchema(), null, 2)}\n`)
})
