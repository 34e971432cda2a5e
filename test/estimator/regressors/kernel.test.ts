import { describe, expect, it } from 'vitest'
import { Cholesky } from '../../../src/estimator/regressors/cholesky.ts'
import { fitKernel, kernel } from '../../../src/estimator/regressors/kernel.ts'
import { resolveKernel } from '../../../src/estimator/regressors/kernel-options.ts'
import { tableOf } from '../../../src/estimator/regressors/table.ts'
import { drawNetworkLike, errorOf } from '../../support/regression-data.ts'

const unchanging = { length: 1, noise: 0.01, rounds: 0 } as const

describe('regression by likeness', () => {
  it('goes on straight where there are no rows', () => {
    const rows = Array.from({ length: 30 }, (_, index) => [index])
    const fitted = kernel.fit({ rows, targets: rows.map(([x = 0]) => 3 + 2 * x) }, { noise: 1e-4 }, 1)
    expect(fitted.predict([12.5])).toBeCloseTo(28, 2)
    expect(Math.abs(fitted.predict([45]) - 93)).toBeLessThan(3)
  })

  it('bends where the targets do', () => {
    const { rows, targets } = drawNetworkLike(300, 6, 1)
    const fitted = kernel.fit({ rows: rows.slice(0, 200), targets: targets.slice(0, 200) }, {}, 1)
    const estimates = rows.slice(200).map((row) => fitted.predict(row))
    expect(errorOf(estimates, targets.slice(200))).toBeLessThan(0.2)
  })

  it('has left-out errors that are those of fits without the row', () => {
    const { rows, targets } = drawNetworkLike(60, 4, 3)
    const { leftOut } = fitKernel(tableOf({ rows, targets }), resolveKernel(unchanging), 1)
    const actual = rows.map((row, index) => {
      const others = { rows: rows.toSpliced(index, 1), targets: targets.toSpliced(index, 1) }
      return (targets[index] ?? 0) - kernel.fit(others, unchanging, 1).predict(row)
    })
    // Scales and mean change a little with the row.
    expect(errorOf([...leftOut], actual)).toBeLessThan(0.15 * errorOf(actual, actual.map(() => 0)))
  })

  it('is not drawn far by a measurement that is wrong', () => {
    const rows = Array.from({ length: 40 }, (_, index) => [index])
    const targets = rows.map(([x = 0]) => (x === 20 ? 100 : x))
    const [drawn, robust] = [0, 1].map((rounds) =>
      Math.abs(kernel.fit({ rows, targets }, { length: 1, noise: 0.1, rounds }, 1).predict([20]) - 20))
    expect(robust).toBeLessThan(0.2 * (drawn ?? 0))
  })

  it('pays heed to the columns that go with the target', () => {
    const { rows, targets } = drawNetworkLike(120, 40, 5)
    const learnt = { rows: rows.slice(0, 60), targets: targets.slice(0, 60) }
    const [all, weighted] = [0, 1.5].map((power) => {
      const fitted = kernel.fit(learnt, { power }, 1)
      return errorOf(rows.slice(60).map((row) => fitted.predict(row)), targets.slice(60))
    })
    expect(weighted).toBeLessThan(0.8 * (all ?? 0))
  })

  it('remembers no more rows than it may', () => {
    const fitted = kernel.fit(drawNetworkLike(100, 3, 2), { ...unchanging, mostRows: 30 }, 1)
    expect(fitted.toJSON()).toMatchObject({ coefficients: { length: 30 } })
  })

  it.each([{ length: 0 }, { noise: -1 }, { power: -1 }, { mostRows: 0 }, { rounds: 0.5 }])('refuses %j', (options) => {
    expect(() => kernel.fit(drawNetworkLike(5, 2, 1), options, 1)).toThrow(RangeError)
  })
})

describe('a Cholesky decomposition', () => {
  it('solves, and has the diagonal of the inverse', () => {
    // The inverse of [[4, 2], [2, 3]] is [[3, -2], [-2, 4]] / 8.
    const cholesky = new Cholesky(Float64Array.of(4, 0, 2, 3), 2)
    expect([...cholesky.solve(Float64Array.of(8, 8))]).toEqual([expect.closeTo(1, 12), expect.closeTo(2, 12)])
    expect([...cholesky.inverseDiagonal()]).toEqual([expect.closeTo(0.375, 12), expect.closeTo(0.5, 12)])
  })

  it('refuses what is not positive definite', () => {
    expect(() => new Cholesky(Float64Array.of(1, 0, 2, 1), 2)).toThrow(RangeError)
  })
})
