import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Budget } from '../../src/budget/budget.ts'
import { compareWithLimit, judge, judgeIncrease, outcomeOf, type Policy } from '../../src/budget/judge.ts'
import type { KnownDelta } from '../../src/estimator/delta.ts'
import type { Estimate, KnownEstimate } from '../../src/estimator/estimate.ts'

const policy: Policy = { uncertain: 'warn', unknown: 'error' }

function budget(changes: Partial<Budget> = {}): Budget {
  const location = { file: 'precious.config.mjs', line: 4 }
  return {
    key: 'latency', kind: 'max', limit: 10, relative: false, text: '10 ms', level: 'error', location, ...changes,
  }
}

function estimate(low: number, high: number, changes: Partial<KnownEstimate> = {}): Estimate {
  const inside = { coverage: { share: 0.9, points: 100 }, inEnvelope: true, outside: [] }
  return { quantity: 'latency', basis: 'estimated', value: (low + high) / 2, low, high, ...inside, ...changes }
}

describe('a limit on the most', () => {
  test.each([
    [8, 10, 'within', 'pass'],
    [8, 10.001, 'uncertain', 'warn'],
    [10, 11, 'uncertain', 'warn'],
    [10.001, 11, 'over', 'fail'],
    [10, 10, 'within', 'pass'],
  ] as const)('of 10 ms and an interval from %d to %d: %s, %s', (low, high, verdict, outcome) => {
    expect(judge(budget(), estimate(low, high), policy)).toEqual({
      budget: budget(), verdict, outcome, reason: null, increase: null, needsMeasurement: false,
    })
  })

  test('of 0 B is met by exactly 0 B', () => {
    const none = estimate(0, 0, { quantity: 'streamed' })
    expect(judge(budget({ key: 'streamed', limit: 0 }), none, policy).verdict).toBe('within')
  })

  test('has exactly one verdict for any interval', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b, limit) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        const expected = high <= limit ? 'within' : low > limit ? 'over' : 'uncertain'
        expect(compareWithLimit({ low, high }, limit)).toBe(expected)
      }),
    )
  })
})

describe('a throughput of at least 20 fps is a latency of at most 50 ms', () => {
  const throughput = budget({ key: 'throughput', kind: 'min', limit: 20, text: '20 fps' })
  test.each([
    [40, 50, 'within'],
    [49, 51, 'uncertain'],
    [51, 52, 'over'],
  ] as const)('%d to %d ms: %s', (low, high, verdict) => {
    expect(judge(throughput, estimate(low, high), policy).verdict).toBe(verdict)
  })
})

describe('nothing can be said', () => {
  test('of what has no estimate: the reason is kept, and the run fails', () => {
    const unknown: Estimate = { quantity: 'latency', basis: 'unknown', reason: 'the target has no power estimator' }
    expect(judge(budget(), unknown, policy)).toMatchObject({
      verdict: 'unknown', outcome: 'fail', reason: 'the target has no power estimator', needsMeasurement: false,
    })
  })

  test('of a network outside the envelope, however far from the limit', () => {
    const far = estimate(1e-6, 1e-5, { inEnvelope: false, outside: ['tensorSteps', 'macs'] })
    expect(judge(budget(), far, policy)).toMatchObject({
      verdict: 'unknown',
      reason: 'the network is outside the range that the estimator was checked on: tensorSteps, macs',
    })
  })

  test('a long list of properties is cut', () => {
    const far = estimate(1, 2, { inEnvelope: false, outside: Array<'macs'>(6).fill('macs') })
    expect(judge(budget(), far, policy).reason).toMatch(/: macs, macs, macs, macs and 2 more$/)
  })

  test('but a measurement has no envelope', () => {
    const measured = estimate(1, 2, { basis: 'measured', inEnvelope: false, outside: ['macs'] })
    expect(judge(budget(), measured, policy).verdict).toBe('within')
  })

  test('of an estimate that is not a number', () => {
    expect(judge(budget(), estimate(Number.NaN, 3), policy)).toMatchObject({
      verdict: 'unknown', reason: 'the estimate is not a number',
    })
  })

  test('warns where the config says so', () => {
    const unknown: Estimate = { quantity: 'latency', basis: 'unknown', reason: 'x' }
    expect(judge(budget(), unknown, { ...policy, unknown: 'warn' }).outcome).toBe('warn')
  })
})

describe('an uncertain verdict', () => {
  const straddling = estimate(9, 11)

  test.each([
    ['warn', 'warn', false],
    ['error', 'fail', false],
    ['measure', 'pass', true],
  ] as const)('under the policy %s: %s', (uncertain, outcome, needsMeasurement) => {
    expect(judge(budget(), straddling, { ...policy, uncertain })).toMatchObject({ outcome, needsMeasurement })
  })

  test('of a measured value warns under "measure": measuring again would not end it', () => {
    const measured = estimate(9, 11, { basis: 'measured' })
    expect(judge(budget(), measured, { ...policy, uncertain: 'measure' })).toMatchObject({
      verdict: 'uncertain', outcome: 'warn', needsMeasurement: false,
    })
  })
})

test('a budget of level warn never fails the run', () => {
  for (const verdict of ['within', 'over', 'uncertain', 'unknown'] as const) {
    expect(outcomeOf(verdict, 'warn', { uncertain: 'error', unknown: 'error' })).toBe(
      verdict === 'within' ? 'pass' : 'warn',
    )
  }
})

test('an estimate of another quantity is a defect', () => {
  expect(() => judge(budget({ key: 'power' }), estimate(1, 2), policy)).toThrow(
    'a budget of power meets a latency estimate',
  )
})

describe('a limit on the increase over the baseline', () => {
  const share = budget({ kind: 'maxIncrease', limit: 0.05, relative: true, text: '5 %' })

  function delta(low: number, value: number, high: number, base = 10): KnownDelta {
    const coverage = { share: null, points: 5 }
    return { quantity: 'latency', basis: 'estimated', base, value, low, high, coverage, inEnvelope: true, outside: [] }
  }

  test.each([
    ['within', 'pass', delta(-1, 0.1, 0.5)],
    ['over', 'fail', delta(0.51, 0.6, 0.7)],
    ['uncertain', 'warn', delta(0.4, 0.5, 0.6)],
    ['within', 'pass', delta(0, 0, 0)],
  ] as const)('is %s (%s) by the interval of the difference', (verdict, outcome, given) => {
    expect(judgeIncrease(share, given, policy)).toMatchObject({ verdict, outcome, needsMeasurement: false })
  })

  test('is compared as a share of the baseline, or in its own unit', () => {
    expect(judgeIncrease(share, delta(0.1, 0.2, 0.4), policy).increase).toEqual({ value: 0.02, low: 0.01, high: 0.04 })
    const absolute = budget({ kind: 'maxIncrease', limit: 0.3, text: '300 us' })
    const judged = judgeIncrease(absolute, delta(0.1, 0.2, 0.4), policy)
    expect(judged).toMatchObject({ verdict: 'uncertain', increase: { value: 0.2, low: 0.1, high: 0.4 } })
  })

  test('allows no increase of nothing by a share', () => {
    expect(judgeIncrease(share, delta(1, 1, 1, 0), policy)).toMatchObject({ verdict: 'over', increase: null })
    expect(judgeIncrease(share, delta(0, 0, 0, 0), policy)).toMatchObject({ verdict: 'within', increase: null })
  })

  test('is kept by what has not changed, whatever is known of it', () => {
    expect(judgeIncrease(share, 'none', policy)).toEqual({
      budget: share, verdict: 'within', outcome: 'pass', reason: null, increase: { value: 0, low: 0, high: 0 },
      needsMeasurement: false,
    })
  })

  test('warns where it is uncertain and a measurement of the model alone would not settle it', () => {
    const judged = judgeIncrease(share, delta(0.4, 0.5, 0.6), { ...policy, uncertain: 'measure' })
    expect(judged).toMatchObject({ outcome: 'warn', needsMeasurement: false })
  })

  test('is unknown outside the checked range', () => {
    const outside = { ...delta(0, 0.1, 0.2), inEnvelope: false, outside: ['tensorSteps' as const] }
    expect(judgeIncrease(share, outside, policy)).toMatchObject({
      verdict: 'unknown',
      outcome: 'fail',
      reason: "the model or the baseline's is outside the range that the estimator was checked on: tensorSteps",
    })
  })

  test('passes where nothing was to be compared, and warns where the comparison failed', () => {
    const because = 'no baseline was given to compare with'
    expect(judgeIncrease(share, { because, isExpected: true }, policy)).toEqual({
      budget: share, verdict: 'unknown', outcome: 'pass', reason: because, increase: null, needsMeasurement: false,
    })
    expect(judgeIncrease(share, { because, isExpected: false }, policy).outcome).toBe('warn')
  })
})
