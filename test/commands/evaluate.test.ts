import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { DatasetRow } from '../../src/measurement/dataset-row.ts'
import { learnerWith, rowWith } from '../evaluation/learners.ts'
import { folderWith } from '../host/temporary.ts'
import { type Ended, precious } from './captured.ts'

function linesOf(rows: readonly DatasetRow[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

const rows = [
  rowWith(1_000, { latencyMs: 1, powerW: 1 }),
  rowWith(2_000, { latencyMs: 2.5, network: { group: 'other' } }),
  rowWith(20_000, { latencyMs: 16 }),
]

const foreign = rowWith(1, { latencyMs: 1, target: 'another' })

const files = {
  'learner.json': JSON.stringify(learnerWith()),
  'data.jsonl': linesOf(rows),
  'foreign.jsonl': linesOf([foreign]),
  'power.jsonl': linesOf([rowWith(1, { powerW: 1 })]),
  'text.txt': 'one\ntwo\n',
  'empty.jsonl': '\n',
}

function evaluate(args: readonly string[], changed: Partial<typeof files> = {}): Promise<Ended> {
  return precious(['evaluate', ...args], { cwd: folderWith({ ...files, ...changed }) })
}

const measuredPower = ['coral-usb3-max', 'data.jsonl', '--any-target']
const usual = ['learner.json', 'data.jsonl']

describe('precious evaluate', () => {
  it('prints errors, rank correlation and coverage in all, by size and by family', async () => {
    const { code, out, err } = await evaluate(['learner.json', 'data.jsonl'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatchInlineSnapshot(`
      "Estimated latency of mine by learner.json
      3 estimates of 2 groups judged by measurements, 1 of them outside the envelope of the estimator.

      All                    n    MAPE  median  within 5 %  within 10 %  Spearman  in interval
        all estimates        3    15 %    20 %      33.3 %       33.3 %         1       66.7 %
        inside the envelope  2    10 %    10 %        50 %         50 %         1         50 %
        outside of it        1    25 %    25 %         0 %          0 %                  100 %

      By measured latency    n    MAPE  median  within 5 %  within 10 %  Spearman  in interval
        1 ms                 1     0 %     0 %       100 %        100 %                  100 %
        2.5 ms               1    20 %    20 %         0 %          0 %                    0 %
        16 ms                1    25 %    25 %         0 %          0 %                  100 %

      By family              n    MAPE  median  within 5 %  within 10 %  Spearman  in interval
        group                2  12.5 %  12.5 %        50 %         50 %         1        100 %
        other                1    20 %    20 %         0 %          0 %                    0 %
      "
    `)
  })

  it('prints fractions as JSON', async () => {
    const { code, out } = await evaluate(['learner.json', 'data.jsonl', 'foreign.jsonl', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      estimator: 'learner.json',
      target: 'mine',
      quantity: 'latency',
      n: 3,
      mape: expect.closeTo(0.15, 9),
      medianApe: expect.closeTo(0.2, 9),
      within5: expect.closeTo(1 / 3, 9),
      within10: expect.closeTo(1 / 3, 9),
      spearman: 1,
      coverage: expect.closeTo(2 / 3, 9),
      groups: 2,
      bySize: [{ low: 1, n: 1 }, { low: 2.5, n: 1 }, { high: 16, n: 1 }],
      byFamily: [{ family: 'group', n: 2 }, { family: 'other', n: 1, mape: expect.closeTo(0.2, 9) }],
      leftOut: { otherTargets: { another: 1 }, badRows: [] },
    })
  })

  it('judges targets that ship, of which it says when figures of the architecture went into them', async () => {
    const own = { target: 'coral-usb3-max', network: { group: 'mobilenet-v2' }, powerW: 1 }
    const data = linesOf([rowWith(1e6, { ...own, latencyMs: 2 }), rowWith(1e6, { ...own, latencyMs: 3 })])
    const args = ['coral-usb3-max', 'data.jsonl']
    const { code, out, err } = await evaluate(args, { 'data.jsonl': data })
    const warning = 'all estimates are of networks that the estimator was trained on: their errors say little of others'
    expect({ code, err }).toEqual({
      code: 0,
      err: `warning: ${warning}.\nThe data also measures power: see --quantity.\n`,
    })
    expect(out).toContain('Estimated latency of coral-usb3-max\n')
    const power = await evaluate([...args, '--quantity', 'power'], { 'data.jsonl': data })
    expect(power).toMatchObject({ code: 0, err: '' })
    expect(power.out).toContain('Estimated power of coral-usb3-max\n')
    expect(power.out).toContain('Which networks the estimator was trained on is not known.')
  })

  it('judges by rows of other targets where it is asked to', async () => {
    const { code, out } = await evaluate(['learner.json', 'foreign.jsonl', '--any-target'])
    expect(code).toBe(0)
    expect(out).toContain('With 1 row of other targets (another).')
  })

  it('names bad rows by file and line, counts them, and goes on without', async () => {
    const data = `${linesOf(rows.slice(0, 1))}\n{"a":1}\nx\n`
    const { code, out, err } = await evaluate(['learner.json', 'data.jsonl'], { 'data.jsonl': data })
    expect(code).toBe(0)
    expect(err).toMatch(/^warning: data\.jsonl:3: .+\nwarning: data\.jsonl:4: the line is not JSON\n$/)
    expect(out).toContain('Left out: 2 bad rows.')
    const { err: many } = await evaluate(['learner.json', 'data.jsonl'], { 'data.jsonl': data + 'x\n'.repeat(30) })
    expect(many.split('\n')).toHaveLength(22)
    expect(many).toContain('warning: 12 further bad rows\n')
  })

  it('says why nothing can be estimated, where that is so', async () => {
    const learner = JSON.stringify(learnerWith({ features: ['depth'], ranges: { depth: [0, 3] } }))
    const { code, out, err } = await evaluate(['learner.json', 'data.jsonl'], { 'learner.json': learner })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('data.jsonl: nothing can be estimated: 3 rows because the row lacks the feature depth\n')
  })

  it('writes a page', async () => {
    const cwd = folderWith(files)
    const { code, err } = await precious(['evaluate', 'learner.json', 'data.jsonl', '--html', 'sub/page.html'], { cwd })
    expect({ code, err }).toEqual({ code: 0, err: 'The page is in sub/page.html.\n' })
    const page = readFileSync(join(cwd, 'sub/page.html'), 'utf8')
    expect(page).toContain('<title>Estimated latency of mine by learner.json</title>')
    expect(readdirSync(join(cwd, 'sub'))).toEqual(['page.html'])
  })

  it.each<[string, string[], string]>([
    ['an estimator that is none', ['coral-usb-max', 'data.jsonl'], 'neither a target nor a file "coral-usb-max"'],
    ['a file that is neither', ['text.txt', 'data.jsonl'], 'error: text.txt: the file is not JSON\n  Name a target'],
    ['data that is missing', ['learner.json', 'none.jsonl'], 'error: none.jsonl: there is no such file'],
    ['empty data', ['learner.json', 'empty.jsonl'], 'empty.jsonl: there is no row to judge an estimator by\n'],
    ['data that is text', ['learner.json', 'text.txt'], 'no row to judge an estimator by, only 2 bad rows'],
    ['other targets', ['learner.json', 'foreign.jsonl', 'text.txt'], 'mine: there are rows of another and 2 bad rows'],
    ['another quantity', ['learner.json', 'power.jsonl'], 'power.jsonl: the data measures power, not latency'],
    ['what was not measured', [...measuredPower, '--quantity', 'energy'], 'measures latency and power, not energy'],
    ['what it does not estimate', [...usual, '--quantity', 'power'], 'the estimator is of latency, not of power'],
    ['an unknown quantity', [...usual, '--quantity', 'time'], 'Known are latency, power, energy.'],
    ['a folder to write to', [...usual, '--html', '.'], 'error: .: this is a folder, not a file'],
  ])('is refused with %s', async (_, args, message) => {
    const { code, out, err } = await evaluate(args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
    expect(err).not.toContain('defect')
  })

  it('can be stopped', async () => {
    const cwd = folderWith(files)
    const args = ['evaluate', 'learner.json', 'data.jsonl', '--html', 'page.html']
    expect(await precious(args, { cwd, signal: AbortSignal.abort() })).toEqual({ code: 130, out: '', err: '' })
    expect(existsSync(join(cwd, 'page.html'))).toBe(false)
  })
})
