import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { UserConfig } from '../../src/budget/user-config.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { reportSchema } from '../../src/report/report-schema.ts'
import { folderWith } from '../host/temporary.ts'
import { resizing, separable } from '../report/round-networks.ts'
import { ownTarget } from '../support/own-target.ts'
import { precious } from './captured.ts'

const passing: UserConfig = {
  target: 'coral-usb3-max',
  models: [{ match: 'models/*.tflite', budgets: { latency: '1 s', cpuOperators: 1 } }],
}

const failing: UserConfig = { ...passing, models: [{ match: 'models/*.tflite', budgets: { cpuOperators: 0 } }] }

/** A project with two models and a config. */
function project(config: UserConfig = passing): string {
  const cwd = folderWith({ '.preciousrc.json': JSON.stringify(config, undefined, 1) })
  mkdirSync(join(cwd, 'models'))
  writeFileSync(join(cwd, 'models/a.tflite'), writeNetwork(separable()))
  writeFileSync(join(cwd, 'models/b.tflite'), writeNetwork(resizing(0)))
  return cwd
}

describe('the command check', () => {
  it('has succeeded where all budgets hold', async () => {
    const { code, out, err } = await precious(['check'], { cwd: project() })
    expect(code).toBe(0)
    expect(err).toBe('')
    expect(out).toContain('Passed: 4 budgets of 2 models (4 within).')
  })

  it('ends with 1 where a budget fails, and names its line', async () => {
    const { code, out, err } = await precious(['check'], { cwd: project(failing) })
    expect(code).toBe(1)
    expect(err).toBe('')
    expect(out).toMatch(/✖ over {2}cpuOperators {2}estimated 1 {2}limit 0 {2}over by 1 {2}\.preciousrc\.json:7\n/)
    expect(out).toContain('Failed: 1 of 2 budgets of 2 models fails (1 within, 1 over).')
  })

  it('ends with 2 where a model cannot be read, and reports on the others', async () => {
    const cwd = project()
    writeFileSync(join(cwd, 'models/broken\n\u001B[31m.tflite'), 'not a model')
    const { code, out, err } = await precious(['check'], { cwd })
    expect(code).toBe(2)
    expect(out).toContain('Failed: 1 model could not be read; 4 budgets of 2 models (4 within).')
    expect(err).toMatch(/^error: models\/broken\?\?\[31m\.tflite: .*\n {2}.*\.\n$/)
  })

  it('ends with 2 where there is no config', async () => {
    const { code, err } = await precious(['check'], { cwd: folderWith({ 'package.json': '{}' }) })
    expect(code).toBe(2)
    expect(err).toContain('error: no config was found here')
  })

  it.each([
    ['gone.json', 'error: gone.json: there is no such config file'],
    ['models', 'error: models: this is a folder, not a config file'],
  ])('ends with 2 for --config %s', async (path, message) => {
    const { code, err } = await precious(['check', '--config', path], { cwd: project() })
    expect(code).toBe(2)
    expect(err).toContain(message)
  })

  it('lists all problems of a config with their lines', async () => {
    const config = { target: 'coral-usb3-max', models: [{ match: 'a', budgets: { latncy: '1 s', power: '1 kg' } }] }
    const cwd = folderWith({ '.preciousrc.json': JSON.stringify(config, undefined, 1) })
    const { code, err } = await precious(['check'], { cwd })
    expect(code).toBe(2)
    expect(err).toContain('.preciousrc.json: the config has 2 problems:\n  line 7: models[0].budgets.latncy')
    expect(err).toContain('\n  line 8: models[0].budgets.power')
  })

  it('takes models from beside a config elsewhere, and shows no absolute path', async () => {
    const cwd = folderWith()
    const elsewhere = project(failing)
    const { code, out } = await precious(['check', '--config', join(elsewhere, '.preciousrc.json')], { cwd })
    expect(code).toBe(1)
    expect(out).toContain('models/b.tflite on coral-usb3-max')
    expect(out).toContain('.preciousrc.json:7')
    expect(out).not.toContain(elsewhere)
  })

  it('ends with 130 where it is stopped, and writes nothing', async () => {
    const cwd = project()
    const signal = AbortSignal.abort()
    const ended = await precious(['check', '--output', 'report.txt'], { cwd, signal })
    expect(ended).toEqual({ code: 130, out: '', err: '' })
    expect(readdirSync(cwd).sort()).toEqual(['.preciousrc.json', 'models'])
  })
})

describe('--target', () => {
  it('takes the place of what the config names', async () => {
    const config = { ...passing, models: passing.models.map((model) => ({ ...model, target: 'coral-usb2-max' })) }
    const { out } = await precious(['check', '--target', 'coral-pcie-max'], { cwd: project(config) })
    expect(out.match(/ on coral-\S+/g)).toEqual([' on coral-pcie-max', ' on coral-pcie-max'])
  })

  it('does where the config names none', async () => {
    const cwd = project({ models: passing.models })
    const { out, err } = await precious(['check', '-t', 'coral-pcie-max'], { cwd })
    expect(err).toBe('')
    expect(out).toContain('models/a.tflite on coral-pcie-max')
  })

  it('that is unknown is refused with the list of known ones', async () => {
    const { code, out, err } = await precious(['check', '--target', 'coral-usb4'], { cwd: project() })
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toMatch(/^error: --target: there is no target "coral-usb4"\n {2}Use one of coral-usb3-max, .*\.\n$/)
  })
})

describe('--reporter', () => {
  it('json prints a valid report and nothing else', async () => {
    const { code, out, err } = await precious(['check', '--reporter', 'json'], { cwd: project() })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(reportSchema.safeParse(JSON.parse(out)).error).toBeUndefined()
  })

  it('markdown prints a table', async () => {
    const { out } = await precious(['check', '-r', 'markdown'], { cwd: project() })
    expect(out).toMatch(/^## Edge TPU budgets\n\n✅ Passed: .*\n\n.*\n\n\|  \| model \| latency \|/)
  })

  it.each([[['-r', 'json,markdown,text']], [['-r', 'json', '-r', 'markdown', '-r', 'text']]])(
    'several of them write to a folder: %j',
    async (reporters) => {
      const cwd = project(failing)
      const { code, out, err } = await precious(['check', ...reporters, '--output', 'reports/today'], { cwd })
      expect({ code, out, err }).toEqual({
        code: 1,
        out: '',
        err: 'Failed: 1 of 2 budgets of 2 models fails (1 within, 1 over). The report is in reports/today.\n',
      })
      expect(readdirSync(join(cwd, 'reports/today')).sort()).toEqual([
        'precious-report.json', 'precious-report.md', 'precious-report.txt',
      ])
    },
  )

  it('json is also --json, which goes with no other', async () => {
    const { code, err } = await precious(['check', '--json', '-r', 'text'], { cwd: project() })
    expect(code).toBe(2)
    expect(err).toContain('--json and --reporter exclude each other')
    const { out } = await precious(['check', '--json'], { cwd: project() })
    expect(reportSchema.safeParse(JSON.parse(out)).success).toBe(true)
  })

  it('several of them need a folder', async () => {
    const { code, out, err } = await precious(['check', '-r', 'json,text'], { cwd: project() })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toBe('error: several reporters need an output folder\n  Add for instance --output reports.\n')
  })
})

describe('--output', () => {
  it('writes the report of one reporter to a file, without colours, as wide as ever', async () => {
    const cwd = project()
    await precious(['check', '-o', 'wide.txt'], { cwd, isTTY: true, columns: 200, env: { FORCE_COLOR: '1' } })
    await precious(['check', '-o', 'narrow.txt'], { cwd, isTTY: true, columns: 60 })
    const text = readFileSync(join(cwd, 'wide.txt'), 'utf8')
    expect(text).not.toContain('\u001B')
    expect(readFileSync(join(cwd, 'narrow.txt'), 'utf8')).toBe(text)
  })

  it('that is a folder is refused', async () => {
    const { code, err } = await precious(['check', '-o', 'models'], { cwd: project() })
    expect(code).toBe(2)
    expect(err).toBe('error: models: this is a folder, not a file\n  Add a file name to the path.\n')
  })

  it('that cannot be written does not hide which models cannot be read', async () => {
    const cwd = project()
    writeFileSync(join(cwd, 'models/empty.tflite'), '')
    const { code, err } = await precious(['check', '-o', 'models/a.tflite/report'], { cwd })
    expect(code).toBe(2)
    expect(err.match(/^error: .*/gm)).toEqual([
      'error: models/empty.tflite: the file is empty',
      'error: models/a.tflite/report: a part of the path is a file, not a folder',
    ])
  })
})

describe('colours', () => {
  it.each([
    ['are shown on a terminal', {}, true, true],
    ['are not shown elsewhere', {}, false, false],
    ['are not shown with NO_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    ['are shown with an empty NO_COLOR', { NO_COLOR: '' }, true, true],
    ['are shown elsewhere with FORCE_COLOR', { FORCE_COLOR: '1' }, false, true],
    ['are not shown with FORCE_COLOR=0', { FORCE_COLOR: '0' }, true, false],
    ['are not shown on a dumb terminal', { TERM: 'dumb' }, true, false],
  ] as const)('%s', async (_, env, isTTY, expected) => {
    const { out } = await precious(['check'], { cwd: project(), env: { ...env, CI: 'true' }, isTTY, columns: 100 })
    expect(out.includes('\u001B[')).toBe(expected)
  })
})

describe('a target file', () => {
  const own = (fixedMs: number): string => JSON.stringify(ownTarget('mine', fixedMs))
  const entry = { match: 'models/*.tflite', budgets: { latency: '4 ms' } }

  interface Checked {
    readonly code: number
    readonly estimators: readonly string[]
    readonly latency: number
  }

  async function check(cwd: string, ...args: readonly string[]): Promise<Checked> {
    const { code, out, err } = await precious(['check', '--json', ...args], { cwd })
    expect(err).toBe('')
    const { estimators, models } = reportSchema.parse(JSON.parse(out))
    const [estimate] = models[0]?.results[0]?.estimates ?? []
    return {
      code,
      estimators: estimators.map(({ target, sha256 }) => `${target} ${sha256}`),
      latency: estimate !== undefined && 'value' in estimate ? estimate.value : NaN,
    }
  }

  it('in a config is relative to it; the report has its name, and its content counts', async () => {
    const cwd = project()
    mkdirSync(join(cwd, 'ci'))
    writeFileSync(join(cwd, 'ci/mine.json'), own(3))
    const config = { target: './mine.json', models: [{ ...entry, match: '../models/*' }] }
    writeFileSync(join(cwd, 'ci/precious.json'), JSON.stringify(config))
    const fast = await check(cwd, '--config', 'ci/precious.json')
    writeFileSync(join(cwd, 'ci/mine.json'), own(5))
    const slow = await check(cwd, '--config', 'ci/precious.json')
    expect([fast.code, slow.code]).toEqual([0, 1])
    expect(slow.latency - fast.latency).toBeCloseTo(2)
    expect(slow.estimators).toEqual([expect.stringMatching(/^mine [0-9a-f]{64}$/)])
    expect(slow.estimators).not.toEqual(fast.estimators)
  })

  it('on the command line is relative to the working directory', async () => {
    const cwd = project({ target: 'nowhere.json', models: [entry] })
    writeFileSync(join(cwd, 'mine.json'), own(5))
    expect((await check(join(cwd, 'models'), '--target', '../mine.json')).code).toBe(1)
  })

  it('is known to measurements by its name', async () => {
    const cwd = project({ target: './mine.json', models: [entry] })
    writeFileSync(join(cwd, 'mine.json'), own(5))
    const latencyMs = { mean: 1, standardDeviation: 0, runs: 2 }
    const about = { sha256: '0'.repeat(64), target: 'mine', measuredAt: '2026-01-31T12:00:00Z', how: 'by a test' }
    const line = { schemaVersion: 1, ...about, latencyMs }
    writeFileSync(join(cwd, 'measured.jsonl'), JSON.stringify(line))
    const { out, err } = await precious(['check', '--measurements', 'measured.jsonl'], { cwd })
    expect(err).toBe('')
    expect(out).toContain('It measured another model')
    expect(out).not.toContain('There is no target')
  })

  it('that is missing is an error that tells what the path is relative to', async () => {
    const { code, err } = await precious(['check'], { cwd: project({ target: 'mine.json', models: [entry] }) })
    expect(code).toBe(2)
    expect(err).toBe(
      'error: mine.json: there is no such file\n' +
        '  Check the path: it is relative to the config file, on the command line to the working directory.\n',
    )
  })
})
