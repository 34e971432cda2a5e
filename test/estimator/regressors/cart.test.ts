import { DecisionTreeRegression } from 'ml-cart'
import { describe, expect, it } from 'vitest'
import { cart } from '../../../src/estimator/regressors/cart.ts'
import { drawNetworkLike } from '../../support/regression-data.ts'

const oneByOne = { minimumLeafRows: 1 } as const

describe('a regression tree', () => {
  it('splits halfway between the values that part the targets best', () => {
    const tree = cart.fit({ rows: [[1, 0], [2, 0], [10, 0], [12, 1]], targets: [4, 4, 10, 10] }, oneByOne, 1)
    expect(tree.toJSON()).toEqual({
      family: 'cart',
      columns: 2,
      base: 7,
      scale: 1,
      splits: [0, -1, -1],
      values: [6, -3, 3],
    })
    expect(tree.predict([6, 1])).toBe(4)
    expect(tree.predict([6.01, 1])).toBe(10)
  })

  it('grows where most is gained if it has few leaves', () => {
    const rows = [[0, 0], [0, 1], [1, 0], [1, 1]]
    const tree = cart.fit({ rows, targets: [0, 1, 10, 20] }, { ...oneByOne, leaves: 3 }, 1)
    expect(rows.map((row) => tree.predict(row))).toEqual([0.5, 0.5, 10, 20])
  })

  it('has no more splits above a leaf than its depth', () => {
    const rows = [[0], [1], [2], [3]]
    const tree = cart.fit({ rows, targets: [0, 1, 10, 12] }, { ...oneByOne, depth: 1 }, 1)
    expect(rows.map((row) => tree.predict(row))).toEqual([0.5, 0.5, 11, 11])
  })

  it('has so much weight in each leaf', () => {
    const data = { rows: [[0], [1], [2], [3]], targets: [0, 1, 2, 30] }
    const tree = cart.fit(data, { minimumLeafRows: 2 }, 1)
    expect(tree.predict([3])).toBe(16)
    expect(cart.fit({ ...data, weights: [1, 1, 1, 2] }, { minimumLeafRows: 2 }, 1).predict([3])).toBe(30)
  })

  it('draws leaves to the mean as by rows that have it', () => {
    const data = { rows: [[0], [0], [1], [1]], targets: [0, 0, 6, 6] }
    expect(cart.fit(data, { l2: 1 }, 1).predict([0])).toBe(3)
    expect(cart.fit(data, { ...oneByOne, l2: 1 }, 1).predict([0])).toBe(1)
  })

  it('splits only between bins where a column has more values than bins', () => {
    const rows = Array.from({ length: 100 }, (_, row) => [row])
    const targets = rows.map((_, row) => (row < 10 ? 1 : 0))
    const exact = cart.fit({ rows, targets }, oneByOne, 1)
    const coarse = cart.fit({ rows, targets }, { ...oneByOne, bins: 4 }, 1)
    const estimates = [exact.predict([9]), exact.predict([10]), coarse.predict([24]), coarse.predict([25])]
    const expected = [1, 0, 0.4, 0]
    estimates.forEach((estimate, index) => expect(estimate).toBeCloseTo(expected[index] ?? Number.NaN, 9))
  })

  it('estimates what ml-cart estimates', () => {
    const { rows, targets } = drawNetworkLike(150, 6, 1)
    const theirs = new DecisionTreeRegression({ maxDepth: 4, minNumSamples: 1 })
    theirs.train(rows, targets)
    const own = cart.fit({ rows, targets }, { ...oneByOne, depth: 4 }, 1)
    const expected = theirs.predict(rows)
    rows.forEach((row, index) => expect(own.predict(row)).toBeCloseTo(expected[index] ?? Number.NaN, 4))
  })

  it.each([
    { depth: 0 },
    { depth: 1.5 },
    { depth: Number.NaN },
    { leaves: 1 },
    { minimumLeafRows: 0 },
    { bins: 1 },
    { bins: 65_537 },
    { l2: -1 },
  ])('refuses %j', (options) => {
    expect(() => cart.fit({ rows: [[1]], targets: [1] }, options, 1)).toThrow(RangeError)
  })
})
