import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { confidenceInterval, studentT } from '../../src/measurement/interval.ts'
import { arbitraryStatistic } from './arbitrary-measurement.ts'

describe('the confidence interval of a mean', () => {
  it('is the textbook one', () => {
    // t(0.975, 9) = 2.262; 2.262 * 0.1 / sqrt(10) = 0.07153
    const { value, low, high } = confidenceInterval({ mean: 2, standardDeviation: 0.1, runs: 10 })
    expect(value).toBe(2)
    expect(low).toBeCloseTo(1.92847, 5)
    expect(high).toBeCloseTo(2.07153, 5)
  })

  it('holds the mean, and nothing below 0', () => {
    fc.assert(
      fc.property(arbitraryStatistic, (statistic) => {
        const { value, low, high } = confidenceInterval(statistic)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(low).toBeLessThanOrEqual(value)
        expect(high).toBeGreaterThanOrEqual(value)
        expect(Number.isFinite(high)).toBe(true)
      }),
    )
  })

  it('shrinks with more runs of the same spread', () => {
    fc.assert(
      fc.property(arbitraryStatistic, fc.integer({ min: 1, max: 1_000 }), (statistic, more) => {
        const few = confidenceInterval(statistic)
        const many = confidenceInterval({ ...statistic, runs: statistic.runs + more })
        expect(many.low).toBeGreaterThanOrEqual(few.low)
        expect(many.high).toBeLessThanOrEqual(few.high)
      }),
    )
  })

  it('is a point where all runs were equal', () => {
    expect(confidenceInterval({ mean: 2, standardDeviation: 0, runs: 5 })).toEqual({ value: 2, low: 2, high: 2 })
  })
})

test.each([1, 2, 3, 4, 5, 8, 10, 15, 20, 25, 29, 30, 31, 32, 40, 60, 120, 1_000])(
  'Student\'s t for %d degrees of freedom leaves 2.5 %% above it',
  (degrees) => {
    expect(shareAbove(studentT(degrees), degrees)).toBeCloseTo(0.025, 4)
  },
)

/**
 * Share of Student's distribution above t: with t = sqrt(n) tan(angle) its density is proportional to
 * cos(angle)^(n - 1), which Simpson's rule integrates.
 */
function shareAbove(t: number, degrees: number): number {
  const density = (angle: number): number => Math.cos(angle) ** (degrees - 1)
  const start = Math.atan(t / Math.sqrt(degrees))
  return integrate(density, start, Math.PI / 2) / (2 * integrate(density, 0, Math.PI / 2))
}

function integrate(f: (x: number) => number, from: number, to: number): number {
  const halves = 2_000
  const step = (to - from) / (2 * halves)
  let sum = f(from) + f(to)
  for (let index = 1; index < 2 * halves; index++) sum += f(from + index * step) * (index % 2 === 1 ? 4 : 2)
  return (sum * step) / 3
}
