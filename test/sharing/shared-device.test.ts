import { describe, expect, it } from 'vitest'
import type { UserConfig, UserDevice } from '../../src/budget/user-config.ts'
import type { CheckPorts } from '../../src/check.ts'
import { estimatorOf } from '../../src/estimator/target.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { toJson } from '../../src/report/json.ts'
import { toMarkdown } from '../../src/report/markdown.ts'
import type { BudgetResult, Report, TargetResult } from '../../src/report/report.ts'
import { reportSchema } from '../../src/report/report-schema.ts'
import { toText } from '../../src/report/text.ts'
import { sha256Of } from '../../src/sha256.ts'
import { mobileNetV1 } from '../../src/generator/architectures/mobilenet-v1.ts'
import { mobileNetV2 } from '../../src/generator/architectures/mobilenet-v2.ts'
import { measurementWith } from '../measurement/arbitrary-measurement.ts'
import { compiled, separable } from '../report/round-networks.ts'
import { compiledFrom } from '../support/compiled-from.ts'
import { comparedReport, reportOnFiles } from '../support/compared-report.ts'

const target = 'coral-usb3-max'
const [v1, v2] = [mobileNetV1, mobileNetV2].map((make) => {
  return writeNetwork(make({ widthMultiplier: 1, inputSize: 224, quantisation: 'uint8', seed: 1 })).slice()
})
if (v1 === undefined || v2 === undefined) throw new Error('there are two models')
const models = { 'models/v1.tflite': v1, 'models/v2.tflite': v2 }
/** What v2 streams behind v1, on average over the capacities that were logged: two layers on the smallest, one on the others. */
const expectedBytes = (2_038_016 + 3 * 1_314_816) / 4
const inOrder: UserDevice = { models: ['models/v1.tflite', 'models/v2.tflite'] }

function configOf(devices: readonly UserDevice[], budgets: UserConfig['models'][number]['budgets'] = {}): UserConfig {
  return { target, models: [{ match: 'models/*', budgets }], devices }
}

function resultOf(report: Report, path: string): TargetResult {
  const result = report.models.find((model) => model.path === path)?.results[0]
  if (result === undefined) throw new Error(`there is no result of ${path}`)
  return result
}

function latencyIn({ estimates }: Pick<TargetResult, 'estimates'>): number {
  const latency = estimates.find(({ quantity }) => quantity === 'latency')
  return latency === undefined || latency.basis === 'unknown' ? Number.NaN : latency.value
}

function sharedLatency(result: TargetResult): number {
  return latencyIn(result.sharing ?? { estimates: [] })
}

function budgetOf({ budgets }: TargetResult, key: BudgetResult['key']): BudgetResult {
  const budget = budgets.find((one) => one.key === key)
  if (budget === undefined) throw new Error(`there is no budget of ${key}`)
  return budget
}

/** Lines of measurements of v1, each of so many runs of about a time. */
function measuredV1(meanMs: number): Pick<CheckPorts, 'measurements'> {
  const latencyMs = { mean: meanMs, standardDeviation: meanMs / 100, runs: 100 }
  const measurement = measurementWith({ sha256: sha256Of(models['models/v1.tflite']), target, latencyMs })
  return { measurements: { file: 'measured.jsonl', lines: [{ line: 1, measurement }] } }
}

describe('a model that alternates with another, compiled apart', () => {
  const budgets = { latency: '5 ms', throughput: '1 fps', energy: '1 J', power: '9 W', streamed: '0 B' }

  it('is judged on a mean that holds what it reloads, and its report is valid', async () => {
    const report = await reportOnFiles(configOf([inOrder], budgets), models)
    const result = resultOf(report, 'models/v1.tflite')
    const { reloadMs, sharing } = result
    expect(sharing).toMatchObject({ with: ['models/v2.tflite'], inferencesPerSwitch: 1, switchMs: reloadMs })
    expect(sharedLatency(result)).toBeCloseTo(latencyIn(result) + (reloadMs?.value ?? 0), 9)
    expect(reloadMs?.value).toBeCloseTo(10, 0)
    expect(budgetOf(result, 'latency')).toMatchObject({ use: 'shared', verdict: 'over' })
    expect(budgetOf(result, 'latency').estimate?.value).toBeCloseTo(sharedLatency(result), 9)
    expect(reportSchema.safeParse(JSON.parse(toJson(report))).success).toBe(true)
  })

  it('has each budget say which figure it was judged on', async () => {
    const result = resultOf(await reportOnFiles(configOf([inOrder], budgets), models), 'models/v1.tflite')
    expect(result.budgets.map(({ key, use }) => `${key} ${use}`)).toEqual([
      'latency shared', 'throughput shared', 'power alone', 'energy shared', 'streamed alone',
    ])
  })

  it('takes idle power while it reloads', async () => {
    const report = await reportOnFiles(configOf([inOrder]), models)
    const { estimates, sharing, reloadMs } = resultOf(report, 'models/v1.tflite')
    const energyOf = (list: typeof estimates): number => {
      const energy = list.find(({ quantity }) => quantity === 'energy')
      return energy === undefined || energy.basis === 'unknown' ? Number.NaN : energy.value
    }
    const idleW = estimatorOf(target).power.idleW.value
    expect(energyOf(sharing?.estimates ?? []) - energyOf(estimates)).toBeCloseTo(idleW * (reloadMs?.value ?? 0), 9)
  })

  it('reloads less often in bursts', async () => {
    const device = { ...inOrder, inferencesPerSwitch: 10 }
    const result = resultOf(await reportOnFiles(configOf([device]), models), 'models/v1.tflite')
    expect(sharedLatency(result) - latencyIn(result)).toBeCloseTo((result.reloadMs?.value ?? 0) / 10, 9)
  })

  it('is told why, and what would remove it, as text and Markdown', async () => {
    const report = await reportOnFiles(configOf([inOrder], { latency: '5 ms' }), models)
    const sentence =
      'Shares its device with models/v2.tflite, compiled apart: each switch to it reloads 4.22 MiB of parameters and ' +
      'instructions: +10 ms. Compiled together, nothing would be reloaded, but 1.25 MiB of models/v2.tflite would not fit and be ' +
      'streamed at every inference.'
    expect(resultOf(report, 'models/v1.tflite').causes[0]).toEqual({
      code: 'sharing', keys: ['latency', 'throughput', 'energy'], text: sentence,
    })
    const text = toText(report, { colour: false, width: 1_000 })
    expect(text).toContain(sentence)
    expect(text).toMatch(/\n {2}in turn with models\/v2\.tflite: mean latency 12\.\d ms \(.*\), 10 ms more after a swi/)
    expect(text).toMatch(/✖ over +latency +estimated 12\.\d ms shared/)
    const markdown = toMarkdown(report)
    expect(markdown).toMatch(/<b>2\.\d+\u00A0ms<\/b>.*<br>12\.\d\u00A0ms.*<i>shared<\/i><br>❌ limit 5 ms, over by/)
    expect(markdown).toContain('Shares its device with models/v2.tflite, compiled apart')
  })

  it('is judged on what was measured and what it reloads, and no further measurement is asked for', async () => {
    const budget = { latency: '12.2 ms' }
    const user: UserConfig = { ...configOf([inOrder], budget), uncertain: 'measure' }
    const asked = (report: Report): readonly string[] => report.needsMeasurement.map(({ path }) => path)
    expect(asked(await reportOnFiles(user, models))).toContain('models/v1.tflite')
    const report = await reportOnFiles(user, models, measuredV1(2))
    const result = resultOf(report, 'models/v1.tflite')
    expect(sharedLatency(result)).toBeCloseTo(2 + (result.reloadMs?.value ?? 0), 9)
    expect(budgetOf(result, 'latency')).toMatchObject({ verdict: 'uncertain', outcome: 'warn', estimateBeside: null })
    expect(budgetOf(result, 'latency').estimate?.basis).toBe('estimated')
    expect(asked(report)).not.toContain('models/v1.tflite')
  })

  it('is no news where the baseline was as bad in its place, but an increase is back to back', async () => {
    const limits = { latency: { max: '5 ms', maxIncrease: '1 ms' } }
    const changed = mobileNetV1({ widthMultiplier: 1, inputSize: 192, quantisation: 'uint8', seed: 1 })
    const before = { ...models, 'models/v1.tflite': writeNetwork(changed).slice() }
    const result = resultOf(await comparedReport(configOf([inOrder], limits), before, models), 'models/v1.tflite')
    expect(result.budgets.map(({ kind, use, standing }) => [kind, use, standing])).toEqual([
      ['max', 'shared', 'worse'],
      ['maxIncrease', 'alone', null],
    ])
  })
})

describe('models that will be compiled together', () => {
  const together = { ...inOrder, coCompiled: true }

  it('reload nothing, and the last streams what does not fit', async () => {
    const report = await reportOnFiles(configOf([together], { streamed: '0 B' }), models)
    const [first, second] = ['models/v1.tflite', 'models/v2.tflite'].map((path) => resultOf(report, path))
    expect([first?.sharing?.switchMs?.value, second?.sharing?.switchMs?.value]).toEqual([0, 0])
    expect(first && sharedLatency(first)).toBe(first && latencyIn(first))
    const { streamBytesPerMs } = estimatorOf(target).latency
    expect(second && sharedLatency(second) - latencyIn(second)).toBeCloseTo(expectedBytes / streamBytesPerMs.value, 9)
    expect(second && budgetOf(second, 'streamed')).toMatchObject({ use: 'shared', estimate: { value: 1_314_816 } })
    expect(second?.causes[0]?.text).toBe(
      'Shares its device with models/v1.tflite, compiled together: a switch reloads nothing. The models before it ' +
        'leave no room for 1.25 MiB of its parameters, which are streamed at every inference.',
    )
  })

  it('tell what is streamed also where a model that is compiled apart displaces them', async () => {
    const files = { ...models, 'models/c.tflite': compiledFrom(separable()).slice() }
    const device = { models: ['models/v1.tflite', 'models/v2.tflite', 'models/c.tflite'], coCompiled: true }
    const report = await reportOnFiles(configOf([device], { streamed: '0 B' }), files)
    const cause = resultOf(report, 'models/v2.tflite').causes.find(({ code }) => code === 'sharing')
    expect(cause?.keys).toContain('streamed')
    expect(cause?.text).toMatch(
      /^Shares its device with models\/c\.tflite, compiled apart: .* reload nothing\. The models before it leave no room for 1\.25 MiB/,
    )
  })

  it('are judged as plain ones where the compiler is asked for, which compiles each alone', async () => {
    const compile: CheckPorts['compile'] = () => Promise.reject(new Error('they are not compiled alone'))
    const [report, without] = [
      await reportOnFiles(configOf([together]), models, { compile }),
      await reportOnFiles(configOf([together]), models),
    ]
    expect(report.models.map(({ results }) => results)).toEqual(without.models.map(({ results }) => results))
    expect(report.models.map(({ notes }) => notes[0])).toEqual(Array.from({ length: 2 }, () =>
      'It is judged as a plain model, because it is to be compiled together with others, and the compiler was not asked ' +
        'for that.',
    ))
  })

  it('stream what comes last, in whichever order they are named', async () => {
    const reversed = { models: ['models/v2.tflite', 'models/v1.tflite'], coCompiled: true }
    const report = await reportOnFiles(configOf([reversed]), models)
    const more = (path: string): number => sharedLatency(resultOf(report, path)) - latencyIn(resultOf(report, path))
    expect(more('models/v2.tflite')).toBe(0)
    expect(more('models/v1.tflite')).toBeGreaterThan(2)
  })
})

describe('a budget that sharing has no bearing on', () => {
  it('of a model without a device is judged as before', async () => {
    const others = { ...models, 'models/v3.tflite': models['models/v2.tflite'] }
    const budgets = { latency: '5 ms', energy: '1 J' }
    const shared = await reportOnFiles(configOf([inOrder], budgets), others)
    const alone = await reportOnFiles(configOf([], budgets), others)
    expect(resultOf(shared, 'models/v3.tflite')).toEqual(resultOf(alone, 'models/v3.tflite'))
    expect(resultOf(alone, 'models/v3.tflite')).toMatchObject({
      sharing: null, budgets: [{ use: 'alone' }, { use: 'alone' }],
    })
  })

  it('is judged as before on a device of one model', async () => {
    const report = await reportOnFiles(configOf([{ models: 'models/v1*' }], { latency: '5 ms' }), models)
    expect(resultOf(report, 'models/v1.tflite')).toMatchObject({ sharing: null, budgets: [{ use: 'alone' }] })
  })
})

describe('a device with a model of which nothing is known', () => {
  const files = { 'models/c.tflite': writeNetwork(compiled()).slice(), 'models/v1.tflite': v1 }
  const device = { models: 'models/*' }

  it('costs a plain model what it reloads all the same', async () => {
    const report = await reportOnFiles(configOf([device]), files)
    expect(resultOf(report, 'models/v1.tflite').sharing?.switchMs?.value).toBeGreaterThan(1)
  })

  it('says of that model that it reloads, without a number', async () => {
    const report = await reportOnFiles(configOf([device]), files)
    expect(resultOf(report, 'models/c.tflite').causes.find(({ code }) => code === 'sharing')?.text).toBe(
      'Shares its device with models/v1.tflite, compiled apart: each switch to it reloads its parameters.',
    )
  })

  it('leaves the verdict open where it could be either', async () => {
    const broken = { 'models/c.tflite': new Uint8Array(), 'models/v1.tflite': v1 }
    const user = configOf([{ ...device, coCompiled: true }], { latency: '5 ms' })
    const report = await reportOnFiles(user, broken)
    expect(budgetOf(resultOf(report, 'models/v1.tflite'), 'latency')).toMatchObject({
      verdict: 'unknown', use: 'shared', estimate: null,
      reason: 'it is not known whether models/c.tflite on the same device was compiled together with it',
    })
    expect(reportSchema.safeParse(JSON.parse(toJson(report))).success).toBe(true)
  })
})

describe('a config with devices', () => {
  it('is refused where a glob of a device finds no model of the run', async () => {
    await expect(reportOnFiles(configOf([{ models: ['models/v1*', 'other/*'] }]), models)).rejects.toThrow(
      /precious\.config\.json:\d+: no model of this run matches "other\/\*" of a device/,
    )
  })
})
