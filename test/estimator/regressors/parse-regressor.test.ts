import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PreciousError } from '../../../src/errors.ts'
import { parseRegressor } from '../../../src/estimator/regressors/parse-regressor.ts'

const tree = { family: 'cart', columns: 2, base: 1, scale: 1, splits: [1, 0, -1, -1, -1], values: [5, 2, 10, 20, 30] }
const line = { family: 'ridge', intercept: 1, centers: [0, 2], coefficients: [3, 4] }

describe('a regressor that is read', () => {
  it('goes to the left up to the value of a node, else to the right', () => {
    const read = parseRegressor(tree)
    expect([[2, 5], [2.1, 5], [0, 5.1]].map((row) => read.predict(row))).toEqual([11, 21, 31])
  })

  it('adds up its trees', () => {
    const two = { ...tree, family: 'forest', scale: 0.5, splits: [...tree.splits, -1], values: [...tree.values, 7] }
    expect(parseRegressor(two).predict([0, 0])).toBe(1 + (10 + 7) / 2)
  })

  it('is linear where it says so', () => {
    expect(parseRegressor(line).predict([1, 1])).toBe(1 + 3 - 4)
  })

  it.each<readonly [string, unknown]>([
    ['nothing', undefined],
    ['text', 'cart'],
    ['no family', {}],
    ['an unknown family', { ...tree, family: 'oracle' }],
    ['a tree without its last branch', { ...tree, splits: [1, 0, -1, -1], values: [5, 2, 10, 20] }],
    ['a tree of one split', { ...tree, splits: [0], values: [1] }],
    ['a column that is not there', { ...tree, splits: [2, 0, -1, -1, -1] }],
    ['a split below -1', { ...tree, splits: [1, 0, -2, -1, -1] }],
    ['a split between columns', { ...tree, splits: [0.5, 0, -1, -1, -1] }],
    ['fewer values than nodes', { ...tree, values: [5, 2, 10, 20] }],
    ['a value that is null, as JSON has NaN', { ...tree, values: [5, 2, 10, 20, null] }],
    ['an infinite value', { ...tree, values: [5, 2, 10, 20, Number.POSITIVE_INFINITY] }],
    ['values that add up to infinity', { ...tree, values: [5, 2, 1e308, 1e308, 1e308], scale: 10 }],
    ['a scale that is not a number', { ...tree, scale: Number.NaN }],
    ['too many columns', { ...tree, columns: 10_001 }],
    ['too many nodes', { ...tree, splits: Array(2_000_001).fill(-1), values: Array(2_000_001).fill(0) }],
    ['more than a tree has', { ...tree, oracle: true }],
    ['fewer centers than coefficients', { ...line, centers: [0] }],
    ['a coefficient that is text', { ...line, coefficients: [3, '4'] }],
    ['a constant without value', { family: 'constant', columns: 1 }],
  ])('is refused as %s', (_, value) => {
    const caught = errorOfParsing(value)
    expect(caught).toBeInstanceOf(PreciousError)
    expect(caught).toMatchObject({ code: 'target/invalid', where: 'own.json' })
  })

  it('is refused, or estimates a number for every row', () => {
    fc.assert(
      fc.property(
        fc.record({
          family: fc.constantFrom('cart', 'forest', 'boosting'),
          columns: fc.integer({ min: -1, max: 3 }),
          base: fc.double(),
          scale: fc.double(),
          splits: fc.array(fc.integer({ min: -1, max: 2 })),
          values: fc.array(fc.double()),
        }).map((json) => ({ ...json, values: json.splits.map((_, node) => json.values[node] ?? node) })),
        (json) => {
          const problem = errorOfParsing(json)
          if (problem instanceof PreciousError) return
          const read = parseRegressor(json)
          expect(Number.isFinite(read.predict(Array(read.columns).fill(0.5)))).toBe(true)
        },
      ),
    )
  })
})

function errorOfParsing(value: unknown): unknown {
  try {
    return parseRegressor(value, 'own.json')
  } catch (error) {
    return error
  }
}
