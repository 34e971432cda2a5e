import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import type { DatasetRow } from '../../src/measurement/dataset-row.ts'
import { sha256Of } from '../../src/sha256.ts'
import { rowWith } from '../evaluation/learners.ts'
import { folderWith } from '../host/temporary.ts'
import { type Ended, precious } from './captured.ts'

/** Networks of 1,000 steps and more, which take a millisecond for each thousand and half a millisecond for themselves. */
function rowsOf(count: number, shift = 0): DatasetRow[] {
  return Array.from({ length: count }, (_, index) => {
    const steps = 1_000 + shift + index * 700
    const name = `steps ${steps}`
    const network = { hash: sha256Of(name), name, group: name }
    return rowWith(steps, { latencyMs: 0.5 + steps / 1_000, network })
  })
}

function linesOf(rows: readonly DatasetRow[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

const files = {
  'data.jsonl': linesOf(rowsOf(30)),
  'unseen.jsonl': linesOf(rowsOf(20, 350)),
  'few.jsonl': linesOf(rowsOf(9)),
  'bad.jsonl': `${linesOf(rowsOf(12))}{"schemaVersion":1}\n`,
  'empty.jsonl': '',
}

const usual = ['--quantity', 'latency', '--target', 'mine']

function train(cwd: string, ...args: readonly string[]): Promise<Ended> {
  return precious(['train', ...args, ...usual], { cwd })
}

const evaluated = z.object({ mape: z.number(), n: z.number(), trainedOn: z.nullable(z.object({ n: z.number() })) })

async function evaluate(cwd: string, data: string): Promise<z.infer<typeof evaluated>> {
  const { out } = await precious(['evaluate', 'my.json', data, '--json'], { cwd })
  return evaluated.parse(JSON.parse(out))
}

describe('the command train', () => {
  it('learns an estimator that is right on networks that it has not seen, and knows those that it has', async () => {
    const cwd = folderWith(files)
    const { code, out, err } = await train(cwd, 'data.jsonl', '--out', 'my.json')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^latency on mine: 30 measurements of 30 networks/)
    expect(out).toMatch(/\n {2}constant +\d/)
    expect(out).toMatch(/\nChosen: /)
    expect(out).toMatch(/\nThe estimator is in my\.json\.\n$/)
    const unseen = await evaluate(cwd, 'unseen.jsonl')
    expect(unseen.n).toBe(20)
    // What was measured is a line in the steps without noise, which several families can learn.
    expect(unseen.mape).toBeLessThan(0.02)
    expect(unseen.trainedOn?.n).toBe(0)
    expect((await evaluate(cwd, 'data.jsonl')).trainedOn?.n).toBe(30)
  })

  it('learns the same again from the same data and seed', async () => {
    const [one, other] = [folderWith(files), folderWith(files)]
    for (const cwd of [one, other]) await train(cwd, 'data.jsonl', '--seed', '5', '--out', 'my.json')
    expect(readFileSync(join(one, 'my.json'), 'utf8')).toBe(readFileSync(join(other, 'my.json'), 'utf8'))
  })

  it('names bad rows and learns from the others', async () => {
    const { code, err } = await train(folderWith(files), 'bad.jsonl', '--out', 'my.json')
    expect(code).toBe(0)
    expect(err).toMatch(/^warning: bad\.jsonl:13: /)
  })

  it.each([
    ['too few rows', ['few.jsonl'], 'there are only 9 rows of latency on mine'],
    ['an empty file', ['empty.jsonl'], 'there are no rows of latency on mine'],
    ['a file that is missing', ['missing.jsonl'], 'missing.jsonl: '],
    ['a seed that is no number', ['data.jsonl', '--seed', 'x'], '--seed must be a whole number'],
    ['a single fold', ['data.jsonl', '--folds', '1'], '--folds must be a whole number from 2'],
  ])('refuses %s', async (_, args, message) => {
    const { code, out, err } = await train(folderWith(files), ...args, '--out', 'my.json')
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
  })

  it.each(['train', 'calibrate'])('%s does not replace the data that it reads', async (command) => {
    const cwd = folderWith(files)
    const settings = command === 'train' ? usual : ['--target', 'coral-usb3-max']
    const { code, err } = await precious([command, 'data.jsonl', '--out', './data.jsonl', ...settings], { cwd })
    expect(code).toBe(2)
    expect(err).toContain('would be replaced')
    expect(readFileSync(join(cwd, 'data.jsonl'), 'utf8')).toBe(files['data.jsonl'])
  })

  it('stops between two steps, and writes nothing', async () => {
    const cwd = folderWith(files)
    const ended = await precious(['train', 'data.jsonl', '--out', 'my.json', ...usual], { cwd, signal: AbortSignal.abort() })
    expect(ended.code).toBe(130)
    expect(() => readFileSync(join(cwd, 'my.json'))).toThrow('ENOENT')
  })
})
