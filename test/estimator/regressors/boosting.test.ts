import { describe, expect, it } from 'vitest'
import { boosting } from '../../../src/estimator/regressors/boosting.ts'
import type { UserBoosting } from '../../../src/estimator/regressors/boosting-options.ts'
import type { Regressor } from '../../../src/estimator/regressors/regressor.ts'
import { Trees } from '../../../src/estimator/regressors/trees.ts'
import { Random } from '../../../src/random.ts'
import { drawNetworkLike, errorOf, type RegressionData } from '../../support/regression-data.ts'

/** Each tree corrects all that it can. */
const whole: UserBoosting = {
  learningRate: 1,
  rowShare: 1,
  columnShare: 1,
  minimumLeafRows: 1,
  l2: 0,
  stopping: 'none',
}

describe('gradient boosting', () => {
  it('adds trees that correct those before', () => {
    const rows = [[0, 0], [0, 1], [1, 0], [1, 1]]
    const fitted = boosting.fit({ rows, targets: [0, 1, 10, 11] }, { ...whole, loss: 'squared', trees: 2, depth: 1 }, 1)
    expect(fitted.toJSON()).toEqual({
      family: 'boosting',
      columns: 2,
      base: 5.5,
      scale: 1,
      splits: [0, -1, -1, 1, -1, -1],
      values: [0.5, -5, 5, 0.5, -0.5, 0.5],
    })
    expect(rows.map((row) => fitted.predict(row))).toEqual([0, 1, 10, 11])
  })

  it('estimates medians where errors count as they are, and means where they count squared', () => {
    const data = { rows: [[0], [0], [0], [1], [1], [1]], targets: [1, 2, 90, 4, 5, 60] }
    const absolute = boosting.fit(data, { ...whole, loss: 'absolute', trees: 1 }, 1)
    const squared = boosting.fit(data, { ...whole, loss: 'squared', trees: 1 }, 1)
    expect([absolute.predict([0]), absolute.predict([1])]).toEqual([2, 5])
    expect(squared.predict([0])).toBeCloseTo(31, 3)
    expect(squared.predict([1])).toBeCloseTo(23, 3)
  })

  it.each(['squared', 'absolute'] as const)('has less %s error on its own rows with more trees', (loss) => {
    const data = drawNetworkLike(100, 8, 1)
    const errors = [1, 4, 16, 64, 256].map((trees) =>
      ownError(boosting.fit(data, { loss, trees, learningRate: 0.1, stopping: 'none' }, 1), data))
    errors.slice(1).forEach((error, index) => expect(error).toBeLessThan(errors[index] ?? 0))
  })

  it('stops where more trees are of no help', () => {
    const data = drawNetworkLike(120, 6, 2)
    const noise = new Random(3)
    const noisy = { ...data, targets: data.targets.map((target) => target + 4 * noise.fraction()) }
    const trees = treesIn(boosting.fit(noisy, { trees: 400, learningRate: 0.2, stopping: { patience: 10 } }, 1))
    expect(trees).toBeGreaterThan(2)
    expect(trees).toBeLessThan(200)
  })

  it('adds few trees to what is noise alone', () => {
    const random = new Random(4)
    const rows = Array.from({ length: 200 }, () => [random.fraction(), random.fraction()])
    const data = { rows, targets: rows.map(() => random.fraction()) }
    expect(treesIn(boosting.fit(data, {}, 1))).toBeLessThan(60)
  })

  it('stops by given rows, which it does not learn', () => {
    const data = drawNetworkLike(80, 4, 5)
    const targets = Array.from({ length: 20 }, (_, row) => row % 2)
    const steps = { rows: targets.map((target) => [target]), targets }
    const opposite = { ...steps, targets: targets.toReversed() }
    expect(treesIn(boosting.fit(steps, { trees: 60, stopping: { validation: opposite } }, 1))).toBe(0)
    expect(treesIn(boosting.fit(data, { trees: 60, stopping: { validation: data } }, 1))).toBe(60)
    const other = drawNetworkLike(80, 3, 5)
    expect(() => boosting.fit(data, { stopping: { validation: other } }, 1)).toThrow(RangeError)
  })

  it('takes the mean of several bags', () => {
    const data = drawNetworkLike(60, 4, 6)
    const options = { trees: 10, stopping: 'none' } as const
    const bagged = boosting.fit(data, { ...options, bags: 3 }, 1)
    expect(treesIn(bagged)).toBe(30)
    expect(bagged.toJSON()).toMatchObject({ scale: 1 / 3 })
    // Without draws, all bags are the same.
    const [one, many] = [1, 3].map((bags) => boosting.fit(data, { ...whole, ...options, learningRate: 0.1, bags }, 1))
    for (const row of data.rows) expect(many?.predict(row)).toBeCloseTo(one?.predict(row) ?? Number.NaN, 9)
  })

  it('draws rows and columns by its seed', () => {
    const data = drawNetworkLike(60, 6, 7)
    const options = { trees: 10, stopping: 'none' } as const
    const [first, second] = [1, 2].map((seed) => JSON.stringify(boosting.fit(data, options, seed)))
    expect(first).not.toBe(second)
  })

  it('gives the same numbers on every machine', () => {
    const options = { trees: 2, depth: 2, learningRate: 0.5, stopping: 'none' } as const
    const fitted = boosting.fit(drawNetworkLike(30, 3, 8), options, 1)
    expect(JSON.stringify(fitted).split(',"')).toMatchInlineSnapshot(`
      [
        "{"family":"boosting"",
        "columns":3",
        "base":5.7579829798779025",
        "scale":1",
        "splits":[1,1,-1,-1,-1,0,1,-1,-1,1,-1,-1]",
        "values":[0.66,0.43,-0.234322,-0.180459,0.673655,0.5,0.6,-0.629411,-0.177084,0.33,-0.112977,0.5287]}",
      ]
    `)
  })

  it.each<UserBoosting>([
    { learningRate: 0 },
    { learningRate: 1.1 },
    { trees: -1 },
    { trees: 1.5 },
    { depth: 31 },
    { rowShare: 0 },
    { columnShare: 2 },
    { bags: 0 },
    { minimumLeafRows: Number.NaN },
    { trees: 100_000, bags: 100 },
    { stopping: { share: 0.6 } },
    { stopping: { holdouts: 6 } },
    { stopping: { patience: 0 } },
  ])('refuses %j', (options) => {
    expect(() => boosting.fit({ rows: [[1]], targets: [1] }, options, 1)).toThrow(RangeError)
  })
})

function treesIn(regressor: Regressor): number {
  if (!(regressor instanceof Trees)) throw new Error('boosting gave no trees')
  return regressor.trees
}

function ownError(regressor: Regressor, { rows, targets }: RegressionData): number {
  return errorOf(rows.map((row) => regressor.predict(row)), targets)
}
