import { describe, expect, it, test } from 'vitest'
import type { PairPoint } from '../../src/estimator/artifact.ts'
import { pairWidening } from '../../src/estimator/pair-interval.ts'
import { estimatorOf, targetNames } from '../../src/estimator/target.ts'

function pair(from: string, to: string, score: number): PairPoint {
  return { from, to, source: 'made up', score }
}

/** As many pairs of different models, with the scores 1, 2, 3 and so on. */
function distinct(count: number): PairPoint[] {
  return Array.from({ length: count }, (_, index) => pair(`a${index}`, `b${index}`, index + 1))
}

describe('by how much a difference is widened', () => {
  it('is the least share without any pair', () => {
    expect(pairWidening([])).toEqual({ score: 0.53, coverage: { share: null, points: 0 } })
  })

  it('is no less than that where pairs ask for less', () => {
    expect(pairWidening([pair('a', 'b', -0.5)])).toEqual({ score: 0.53, coverage: { share: null, points: 1 } })
  })

  it('lets the worst pair of two models stand for them, whichever comes first', () => {
    const { score, coverage } = pairWidening([pair('a', 'b', 0.6), pair('b', 'a', 0.9), pair('a', 'b', 0.7)])
    expect({ score, points: coverage.points }).toEqual({ score: 0.9, points: 1 })
  })

  it('tells apart models whose names join alike', () => {
    expect(pairWidening([pair('a,b', 'c', 1), pair('a', 'b,c', 1)]).coverage.points).toBe(2)
  })

  test.each([
    // The rank that holds nine in ten of further pairs: ceil(0.9 x (n + 1)), at most n.
    [1, 1, null],
    [9, 9, null],
    [14, 14, null],
    // Of that of all others: the largest is not held, of 29 neither is the second largest.
    [15, 15, 14 / 15],
    [19, 18, 18 / 19],
    [29, 27, 27 / 29],
  ])('of %d pairs is score number %d', (count, score, share) => {
    expect(pairWidening(distinct(count))).toEqual({ score, coverage: { share, points: count } })
  })
})

test.each(targetNames)('the pairs of %s give an interval', (target) => {
  const { pairs } = estimatorOf(target)
  const { score, coverage } = pairWidening(pairs)
  expect(score).toBeGreaterThanOrEqual(0.53)
  expect(Number.isFinite(score)).toBe(true)
  expect(coverage.points).toBeLessThanOrEqual(pairs.length)
  for (const { from, to } of pairs) expect(from).not.toBe(to)
})
