import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { UserBoosting } from '../../../src/estimator/regressors/boosting-options.ts'
import { families } from '../../../src/estimator/regressors/families.ts'
import { parseRegressor } from '../../../src/estimator/regressors/parse-regressor.ts'
import { familyNames, type Regressor, type TrainingData } from '../../../src/estimator/regressors/regressor.ts'
import { arbitraryData, drawNetworkLike, errorOf, type RegressionData } from '../../support/regression-data.ts'

type Fit = (data: TrainingData, seed?: number) => Regressor

const few: UserBoosting = { trees: 20, learningRate: 0.3 }
const fits: readonly (readonly [name: string, fit: Fit])[] = [
  ['constant', (data, seed = 1) => families.constant.fit(data, {}, seed)],
  ['median', (data, seed = 1) => families.constant.fit(data, { statistic: 'median' }, seed)],
  ['ridge', (data, seed = 1) => families.ridge.fit(data, {}, seed)],
  ['non-negative', (data, seed = 1) => families['non-negative'].fit(data, {}, seed)],
  ['kernel', (data, seed = 1) => families.kernel.fit(data, { length: 1, noise: 0.01 }, seed)],
  ['cart', (data, seed = 1) => families.cart.fit(data, {}, seed)],
  ['forest', (data, seed = 1) => families.forest.fit(data, { trees: 20 }, seed)],
  ['boosting', (data, seed = 1) => families.boosting.fit(data, few, seed)],
  ['squared boosting', (data, seed = 1) => families.boosting.fit(data, { ...few, loss: 'squared' }, seed)],
]
const small = { numRuns: 25 }
const anyRow = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 6 })

describe.each(fits)('the regressor %s', (_, fit) => {
  it('estimates the same after a round trip through JSON', () => {
    fc.assert(
      fc.property(arbitraryData(), (data) => {
        const fitted = fit(data)
        const read = parseRegressor(JSON.parse(JSON.stringify(fitted)))
        expect(predictAll(read, data)).toEqual(predictAll(fitted, data))
        expect(read.family).toBe(fitted.family)
        expect(read.columns).toBe(data.rows[0]?.length)
      }),
      small,
    )
  })

  it('is the same for the same data and seed', () => {
    const data = drawNetworkLike(60, 6, 3)
    expect(JSON.stringify(fit(data, 7))).toBe(JSON.stringify(fit(data, 7)))
  })

  it('shifts with the targets', () => {
    fc.assert(
      fc.property(arbitraryData(), (data) => {
        const shifted = fit({ ...data, targets: data.targets.map((target) => target + 64) })
        const expected = predictAll(fit(data), data).map((estimate) => estimate + 64)
        expectNear(predictAll(shifted, data), expected, 1e-3)
      }),
      small,
    )
  })

  it('takes rows as typed arrays', () => {
    const { rows, targets } = drawNetworkLike(30, 4, 5)
    const typed = { rows: rows.map((row) => Float64Array.from(row)), targets: Float64Array.from(targets) }
    expect(JSON.stringify(fit(typed))).toBe(JSON.stringify(fit({ rows, targets })))
  })

  it('leaves out rows without weight', () => {
    const { rows, targets } = drawNetworkLike(40, 4, 6)
    const weights = targets.map((_target, row) => (row % 4 === 0 ? 0 : 1))
    const kept = {
      rows: rows.filter((_row, index) => weights[index] === 1),
      targets: targets.filter((_target, index) => weights[index] === 1),
    }
    expect(JSON.stringify(fit({ rows, targets, weights }))).toBe(JSON.stringify(fit(kept)))
  })

  it.each([
    ['one row', [[1, 2]], [5]],
    ['a constant target', [[1, 2], [3, 4], [5, 7], [0, 1]], [5, 5, 5, 5]],
    ['constant columns', [[1, 2], [1, 2], [1, 2]], [5, 5, 5]],
    ['no columns', [[], [], []], [5, 5, 5]],
  ])('finds the target of %s', (_name, rows, targets) => {
    for (const row of rows) expect(fit({ rows, targets }).predict(row)).toBeCloseTo(5, 9)
  })

  it('loses nothing by columns that are there twice', () => {
    const data = drawNetworkLike(40, 3, 8)
    const doubled = { ...data, rows: data.rows.map((row) => [...row, ...row]) }
    const [error, doubledError] = [data, doubled].map((own) => errorOf(predictAll(fit(own), own), own.targets))
    expect(doubledError).toBeLessThan(1.3 * (error ?? 0))
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e101])('refuses %d as feature, target or weight', (bad) => {
    const data = { rows: [[1, 2], [3, 4]], targets: [1, 2] }
    expect(() => fit({ ...data, rows: [[1, 2], [bad, 4]] })).toThrow(RangeError)
    expect(() => fit({ ...data, targets: [bad, 2] })).toThrow(RangeError)
    expect(() => fit({ ...data, weights: [bad, 2] })).toThrow(RangeError)
    expect(() => fit(data).predict([1, bad])).toThrow(RangeError)
  })

  it.each([
    ['no rows', { rows: [], targets: [] }],
    ['fewer targets than rows', { rows: [[1], [2]], targets: [1] }],
    ['fewer weights than rows', { rows: [[1], [2]], targets: [1, 2], weights: [1] }],
    ['rows of several lengths', { rows: [[1], [2, 3]], targets: [1, 2] }],
    ['a negative weight', { rows: [[1], [2]], targets: [1, 2], weights: [1, -1] }],
    ['no weight at all', { rows: [[1], [2]], targets: [1, 2], weights: [0, 0] }],
  ])('refuses %s', (_name, data) => {
    expect(() => fit(data)).toThrow(RangeError)
  })

  it('refuses to estimate a row of another length', () => {
    const fitted = fit(drawNetworkLike(20, 3, 9))
    expect(() => fitted.predict([1, 2])).toThrow(RangeError)
    expect(() => fitted.predict([1, 2, 3, 4])).toThrow(RangeError)
  })

  it('stays finite at the largest numbers', () => {
    const rows = [[-1e100, 0], [1e100, 1e-60], [0, 2e-60], [1e99, -1e100]]
    const fitted = fit({ rows, targets: [1e100, -1e100, 0, 1e100], weights: [1e9, 1, 1e9, 1] })
    const read = parseRegressor(JSON.parse(JSON.stringify(fitted)))
    for (const row of rows) expect(Number.isFinite(read.predict(row))).toBe(true)
  })
})

describe.each(fits.filter(([name]) => ['constant', 'ridge', 'cart', 'median'].includes(name)))(
  'the regressor %s without draws',
  (name, fit) => {
    it('takes a weight for so many repetitions', () => {
      const exact: Fit = name === 'ridge' ? (data) => families.ridge.fit(data, { penalty: 0.01 }, 1) : fit
      fc.assert(
        fc.property(arbitraryData(), ({ rows, targets }) => {
          const weights = targets.map((_, row) => 1 + (row % 3))
          const repeated = rows.flatMap((_, row) => Array.from({ length: weights[row] ?? 0 }, () => row))
          const many = exact({
            rows: repeated.map((row) => rows[row] ?? []),
            targets: repeated.map((row) => targets[row] ?? 0),
          })
          const weighed = exact({ rows, targets, weights })
          expectNear(predictAll(weighed, { rows, targets }), predictAll(many, { rows, targets }), 1e-4)
        }),
        small,
      )
    })
  },
)

describe.each(fits.filter(([name]) => ['cart', 'forest'].includes(name)))('the trees of %s', (_, fit) => {
  it('estimate within the range of the targets', () => {
    fc.assert(
      fc.property(arbitraryData(), anyRow, (data, any) => {
        const fitted = fit(data)
        const estimates = [...predictAll(fitted, data), fitted.predict(any.slice(0, fitted.columns))]
        const slack = 1e-5 * (Math.max(...data.targets) - Math.min(...data.targets)) + 1e-12
        expect(Math.min(...estimates)).toBeGreaterThanOrEqual(Math.min(...data.targets) - slack)
        expect(Math.max(...estimates)).toBeLessThanOrEqual(Math.max(...data.targets) + slack)
      }),
      small,
    )
  })
})

describe('trees', () => {
  it.each([
    ['cart', (data: TrainingData) => families.cart.fit(data, { minimumLeafRows: 1 }, 1)],
    ['boosting', (data: TrainingData) => families.boosting.fit(data, unsampled, 1)],
  ])('of %s do not mind other units or another order of columns', (_, fit) => {
    fc.assert(
      fc.property(arbitraryData(), (data) => {
        const changed = { ...data, rows: data.rows.map((row) => row.map((value) => Math.exp(3 * value)).toReversed()) }
        expectNear(predictAll(fit(changed), changed), predictAll(fit(data), data), 1e-4)
      }),
      small,
    )
  })
})

describe('families', () => {
  it('are named, from the simplest on', () => {
    expect(Object.keys(families)).toEqual([...familyNames])
    expect(Object.values(families).map(({ name }) => name)).toEqual([...familyNames])
  })

  it('estimate networks that they have not seen better than the mean does', () => {
    const { rows, targets } = drawNetworkLike(300, 10, 11)
    const training = { rows: rows.slice(0, 200), targets: targets.slice(0, 200) }
    const rest = { rows: rows.slice(200), targets: targets.slice(200) }
    const [constant, ridge, cart, forest, boosting] = [
      families.constant.fit(training, {}, 1),
      families.ridge.fit(training, {}, 1),
      families.cart.fit(training, {}, 1),
      families.forest.fit(training, { trees: 50 }, 1),
      families.boosting.fit(training, { learningRate: 0.2, trees: 200 }, 1),
    ].map((fitted) => errorOf(predictAll(fitted, rest), rest.targets))
    if (constant === undefined) throw new Error('nothing was fitted')
    expect(ridge).toBeLessThan(0.5 * constant)
    expect(cart).toBeLessThan(0.4 * constant)
    expect(forest).toBeLessThan(0.4 * constant)
    expect(boosting).toBeLessThan(0.2 * constant)
  })
})

const unsampled: UserBoosting = {
  trees: 5,
  learningRate: 0.5,
  rowShare: 1,
  columnShare: 1,
  loss: 'squared',
  stopping: 'none',
}

function predictAll(regressor: Regressor, { rows }: RegressionData): number[] {
  return rows.map((row) => regressor.predict(row))
}

function expectNear(values: readonly number[], expected: readonly number[], tolerance: number): void {
  const furthest = Math.max(...values.map((value, row) => Math.abs(value - (expected[row] ?? Number.NaN))))
  expect(furthest).toBeLessThanOrEqual(tolerance)
}
