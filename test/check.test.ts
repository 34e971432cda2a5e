import { describe, expect, it } from 'vitest'
import { assess } from '../src/assess.ts'
import type { BudgetKey, Verdict } from '../src/budget/budget.ts'
import { globMatcher } from '../src/budget/glob.ts'
import { resolveConfig } from '../src/budget/resolve-config.ts'
import type { UserConfig } from '../src/budget/user-config.ts'
import { type AssessFile, check, type CheckPorts, type CheckResult } from '../src/check.ts'
import { PreciousError } from '../src/errors.ts'
import { writeNetwork } from '../src/model/tflite/write.ts'
import { toJson } from '../src/report/json.ts'
import { reportSchema } from '../src/report/report-schema.ts'
import { compiled, oneConvolution, resizing, separable } from './report/round-networks.ts'
import { compiledFrom } from './support/compiled-from.ts'

type Models = Readonly<Record<string, Uint8Array>>

const directory = '/project'

/** Files that are not on any disk. Their errors name absolute paths, as those of the file system do. */
function inMemory(models: Models): CheckPorts['files'] {
  return {
    find: (globs) => Promise.resolve(Object.keys(models).filter(globMatcher(globs)).sort()),
    readFile: (path) => {
      const bytes = models[path.slice(directory.length + 1)]
      if (bytes !== undefined && bytes.length > 1) return Promise.resolve(bytes)
      return Promise.reject(
        new PreciousError('model/unreadable', { what: 'reading is not permitted', hint: 'Permit it', where: path }),
      )
    },
  }
}

function checkModels(models: Models, user: UserConfig, ports: Partial<CheckPorts> = {}): Promise<CheckResult> {
  const text = JSON.stringify(user, undefined, 1)
  const config = resolveConfig(user, { file: 'config/precious.config.json', directory, text })
  return check(config, { files: inMemory(models), ...ports })
}

const usb = 'coral-usb3-max'
const plain = writeNetwork(separable())
const anyLimit = '1 s'

/** What was judged of each model: `path target key text`. */
function judgedBudgets({ report }: CheckResult): string[] {
  return report.models.flatMap(({ path, results }) =>
    results.flatMap(({ target, budgets }) => budgets.map(({ key, text }) => `${path} ${target} ${key} ${text}`)),
  )
}

describe('a check', () => {
  it('judges the models that match, in the order of their paths', async () => {
    const models = { 'b.tflite': plain, 'a.tflite': plain, 'c.onnx': plain }
    const entries = [{ match: '*.tflite', budgets: { latency: anyLimit } }]
    const result = await checkModels(models, { target: usb, models: entries })
    expect(judgedBudgets(result)).toEqual([`a.tflite ${usb} latency 1 s`, `b.tflite ${usb} latency 1 s`])
    expect(result.report.verdict).toBe('passed')
  })

  it('lets the first entry win for each budget, on the targets of that entry', async () => {
    const result = await checkModels({ 'a.tflite': plain, 'b.tflite': plain }, {
      target: usb,
      models: [
        { match: 'a.*', target: 'coral-pcie-max', budgets: { latency: '2 s' } },
        { match: '*.tflite', budgets: { latency: '3 s', power: '9 W' } },
        { match: '*.tflite', target: 'coral-usb2-max', budgets: { power: '8 W' } },
      ],
    })
    expect(judgedBudgets(result)).toEqual([
      'a.tflite coral-pcie-max latency 2 s',
      'a.tflite coral-usb3-max power 9 W',
      'b.tflite coral-usb3-max latency 3 s',
      'b.tflite coral-usb3-max power 9 W',
    ])
    expect(result.report.estimators.map(({ target }) => target)).toEqual(['coral-pcie-max', 'coral-usb3-max'])
  })

  it('refuses a target that does not exist, also where no model has it', async () => {
    const models = [
      { match: '*.tflite', budgets: { latency: anyLimit } },
      { match: 'none.tflite', target: 'coral-usb3-mx', allowEmpty: true },
    ]
    await expect(checkModels({ 'a.tflite': plain }, { target: usb, models })).rejects.toThrow(
      /there is no target "coral-usb3-mx"\. Did you mean "coral-usb3-max"\?/,
    )
  })

  it('judges a model once that two entries match', async () => {
    const entry = { match: '*.tflite', budgets: { latency: anyLimit } }
    const result = await checkModels({ 'a.tflite': plain }, { target: usb, models: [entry, entry] })
    expect(judgedBudgets(result)).toHaveLength(1)
  })

  it('fails where a budget of level error is over, and only warns at level warn', async () => {
    const models = [{ match: '*', budgets: { cpuOperators: 0 } }]
    const warning = [{ match: '*', budgets: { cpuOperators: { max: 0, level: 'warn' as const } } }]
    const onCpu = { 'a.tflite': writeNetwork(resizing(0)) }
    expect((await checkModels(onCpu, { target: usb, models })).report.verdict).toBe('failed')
    expect((await checkModels(onCpu, { target: usb, models: warning })).report.verdict).toBe('passed')
  })

  it('tells before each model how far it is', async () => {
    const steps: string[] = []
    const onModel = (path: string, index: number, count: number): void => void steps.push(`${path} ${index} ${count}`)
    await checkModels({ 'a.tflite': plain, 'b.tflite': plain }, { target: usb, models: [{ match: '*' }] }, { onModel })
    expect(steps).toEqual(['a.tflite 0 2', 'b.tflite 1 2'])
  })

  it('stops before the next model when it is told to', async () => {
    const seen: string[] = []
    const stop = new AbortController()
    const onModel = (path: string): void => {
      seen.push(path)
      stop.abort(new Error('enough'))
    }
    const user = { target: usb, models: [{ match: '*' }] }
    const models = { 'a.tflite': plain, 'b.tflite': plain }
    await expect(checkModels(models, user, { onModel, signal: stop.signal })).rejects.toThrow('enough')
    expect(seen).toEqual(['a.tflite'])
  })

  it('gives the same report for the same input, which is valid and has no absolute path', async () => {
    const budgets = { latency: '1 ms', memory: '1 B' }
    const user = { target: [usb, 'coral-pcie-max'], models: [{ match: '*', budgets }] }
    const models = { 'a.tflite': plain, 'b.tflite': writeNetwork(compiled()), 'c.tflite': new Uint8Array(0) }
    const [first, second] = [await checkModels(models, user), await checkModels({ ...models }, user)]
    expect(toJson(first.report)).toBe(toJson(second.report))
    expect(toJson(first.report)).not.toContain(directory)
    expect(reportSchema.safeParse(JSON.parse(toJson(first.report))).error).toBeUndefined()
  })
})

describe('an entry that matches nothing', () => {
  const user = (allowEmpty: boolean): UserConfig => ({
    target: usb,
    models: [{ match: '*.tflite' }, { match: ['none/*.tflite', '!x'], allowEmpty }],
  })

  it('is an error at its line', async () => {
    const error = await checkModels({ 'a.tflite': plain }, user(false)).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(PreciousError)
    expect(error).toMatchObject({
      code: 'config/no-match',
      where: 'config/precious.config.json:7',
      what: 'no file matches "none/*.tflite", "!x"',
    })
  })

  it('is fine where it may be empty', async () => {
    const { report } = await checkModels({ 'a.tflite': plain }, user(true))
    expect(report.models).toHaveLength(1)
  })
})

describe('an unknown target', () => {
  it('is an error that names the config and the known targets', async () => {
    const user = { target: 'coral-usb4', models: [{ match: '*' }] }
    await expect(checkModels({ 'a.tflite': plain }, user)).rejects.toMatchObject({
      code: 'target/unknown',
      where: 'config/precious.config.json',
      hint: expect.stringContaining(usb),
    })
  })
})

describe('a model that cannot be read', () => {
  const models = {
    'a.tflite': plain,
    'broken.tflite': plain.subarray(0, 100),
    'closed.tflite': new Uint8Array(0),
    'z.tflite': writeNetwork(oneConvolution()),
  }
  const user = { target: usb, models: [{ match: '*', budgets: { latency: anyLimit } }] }

  it('is a failure, and the others are judged', async () => {
    const { report, failures } = await checkModels(models, user)
    expect(report.models.map(({ path }) => path)).toEqual(['a.tflite', 'z.tflite'])
    expect(failures.map(({ where, code }) => `${where} ${code}`)).toEqual([
      'broken.tflite model/truncated',
      'closed.tflite model/unreadable',
    ])
  })

  it('fails the run and is listed in the report', async () => {
    const { report } = await checkModels(models, user)
    expect(report.verdict).toBe('failed')
    expect(report.unreadable.at(-1)).toEqual({
      path: 'closed.tflite', code: 'model/unreadable', what: 'reading is not permitted', hint: 'Permit it',
    })
  })

  it('does not hide a defect of the program', async () => {
    const files = { ...inMemory(models), readFile: () => Promise.reject(new TypeError('a defect')) }
    await expect(checkModels(models, user, { files })).rejects.toThrow('a defect')
  })
})

describe('an uncertain budget under the policy to measure', () => {
  /** A limit inside the interval, whatever the interval is today. */
  async function uncertainConfig(): Promise<UserConfig> {
    const { report } = await checkModels({ 'a.tflite': plain }, { target: usb, models: [{ match: '*' }] })
    const estimate = report.models[0]?.results[0]?.estimates[0]
    if (estimate === undefined || estimate.basis === 'unknown') throw new Error('there is no estimate')
    const latency = `${((estimate.low + estimate.high) / 2).toFixed(9)} ms`
    return { target: usb, uncertain: 'measure', models: [{ match: '*', budgets: { latency, streamed: '0 B' } }] }
  }

  it('passes and lists the model for measuring', async () => {
    const { report } = await checkModels({ 'a.tflite': plain }, await uncertainConfig())
    const sha256 = report.models[0]?.sha256
    expect(report.counts).toEqual({ within: 1, over: 0, uncertain: 1, unknown: 0 })
    expect(report.verdict).toBe('passed')
    expect(report.needsMeasurement).toEqual([{ path: 'a.tflite', sha256, target: usb, keys: ['latency'] }])
  })

  it('only warns under the usual policy', async () => {
    const { report } = await checkModels({ 'a.tflite': plain }, { ...(await uncertainConfig()), uncertain: 'warn' })
    expect(report.needsMeasurement).toEqual([])
    expect(report.models[0]?.results[0]?.budgets[0]?.outcome).toBe('warn')
  })
})

describe('models that are asked for besides those of the config', () => {
  const models = { 'a.tflite': plain, 'other/b.tflite': plain }
  const user = { target: [usb, 'coral-pcie-max'], models: [{ match: '*.tflite', budgets: { latency: anyLimit } }] }

  /** Each model with its targets, and how many budgets it has on each. */
  function estimated({ report }: CheckResult): string[] {
    return report.models.flatMap(({ path, results }) =>
      results.map(({ target, budgets }) => `${path} ${target} ${budgets.length}`),
    )
  }

  it('are estimated for the targets of the config, without budgets', async () => {
    const result = await checkModels(models, user, { alsoModels: ['other/b.tflite'] })
    expect(estimated(result)).toEqual([
      `a.tflite ${usb} 1`,
      'a.tflite coral-pcie-max 1',
      `other/b.tflite ${usb} 0`,
      'other/b.tflite coral-pcie-max 0',
    ])
  })

  it('are judged by the entry that matches them, once', async () => {
    const result = await checkModels(models, user, { alsoModels: ['a.tflite', 'a.tflite'] })
    expect(estimated(result)).toEqual([`a.tflite ${usb} 1`, 'a.tflite coral-pcie-max 1'])
  })

  it('are in the report without an estimate where the config has no target of its own', async () => {
    const own = { models: [{ match: '*.tflite', target: usb }] }
    const { report } = await checkModels(models, own, { alsoModels: ['other/b.tflite'] })
    const targets = report.models.map(({ path, results }) => `${path} ${results.length}`)
    expect(targets).toEqual(['a.tflite 1', 'other/b.tflite 0'])
  })

  it('may lie above the folder of the config', async () => {
    const files = { ...inMemory(models), readFile: () => Promise.resolve(plain) }
    const { report } = await checkModels(models, user, { files, alsoModels: ['../shared/c.tflite'] })
    expect(report.models.map(({ path }) => path)).toEqual(['../shared/c.tflite', 'a.tflite'])
  })

  it('are listed where they cannot be read', async () => {
    const { report } = await checkModels(models, user, { alsoModels: ['gone.tflite'] })
    expect(report.unreadable.map(({ path }) => path)).toEqual(['gone.tflite'])
  })

  it('do not stand for those that an entry has to match', async () => {
    const missing = { target: usb, models: [{ match: 'none/*.tflite' }] }
    await expect(checkModels(models, missing, { alsoModels: ['a.tflite'] })).rejects.toThrow('no file matches')
  })
})

describe('a caller that remembers assessments', () => {
  const user = {
    target: usb,
    models: [
      { match: 'a.tflite', target: ['coral-pcie-max', usb], budgets: { latency: anyLimit } },
      { match: '*.tflite', budgets: { power: '9 W' } },
    ],
  }
  const models = { 'a.tflite': plain, 'b.tflite': plain }

  it('is asked for each model at its absolute path, with the targets that it needs', async () => {
    const asked: string[] = []
    const assessFile: AssessFile = (file, estimators) => {
      asked.push(`${file} ${estimators.map(({ target }) => target).join(' ')}`)
      return Promise.resolve(assess(plain, estimators))
    }
    await checkModels(models, user, { assessFile })
    expect(asked).toEqual([`/project/a.tflite coral-pcie-max ${usb}`, `/project/b.tflite ${usb}`])
  })

  it('gets the report of one that does not', async () => {
    const assessFile: AssessFile = (_, estimators) => Promise.resolve(assess(plain, estimators))
    const readFile = (): Promise<never> => Promise.reject(new Error('a file was read'))
    const { report } = await checkModels(models, user, { assessFile, files: { ...inMemory(models), readFile } })
    expect(toJson(report)).toBe(toJson((await checkModels(models, user)).report))
  })

  it('may say that a model cannot be read', async () => {
    const details = { what: 'there is none', hint: 'Fetch it', where: '/project/a.tflite' }
    const error = new PreciousError('model/missing', details)
    const { report } = await checkModels(models, user, { assessFile: () => Promise.reject(error) })
    expect(report.unreadable.map(({ path, what }) => `${path} ${what}`)).toEqual([
      'a.tflite there is none', 'b.tflite there is none',
    ])
  })

  it('does not hide its defects', async () => {
    const assessFile: AssessFile = () => Promise.reject(new TypeError('a defect'))
    await expect(checkModels(models, user, { assessFile })).rejects.toThrow('a defect')
  })
})

describe('a compiled model', () => {
  const budgets = {
    latency: '1 s', throughput: '1 fps', power: '9 W', energy: '1 J',
    memory: '1 GiB', cached: '1 GiB', streamed: '1 GiB', activations: '1 GiB',
  } satisfies Partial<Record<BudgetKey, string>>

  it('gets the verdict unknown for every budget of what it holds', async () => {
    const models = { 'a.tflite': writeNetwork(compiled()) }
    const { report } = await checkModels(models, { target: usb, models: [{ match: '*', budgets }] })
    const judged = report.models.flatMap(({ results }) => results.flatMap((result) => result.budgets))
    const verdicts = new Set<Verdict>(judged.map(({ verdict }) => verdict))
    expect(judged).toHaveLength(Object.keys(budgets).length)
    expect([...verdicts]).toEqual(['unknown'])
    expect(judged.every(({ estimate, reason }) => estimate === null && reason !== null)).toBe(true)
  })

  it('gets no invented figure and no cause', async () => {
    const models = { 'a.tflite': writeNetwork(compiled()) }
    const { report } = await checkModels(models, { target: usb, models: [{ match: '*', budgets }] })
    const [model] = report.models
    expect(model?.format).toBe('compiled')
    expect(model?.totals).toMatchObject({ macs: null, tensorSteps: null, cachedBytes: null, instructionBytes: null })
    expect(model?.results[0]).toMatchObject({ latency: null, causes: [] })
    expect(model?.topOperators[0]).toMatchObject({ kind: 'edgetpu-custom-op', tensorSteps: null })
  })
})

describe('a check that compiles', () => {
  const user: UserConfig = { target: usb, models: [{ match: '*.tflite', budgets: { cached: '1 MiB' } }] }
  const log = { kind: 'compiled', version: '16.0', timeMs: undefined, models: [] } as const
  const made = compiledFrom(separable())

  it('asks for plain models only, by the paths that users know, and stops with the run', async () => {
    const asked: unknown[] = []
    const { signal } = new AbortController()
    const compile: CheckPorts['compile'] = (path, bytes, given) => {
      asked.push([path, bytes, given])
      return Promise.resolve({ log, compiled: made })
    }
    const { report } = await checkModels({ 'a.tflite': plain, 'b.tflite': made }, user, { compile, signal })
    expect(asked).toEqual([['a.tflite', plain, signal]])
    expect(report.models.map(({ totals }) => totals)).toEqual([report.models[1]?.totals, report.models[1]?.totals])
    expect(reportSchema.parse(report)).toEqual(report)
  })

  it('does without where the compiler is not used', async () => {
    const compile: CheckPorts['compile'] = () => Promise.resolve(undefined)
    const models = { 'a.tflite': plain }
    expect(await checkModels(models, user, { compile })).toEqual(await checkModels(models, user))
  })

  it.each(['compiler/crashed', 'compiler/timeout'] as const)('goes on behind a model with %s', async (code) => {
    const compile: CheckPorts['compile'] = (where) =>
      Promise.reject(new PreciousError(code, { what: 'it did not do', hint: 'Try again', where }))
    const { report, failures } = await checkModels({ 'a.tflite': plain, 'b.tflite': made }, user, { compile })
    expect(failures).toHaveLength(1)
    expect(report.models.map(({ path }) => path)).toEqual(['b.tflite'])
    expect(reportSchema.parse(report).unreadable).toMatchObject([{ path: 'a.tflite', code }])
  })

  it.each(['compiler/missing', 'compiler/unusable'] as const)('ends with %s, as every model would', async (code) => {
    const error = new PreciousError(code, { what: 'there is none', hint: 'Install it' })
    const compile: CheckPorts['compile'] = () => Promise.reject(error)
    await expect(checkModels({ 'a.tflite': plain }, user, { compile })).rejects.toBe(error)
  })
})
