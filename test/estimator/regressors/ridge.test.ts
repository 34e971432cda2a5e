import { describe, expect, it } from 'vitest'
import { ridge } from '../../../src/estimator/regressors/ridge.ts'
import { drawNetworkLike, errorOf } from '../../support/regression-data.ts'

/** `5 + 2 x - 3 y`, columns of very different size. */
const linear = {
  rows: [[1, 1e6], [2, 1e6 + 1], [3, 1e6 - 1], [5, 1e6 + 2], [8, 1e6]],
  targets: [7, 6, 14, 9, 21],
}

describe('ridge regression', () => {
  it('finds the coefficients of what is linear if they cost nothing', () => {
    const fitted = ridge.fit(linear, { penalty: 0 }, 1)
    expect(fitted.predict([0, 1e6])).toBeCloseTo(5, 6)
    expect(fitted.predict([1, 1e6 + 1])).toBeCloseTo(4, 6)
  })

  it('halves the coefficient of one column where it costs as much as the column varies', () => {
    const fitted = ridge.fit({ rows: [[-3], [3]], targets: [-2, 6] }, { penalty: 1 }, 1)
    expect(fitted.toJSON()).toMatchObject({ intercept: 2, centers: [0] })
    expect(fitted.predict([3])).toBeCloseTo(4, 12)
  })

  it('estimates the mean where coefficients cost much', () => {
    expect(ridge.fit(linear, { penalty: 1e9 }, 1).predict([100, 1e6])).toBeCloseTo(11.4, 4)
  })

  it('shares a coefficient between equal columns', () => {
    const fitted = ridge.fit({ rows: [[1, 1], [2, 2], [3, 3]], targets: [1, 2, 3] }, { penalty: 0 }, 1)
    expect(fitted.predict([4, 4])).toBeCloseTo(4, 9)
    expect(fitted.predict([5, 3])).toBeCloseTo(4, 9)
  })

  it('finds a small penalty for what is linear, and a large one for noise', () => {
    const { rows } = drawNetworkLike(30, 20, 1)
    const straight = rows.map((row) => row.reduce((sum, value, column) => sum + column * value, 0))
    const noise = drawNetworkLike(30, 20, 2).targets
    const others = drawNetworkLike(30, 20, 3).rows
    const linearFit = ridge.fit({ rows, targets: straight }, {}, 1)
    const expected = others.map((row) => row.reduce((sum, value, column) => sum + column * value, 0))
    expect(errorOf(others.map((row) => linearFit.predict(row)), expected)).toBeLessThan(0.01)
    const [found, least] = (['left-out', 0] as const).map((penalty) => {
      const fitted = ridge.fit({ rows, targets: noise }, { penalty }, 1)
      const mean = noise.reduce((sum, target) => sum + target, 0) / noise.length
      return errorOf(others.map((row) => fitted.predict(row)), others.map(() => mean))
    })
    expect(found).toBeLessThan(0.5 * (least ?? 0))
  })

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the penalty %d', (penalty) => {
    expect(() => ridge.fit(linear, { penalty }, 1)).toThrow(RangeError)
  })
})
