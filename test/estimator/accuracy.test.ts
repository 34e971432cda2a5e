import { describe, expect, it } from 'vitest'
import { accuracyOf, type JudgedEstimate, relativeError } from '../../src/estimator/accuracy.ts'

function judged(measured: number, value: number, low = value, high = value): JudgedEstimate {
  return { measured, value, low, high }
}

describe('the accuracy of estimates', () => {
  it('is told by known errors: 4 % too high, 8 % too low, 20 % too high, none', () => {
    const estimates = [judged(1, 1.04), judged(2, 1.84), judged(5, 6), judged(10, 10)]
    expect(accuracyOf(estimates)).toEqual({
      n: 4,
      mape: expect.closeTo(0.08, 12),
      medianApe: expect.closeTo(0.06, 12),
      within5: 0.5,
      within10: 0.75,
      spearman: 1,
      coverage: 0.25,
    })
  })

  it('has the middle error as the median of an odd number of them', () => {
    expect(accuracyOf([judged(1, 1.5), judged(1, 1), judged(1, 1.1)]).medianApe).toBeCloseTo(0.1, 12)
  })

  it('counts what is exactly 5 or 10 % off as within', () => {
    const { within5, within10 } = accuracyOf([judged(1, 1.05), judged(1, 0.95), judged(3, 3.3), judged(0.7, 0.63)])
    expect({ within5, within10 }).toEqual({ within5: 0.5, within10: 1 })
  })

  it('counts measured values at the ends of an interval as held, and those beyond as not', () => {
    const around = [judged(1, 2, 1, 3), judged(3, 2, 1, 3), judged(0.99, 2, 1, 3), judged(3.01, 2, 1, 3)]
    expect(accuracyOf(around).coverage).toBe(0.5)
  })

  it('is unknown without estimates', () => {
    const unknown = { mape: null, medianApe: null, within5: null, within10: null, spearman: null, coverage: null }
    expect(accuracyOf([])).toEqual({ n: 0, ...unknown })
  })

  it('is no correlation where nothing varies', () => {
    expect(accuracyOf([judged(1, 2)]).spearman).toBeNull()
    expect(accuracyOf([judged(1, 2), judged(3, 2)]).spearman).toBeNull()
    expect(accuracyOf([judged(2, 1), judged(2, 3)])).toMatchObject({ spearman: null, mape: 0.5 })
  })
})

it('an error is relative to what was measured, with its sign', () => {
  expect(relativeError(4, 5)).toBe(0.25)
  expect(relativeError(4, 3)).toBe(-0.25)
})
