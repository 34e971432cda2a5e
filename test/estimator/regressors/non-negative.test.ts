import { describe, expect, it } from 'vitest'
import { nonNegative } from '../../../src/estimator/regressors/non-negative.ts'

describe('non-negative regression', () => {
  it('adds a constant of either sign', () => {
    const fitted = nonNegative.fit({ rows: [[1, 1e9], [2, 3e9], [3, 2e9]], targets: [0, 4, 4] }, {}, 1)
    expect(fitted.predict([0, 0])).toBeCloseTo(-8 / 3, 6)
    expect(fitted.predict([1, 1e9])).toBeCloseTo(0, 6)
  })

  it('goes through zero without a constant', () => {
    const data = { rows: [[1, 0], [2, 1]], targets: [3, 7] }
    const fitted = nonNegative.fit(data, { intercept: false }, 1)
    expect(fitted.predict([0, 0])).toBe(0)
    expect(fitted.predict([1, 1])).toBeCloseTo(4, 9)
  })

  it('binds what would be negative', () => {
    const data = { rows: [[1, 0], [1, 1]], targets: [3, 2] }
    expect(nonNegative.fit(data, { intercept: false }, 1).predict([1, 1])).toBeCloseTo(2.5, 9)
    expect(nonNegative.fit(data, {}, 1).predict([1, 100])).toBeCloseTo(2.5, 9)
  })

  it('takes a weight for so many repetitions', () => {
    const data = { rows: [[1], [1]], targets: [1, 4], weights: [2, 1] }
    expect(nonNegative.fit(data, { intercept: false }, 1).predict([1])).toBeCloseTo(2, 9)
  })
})
