import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { intervalWords, valueWords } from '../../src/report/budget-words.ts'
import { readsAs } from '../../src/report/format.ts'
import type { BudgetResult } from '../../src/report/report.ts'

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
    reason: null,
    estimate: { value, low, high, basis: 'estimated', inEnvelope: true },
  }
}
