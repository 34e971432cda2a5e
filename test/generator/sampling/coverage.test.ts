import { describe, expect, it } from 'vitest'
import { largestDifference, measureCoverage } from '../../../src/generator/sampling/coverage.ts'
import { type Goal, goalsOf } from '../../../src/generator/sampling/goals.ts'
import { type Quantities, quantityNames } from '../../../src/generator/sampling/quantities.ts'
import { defaultSpace } from '../../../src/generator/sampling/space.ts'

function firstGoals(count: number): readonly Goal[] {
  const goals: Goal[] = []
  for (const goal of goalsOf(defaultSpace, 1)) {
    goals.push(goal)
    if (goals.length === count) break
  }
  return goals
}

const goals: readonly Quantities[] = firstGoals(400).map(({ quantities }) => quantities)

describe('the coverage of a space', () => {
  it('is that of random points or better for its own goals', () => {
    const { hitShare, randomHitShare, discrepancy, randomDiscrepancy } = measureCoverage(goals, defaultSpace)
    expect(hitShare).toBeGreaterThan(randomHitShare * 0.98)
    const sum = (of: Quantities): number => quantityNames.reduce((total, name) => total + of[name], 0)
    expect(sum(discrepancy)).toBeLessThan(sum(randomDiscrepancy))
  })

  it('tells a sample that leaves out the large networks', () => {
    const small = goals.map((point) => ({ ...point, macs: Math.min(point.macs, 2e7) }))
    const { hitShare, discrepancy, randomHitShare } = measureCoverage(small, defaultSpace)
    expect(hitShare).toBeLessThan(0.9 * randomHitShare)
    expect(discrepancy.macs).toBeGreaterThan(0.3)
    expect(discrepancy.depth).toBeLessThan(0.1)
  })

  it('is next to nothing for one network many times, or for networks outside', () => {
    const [one] = goals
    if (one === undefined) throw new Error('there is no goal')
    const { hitShare, reachableCells } = measureCoverage(goals.map(() => one), defaultSpace)
    expect(hitShare * reachableCells).toBeLessThanOrEqual(10)
    expect(measureCoverage(goals.map((point) => ({ ...point, macs: 1 })), defaultSpace).hitShare).toBeLessThan(0.6)
  })

  it('compares distributions by their largest difference', () => {
    const values = (...list: number[]): Float64Array => Float64Array.from(list)
    expect(largestDifference(values(1, 2, 3, 4), values(1, 2, 3, 4))).toBe(0)
    expect(largestDifference(values(1, 2), values(3, 4))).toBe(1)
    expect(largestDifference(values(1, 1, 2, 9), values(1, 2, 3, 4))).toBe(0.25)
  })
})
