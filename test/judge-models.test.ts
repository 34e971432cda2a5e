import { describe, expect, it, test } from 'vitest'
import type { UserConfig } from '../src/budget/user-config.ts'
import type { CheckPorts } from '../src/check.ts'
import { PreciousError } from '../src/errors.ts'
import type { MeasurementLine } from '../src/measurement/measurement.ts'
import { reportAsBaseline } from '../src/report/as-baseline.ts'
import type { BudgetResult, Report } from '../src/report/report.ts'
import { sha256Of } from '../src/sha256.ts'
import { configWith, modelFile, target } from './host/compared.ts'
import { measurementWith } from './measurement/arbitrary-measurement.ts'
import { reportOnFiles } from './support/compared-report.ts'

const model = modelFile('c8 d3 c16 c8 m')
const wider = modelFile('c8 d3 c64 c8 m')
const path = 'models/a.tflite'

/** The report on one model. */
async function reportOn(user: UserConfig, bytes: Uint8Array, ports: Partial<CheckPorts> = {}): Promise<Report> {
  return await reportOnFiles(user, { [path]: bytes }, ports)
}

/** Lines of measurements of the model. */
function measured(...lines: readonly Partial<MeasurementLine>[]): Pick<CheckPorts, 'measurements'> {
  const placed = lines.map((changes, index) => ({
    line: index + 1,
    measurement: measurementWith({ sha256: sha256Of(model), target, ...changes }),
  }))
  return { measurements: { file: 'measured.jsonl', lines: placed } }
}

/** So many runs of nearly the same time. */
function around(mean: number): Partial<MeasurementLine> {
  return { latencyMs: { mean, standardDeviation: mean / 100, runs: 100 } }
}

function onlyBudget({ models }: Report): BudgetResult {
  const [budget] = models[0]?.results[0]?.budgets ?? []
  if (budget === undefined) throw new Error('there is no budget')
  return budget
}

/** Of the model's estimated latency, so many times as much. */
async function limitOf(factor: number): Promise<{ readonly limitMs: number; readonly user: UserConfig }> {
  const [latency] = (await reportOn(configWith(), model)).models[0]?.results[0]?.estimates ?? []
  if (latency?.basis !== 'estimated') throw new Error('there is no estimate')
  const limitMs = latency.value * factor
  return { limitMs, user: configWith({ latency: `${limitMs.toFixed(9)} ms` }) }
}

describe('a budget that the estimate cannot settle', () => {
  test.each([
    ['within', 'pass', 0.5],
    ['over', 'fail', 2],
  ] as const)('is %s by what was measured', async (verdict, outcome, factor) => {
    const { limitMs, user } = await limitOf(1)
    expect(onlyBudget(await reportOn(user, model))).toMatchObject({ verdict: 'uncertain', estimateBeside: null })
    const report = await reportOn(user, model, measured(around(limitMs * factor)))
    expect(onlyBudget(report)).toMatchObject({
      verdict, outcome,
      estimate: { basis: 'measured', value: limitMs * factor },
      estimateBeside: { basis: 'estimated', value: expect.closeTo(limitMs, 6) },
    })
    expect(report.measurements).toEqual({ file: 'measured.jsonl', used: 1, ignored: [] })
  })

  it('is asked for under the policy "measure", until it is measured', async () => {
    const { limitMs, user } = await limitOf(1)
    const asking: UserConfig = { ...user, uncertain: 'measure' }
    expect((await reportOn(asking, model)).needsMeasurement).toHaveLength(1)
    const report = await reportOn(asking, model, measured(around(limitMs / 2)))
    expect(report.needsMeasurement).toEqual([])
    expect(report.verdict).toBe('passed')
  })

  it('stays so where another content was measured, or another target', async () => {
    const { limitMs, user } = await limitOf(1)
    const foreign = { ...around(limitMs / 2), sha256: 'f'.repeat(64) }
    const elsewhere = { ...around(limitMs / 2), target: 'coral-pcie-max' }
    const report = await reportOn(user, model, measured(foreign, elsewhere))
    expect(onlyBudget(report)).toMatchObject({ verdict: 'uncertain', estimateBeside: null })
    expect(report.measurements).toMatchObject({ used: 0, ignored: [{ line: 1 }, { line: 2 }] })
  })
})

describe('what became of a file of measurements', () => {
  it('counts a line as used where one of its quantities was measured again and another was not', async () => {
    const power = { mean: 1.5, standardDeviation: 0.1, runs: 10 }
    const older = { ...around(2), powerW: power, measuredAt: '2026-01-01T00:00:00Z' }
    const report = await reportOn(configWith(), model, measured(older, around(3)))
    expect(report.measurements).toEqual({
      file: 'measured.jsonl', used: 2,
      ignored: [{ line: 1, reason: 'Measured again later: latency in line 2.' }],
    })
    const quantities = report.models[0]?.results[0]?.measured.map(({ quantity }) => quantity)
    expect(quantities).toEqual(['latency', 'power', 'energy'])
  })

  it('counts none for a file without lines', async () => {
    const report = await reportOn(configWith(), model, measured())
    expect(report.measurements).toEqual({ file: 'measured.jsonl', used: 0, ignored: [] })
  })
})

describe('a measured value beside a baseline', () => {
  async function standingOf(now: Uint8Array, before: Uint8Array): Promise<BudgetResult['standing']> {
    const { limitMs, user } = await limitOf(3)
    const baseline = reportAsBaseline(await reportOn(user, before), 'the base', null)
    const lines = measured({ ...around(limitMs * 2), sha256: sha256Of(now) })
    const budget = onlyBudget(await reportOn(user, now, { baseline, ...lines }))
    expect(budget).toMatchObject({ verdict: 'over', outcome: 'fail' })
    return budget.standing
  }

  it('that breaks a budget is no news for a model that has not changed', async () => {
    expect(await standingOf(model, model)).toBe('known')
    expect(await standingOf(modelFile('c8 d3 c16 c8 m', { seed: 2 }), model)).toBe('known')
  })

  it('is new for one that has changed, as far as the estimate of the baseline tells', async () => {
    expect(await standingOf(wider, model)).toBe('new')
  })

  it('does not bear on a limited increase, which compares estimates', async () => {
    const user = configWith({ latency: { maxIncrease: '1000 %' } })
    const baseline = reportAsBaseline(await reportOn(user, model), 'the base', null)
    const lines = measured({ ...around(1e6), sha256: sha256Of(wider) })
    expect(onlyBudget(await reportOn(user, wider, { baseline, ...lines }))).toMatchObject({
      verdict: 'within', estimate: { basis: 'estimated' }, estimateBeside: null,
    })
  })
})

describe('a baseline that there is none of', () => {
  it('is told, and limits on the increase pass', async () => {
    const reason = 'The pull request has no merge base here.'
    const user = configWith({ latency: { maxIncrease: '5 %' } })
    const report = await reportOn(user, model, { baseline: { state: 'unavailable', reason } })
    expect(report.baseline).toEqual({ state: 'unavailable', reason })
    expect(report.models[0]?.change).toBeNull()
    expect(onlyBudget(report)).toMatchObject({
      verdict: 'unknown', outcome: 'pass', reason: 'there is no baseline to compare with', standing: null,
    })
  })

  it('is told apart from none that was asked for', async () => {
    const report = await reportOn(configWith({ latency: { maxIncrease: '5 %' } }), model)
    expect(report.baseline).toBeNull()
    expect(onlyBudget(report).reason).toBe('no baseline was given to compare with')
  })
})

describe('a run that is stopped while models are compared', () => {
  it('reads no further model of the baseline', async () => {
    const controller = new AbortController()
    const loaded: string[] = []
    const base = reportAsBaseline(await reportOnFiles(configWith(), { 'models/a.tflite': model }), 'the base', null)
    const models = new Map(
      ['models/a.tflite', 'models/b.tflite'].map((name) => [
        name,
        {
          contentId: name,
          load: () => {
            loaded.push(name)
            controller.abort(new Error('stopped'))
            return Promise.reject(new PreciousError('model/empty', { what: 'it is empty', hint: 'Fill it' }))
          },
        },
      ]),
    )
    const files = { 'models/a.tflite': model, 'models/b.tflite': model }
    const ports = { baseline: { ...base, models }, signal: controller.signal }
    await expect(reportOnFiles(configWith(), files, ports)).rejects.toThrow('stopped')
    expect(loaded).toEqual(['models/a.tflite'])
  })
})
