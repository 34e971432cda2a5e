import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distanceWords, explainVerdict, intervalWords, limitWords, valueWords } from '../../src/report/budget-words.ts'
import { readsAs } from '../../src/report/format.ts'
import type { BudgetResult, TargetResult } from '../../src/report/report.ts'

describe('the figures of a budget', () => {
  it('have as many digits as it takes to lie to the limit as they do in truth', () => {
    expect(valueWords(latency(2.976, 1.7341, 2.976, 2.977))).toBe('estimated 2.976 ms')
    expect(intervalWords(latency(2.32, 1.7341, 2.98, 1.73))).toBe('1.734 to 2.98 ms')
    expect(intervalWords(latency(2.32, 1.7341, 2.98, 9))).toBe('1.73 to 2.98 ms')
  })

  it('read as over, within or straddling the limit as they are judged', () => {
    const ms = fc.integer({ min: 1, max: 999_999 }).map((thousandths) => thousandths / 1_000)
    fc.assert(
      fc.property(ms, fc.integer({ min: -999, max: 999 }), (limit, thousandths) => {
        const value = limit * (1 + thousandths / 1e6)
        const [, number = '', unit = ''] = /^estimated ([\d.,]+) (\w+)$/.exec(valueWords(latency(value, value, value, limit))) ?? []
        const size = { ms: 1, us: 1e-3, ns: 1e-6 }[unit] ?? Number.NaN
        const shown = Number(number.replaceAll(',', '')) * size
        expect(shown > limit * (1 + 1e-9)).toBe(value > limit)
        expect(shown < limit * (1 - 1e-9)).toBe(value < limit)
      }),
      { examples: [[1, 0]] },
    )
  })

  it('of counted quantities read in full', () => {
    expect(readsAs('cpuOperators', 59, 1)).toBe(59)
    expect(readsAs('streamed', 1_023, 1)).toBe(1_023)
  })
})

describe('a limited increase in words', () => {
  function increase(changes: Partial<BudgetResult>): BudgetResult {
    const kept = { kind: 'maxIncrease', text: '5 %', verdict: 'within', outcome: 'pass' } as const
    return { ...latency(2, 1, 3, 0.05), ...kept, ...changes }
  }

  it('is a share, or in the unit of the quantity, as the limit is written', () => {
    const share = increase({ increase: { value: 0.2, low: 0.1, high: 0.3 } })
    expect([valueWords(share), intervalWords(share), limitWords(share)]).toEqual([
      'estimated +20 %', '+10 to +30 %', '+5 % over the baseline',
    ])
    const absolute = increase({ text: '0.3 ms', increase: { value: 0.2, low: -0.1, high: 0.3 } })
    expect([valueWords(absolute), intervalWords(absolute)]).toEqual(['estimated +0.2 ms', '−0.1 to +0.3 ms'])
  })

  it('that is none has no interval, and one that is not known no figure', () => {
    const none = increase({ increase: { value: 0, low: 0, high: 0 } })
    expect([valueWords(none), intervalWords(none)]).toEqual(['estimated ±0 %', ''])
    const unknown = increase({ verdict: 'unknown', increase: null })
    expect([valueWords(unknown), intervalWords(unknown)]).toEqual(['not compared', ''])
  })

  it('is said to lie outside the checked range only where nothing is known for that', () => {
    const estimate = { value: 2, low: 1, high: 3, basis: 'estimated', inEnvelope: false } as const
    expect(distanceWords(increase({ estimate }))).toBe('')
    expect(distanceWords(increase({ estimate, verdict: 'unknown' }))).toBe('outside the checked range')
  })

  it('is not explained by what the figure is made of', () => {
    const causes = [{ code: 'compute', keys: ['latency'], text: 'Computing takes long.' }] as const
    const result: TargetResult = {
      target: 'a', estimates: [], measured: [], deltas: [], deltaCauses: [], latency: null,
      reloadMs: null, sharing: null, budgets: [], causes,
    }
    expect(explainVerdict(increase({ verdict: 'over' }), result)).toEqual([])
    expect(explainVerdict(increase({ verdict: 'unknown', reason: 'there is none' }), result)).toEqual([
      'Unknown because there is none.',
    ])
    expect(explainVerdict({ ...latency(2, 1, 3, 2), verdict: 'over' }, result)).toEqual(['Computing takes long.'])
  })
})

describe('a measured value in words', () => {
  it('has the estimate and its error beside it', () => {
    const estimate = { value: 2, low: 1.9, high: 2.1, basis: 'measured', inEnvelope: true } as const
    const estimateBeside = { value: 1.5, low: 1, high: 2, basis: 'estimated', inEnvelope: true } as const
    expect(valueWords({ ...latency(2, 1, 3, 5), estimate, estimateBeside })).toBe(
      'measured 2 ms, estimated 1.5 ms (−25 %)',
    )
  })
})

function latency(value: number, low: number, high: number, limit: number): BudgetResult {
  return {
    key: 'latency',
    kind: 'max',
    limit,
    text: `${limit} ms`,
    level: 'error',
    location: { file: 'precious.config.json', line: 1 },
    verdict: 'uncertain',
    outcome: 'warn',
    use: 'alone',
    reason: null,
    estimate: { value, low, high, basis: 'estimated', inEnvelope: true },
    estimateBeside: null,
    increase: null,
    standing: null,
  }
}
