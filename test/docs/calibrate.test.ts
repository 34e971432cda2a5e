import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { propertiesVersion } from '../../src/analysis/properties.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { sha256Of } from '../../src/sha256.ts'
import { precious } from '../commands/captured.ts'
import { folderWith } from '../host/temporary.ts'
import { separable } from '../report/round-networks.ts'
import { networksBy, slowLink, withRates } from '../support/calibration-networks.ts'

const guide = readFileSync(new URL('../../docs/calibrate.md', import.meta.url), 'utf8')

it('the command that the guide shows makes the target that its config names', async () => {
  const rows = networksBy(withRates(slowLink), { count: 10 }).map(({ name, group, source, properties, latencyMs }) => ({
    schemaVersion: 1,
    network: { hash: sha256Of(name), name, group },
    propertiesVersion,
    properties,
    target: 'my-host',
    settings: {},
    latencyMs: { mean: latencyMs },
    provenance: { source, importedFrom: 'table.csv:2', toolVersion: '1' },
  }))
  const [, command = ''] = /^precious (calibrate .*)$/m.exec(guide) ?? []
  const [, config = ''] = /```json\n([^]*?)```/.exec(guide) ?? []
  const cwd = folderWith({
    'mine.jsonl': rows.map((row) => JSON.stringify(row)).join('\n'),
    'precious.config.json': config,
    'models/none': '',
  })
  writeFileSync(join(cwd, 'models/a.tflite'), writeNetwork(separable()))
  expect(await precious(command.split(' '), { cwd })).toMatchObject({ code: 0, err: '' })
  const { code, out } = await precious(['check'], { cwd })
  expect(code).toBe(0)
  expect(out).toContain('models/a.tflite on my-target')
})
