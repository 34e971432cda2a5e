import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meanRanks, spearmanCorrelation } from '../../src/estimator/rank-correlation.ts'

describe('ranks', () => {
  it('are shared by equal values, in any order', () => {
    expect([...meanRanks([30, 10, 20, 20, 40, 10, 10])]).toEqual([6, 2, 4.5, 4.5, 7, 2, 2])
  })
})

describe("Spearman's correlation", () => {
  it.each<[string, number[], number[], number]>([
    ['the same order', [1, 2, 3], [10, 200, 201], 1],
    ['the opposite order', [1, 2, 3], [3, 2, -5], -1],
    // 1 - 6 * (1 + 1 + 1 + 1) / (4 * 15)
    ['two neighbours swapped twice', [1, 2, 3, 4], [2, 1, 4, 3], 0.6],
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / sqrt(4.5 * 5)
    ['a tie', [1, 2, 2, 3], [1, 2, 3, 4], Math.sqrt(0.9)],
  ])('of %s', (_, a, b, expected) => {
    expect(spearmanCorrelation(a, b)).toBeCloseTo(expected, 12)
  })

  it.each<[string, number[], number[]]>([
    ['one side constant', [1, 1, 1], [1, 2, 3]],
    ['both sides constant', [1, 1], [2, 2]],
    ['a single pair', [1], [1]],
    ['nothing', [], []],
  ])('of %s is unknown', (_, a, b) => {
    expect(spearmanCorrelation(a, b)).toBeNull()
  })

  it('does not change with any growing scale, nor with the order of pairs', () => {
    const pair = fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }))
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 20 }), (pairs) => {
        const [a, b] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)]
        const found = spearmanCorrelation(a, b)
        const other = spearmanCorrelation(a.map((x) => Math.exp(x)).toReversed(), b.toReversed())
        expect(other ?? Infinity).toBeCloseTo(found ?? Infinity, 12)
      }),
    )
  })
})
