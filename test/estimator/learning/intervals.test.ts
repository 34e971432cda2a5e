import { describe, expect, it } from 'vitest'
import { halfWidth, type HeldOutPairs, heldShare, holds, intervalsOf } from '../../../src/estimator/learning/intervals.ts'
import { Random } from '../../../src/random.ts'

const none = { estimates: [], measured: [] }

/** Estimates from 1 to 5 that are off by up to a tenth of their size times `growth`. */
function drawPairs(count: number, seed: number, growth: (estimate: number) => number = () => 1): HeldOutPairs {
  const random = new Random(seed)
  const estimates = Array.from({ length: count }, () => 1 + 4 * random.fraction())
  const measured = estimates.map((estimate) => estimate * Math.exp(0.1 * growth(estimate) * (2 * random.fraction() - 1)))
  return { estimates, measured }
}

describe('intervals of held-out errors', () => {
  it('hold nine in ten of further measurements', () => {
    const shares = Array.from({ length: 20 }, (_, seed) => {
      const flags = holds(intervalsOf(drawPairs(300, seed), none), drawPairs(1_000, seed + 100))
      return flags.filter(Boolean).length / flags.length
    })
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
    expect(Math.abs(mean - 0.9)).toBeLessThan(0.01)
  })

  it('are wider where errors are larger, and hold as much there', () => {
    const growth = (estimate: number): number => estimate
    const intervals = intervalsOf(drawPairs(2_000, 1, growth), none)
    expect(halfWidth(intervals, 4.5).inside).toBeGreaterThan(2 * halfWidth(intervals, 1.5).inside)
    const further = drawPairs(4_000, 2, growth)
    const flags = holds(intervals, further)
    for (const isLarge of [true, false]) {
      const own = flags.filter((_, index) => ((further.estimates[index] ?? 0) > 3) === isLarge)
      expect(Math.abs(own.filter(Boolean).length / own.length - 0.9)).toBeLessThan(0.04)
    }
  })

  it('have no end where there are too few errors', () => {
    expect(halfWidth(intervalsOf(drawPairs(8, 1), none), 2).inside).toBe(Infinity)
    expect(halfWidth(intervalsOf(drawPairs(9, 1), none), 2).inside).toBeLessThan(0.2)
  })

  it('are as wide outside of what was seen as errors are there, and never narrower than inside', () => {
    const inside = drawPairs(200, 1)
    const usual = halfWidth(intervalsOf(inside, drawPairs(50, 2)), 2)
    const far = halfWidth(intervalsOf(inside, drawPairs(50, 2, () => 5)), 2)
    const near = halfWidth(intervalsOf(inside, drawPairs(50, 2, () => 0.1)), 2)
    expect(far.outside).toBeGreaterThan(4 * usual.inside)
    expect(near.outside).toBe(near.inside)
  })

  it('keep a thousand scores of more, with about the same width', () => {
    const pairs = drawPairs(20_000, 3)
    const intervals = intervalsOf(pairs, none)
    expect(intervals.scores).toHaveLength(1_000)
    expect(halfWidth(intervals, 3).inside).toBeCloseTo(0.09, 2)
  })

  it('are checked by parts that they were made without', () => {
    const pairs = drawPairs(100, 1)
    // One part is off by far more than the others tell of.
    const measured = pairs.measured.map((value, index) => (index < 50 ? value : value * 2))
    const parts = [Array.from({ length: 50 }, (_, index) => index), Array.from({ length: 50 }, (_, index) => index + 50)]
    expect(heldShare({ ...pairs, measured }, parts)).toBeCloseTo(0.5, 1)
  })
})
