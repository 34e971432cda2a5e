import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extrapolationSplit, foldsOf, shuffled, singly } from '../../../src/estimator/learning/folds.ts'
import { unitedGroups } from '../../../src/estimator/learning/sample.ts'

const anyGroups = fc.array(fc.nat(12), { minLength: 2, maxLength: 60 }).filter((groups) => new Set(groups).size > 1)

describe('folds', () => {
  it('test each sample once, and learn from all others', () => {
    fc.assert(fc.property(anyGroups, fc.integer({ min: 2, max: 12 }), fc.nat(), (groups, count, seed) => {
      const folds = foldsOf(groups, count, seed)
      expect(folds.flatMap(({ testing }) => testing).toSorted((a, b) => a - b)).toEqual(singly(groups))
      for (const { training, testing } of folds) {
        expect([...training, ...testing].toSorted((a, b) => a - b)).toEqual(singly(groups))
      }
    }))
  })

  it('have no group on both sides', () => {
    fc.assert(fc.property(anyGroups, fc.nat(), (groups, seed) => {
      for (const { training, testing } of foldsOf(groups, 5, seed)) {
        const learnt = new Set(training.map((index) => groups[index]))
        expect(testing.some((index) => learnt.has(groups[index]))).toBe(false)
      }
    }))
  })

  it('are of equal size where groups allow it', () => {
    const sizes = foldsOf(singly(Array.from({ length: 103 })), 10, 1).map(({ testing }) => testing.length)
    expect(new Set(sizes)).toEqual(new Set([10, 11]))
  })

  it('depend on the seed alone', () => {
    const groups = singly(Array.from({ length: 30 }))
    expect(foldsOf(groups, 5, 4)).toEqual(foldsOf(groups, 5, 4))
    expect(foldsOf(groups, 5, 4)).not.toEqual(foldsOf(groups, 5, 5))
  })

  it('are refused for one group', () => {
    expect(() => foldsOf([3, 3, 3], 5, 1)).toThrow(RangeError)
  })
})

describe('a split to extrapolate by', () => {
  it('learns from the lower values', () => {
    expect(extrapolationSplit([5, 1, 9, 2, 7, 3, 4, 6, 8, 10])).toEqual({
      training: [0, 1, 3, 4, 5, 6, 7],
      testing: [2, 8, 9],
    })
  })
})

describe('shuffling', () => {
  it('keeps every value', () => {
    fc.assert(fc.property(fc.array(fc.nat(9)), fc.nat(), (values, seed) => {
      expect(shuffled(values, seed).toSorted((a, b) => a - b)).toEqual(values.toSorted((a, b) => a - b))
    }))
  })

  it('puts each value first equally often', () => {
    const firsts = Array.from({ length: 3_000 }, (_, seed) => shuffled(['a', 'b', 'c'], seed)[0])
    for (const value of ['a', 'b', 'c']) {
      const share = firsts.filter((first) => first === value).length / 3_000
      expect(share).toBeGreaterThan(0.3)
      expect(share).toBeLessThan(0.37)
    }
  })
})

describe('groups', () => {
  it('that have a network in common are one', () => {
    const samples = [
      { group: 'a', hash: '1' },
      { group: 'b', hash: '2' },
      { group: 'c', hash: '3' },
      { group: 'c', hash: '1' },
      { group: 'd', hash: '2' },
      { group: 'e', hash: '5' },
    ]
    expect(unitedGroups(samples)).toEqual([0, 1, 0, 0, 1, 2])
  })
})
