import { describe, expect, it } from 'vitest'
import { type Coverage, largestDifference, measureCoverage } from '../../../src/generator/sampling/coverage.ts'
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

function coverageOf(sample: readonly Quantities[]): Promise<Coverage> {
  return measureCoverage(sample, defaultSpace, () => Promise.resolve())
}

const goals: readonly Quantities[] = firstGoals(400).map(({ quantities }) => quantities)

describe('the coverage of a space', () => {
  it('is that of random points or better for its own goals', async () => {
    const { hitShare, randomHitShare, discrepancy, randomDiscrepancy } = await coverageOf(goals)
    expect(hitShare).toBeGreaterThan(randomHitShare * 0.98)
    const sum = (of: Quantities): number => quantityNames.reduce((total, name) => total + of[name], 0)
    expect(sum(discrepancy)).toBeLessThan(sum(randomDiscrepancy))
  })

  it('tells a sample that leaves out the large networks', async () => {
    const small = goals.map((point) => ({ ...point, macs: Math.min(point.macs, 2e7) }))
    const { hitShare, discrepancy, randomHitShare } = await coverageOf(small)
    expect(hitShare).toBeLessThan(0.9 * randomHitShare)
    expect(discrepancy.macs).toBeGreaterThan(0.3)
    expect(discrepancy.depth).toBeLessThan(0.1)
  })

  it('is next to nothing for one network many times, or for networks outside', async () => {
    const [one] = goals
    if (one === undefined) throw new Error('there is no goal')
    const { hitShare, reachableCells } = await coverageOf(goals.map(() => one))
    expect(hitShare * reachableCells).toBeLessThanOrEqual(10)
    expect((await coverageOf(goals.map((point) => ({ ...point, macs: 1 })))).hitShare).toBeLessThan(0.6)
  })

  it('ends where a pause says so', async () => {
    let pauses = 0
    const pause = (): Promise<void> => (++pauses < 3 ? Promise.resolve() : Promise.reject(new Error('stopped')))
    await expect(measureCoverage(goals, defaultSpace, pause)).rejects.toThrow('stopped')
    expect(pauses).toBe(3)
  })

  it('compares distributions by their largest difference', () => {
    const values = (...list: number[]): Float64Array => Float64Array.from(list)
    expect(largestDifference(values(1, 2, 3, 4), values(1, 2, 3, 4))).toBe(0)
    expect(largestDifference(values(1, 2), values(3, 4))).toBe(1)
    expect(largestDifference(values(1, 1, 2, 9), values(1, 2, 3, 4))).toBe(0.25)
  })
})
