import { describe, expect, it } from 'vitest'
import { type Goal, goalsOf, randomGoal, roomIn } from '../../../src/generator/sampling/goals.ts'
import { quantityNames } from '../../../src/generator/sampling/quantities.ts'
import { isReachable } from '../../../src/generator/sampling/reachable.ts'
import { defaultSpace, type Space } from '../../../src/generator/sampling/space.ts'
import { Random } from '../../../src/random.ts'

function firstGoals(count: number, seed: number, space: Space = defaultSpace): readonly Goal[] {
  const goals: Goal[] = []
  for (const goal of goalsOf(space, seed)) {
    goals.push(goal)
    if (goals.length === count) break
  }
  return goals
}

describe('the goals of a space', () => {
  it.each([0, 1, 2, 2 ** 32 - 1])('have no twins, of which four quantities are the same, in seed %i', (seed) => {
    const goals = firstGoals(500, seed)
    for (const left of quantityNames) {
      const others = quantityNames.filter((name) => name !== left)
      const found = new Set(goals.map(({ quantities }) => others.map((name) => quantities[name]).join()))
      expect(found.size, `all but ${left}`).toBe(goals.length)
    }
  })

  it('lie in the ranges, or around the on-chip limit in the share that is set', () => {
    const goals = firstGoals(500, 1)
    const { ranges, onChipLimit } = defaultSpace
    for (const { quantities, isAtOnChipLimit } of goals) {
      const bounds = isAtOnChipLimit ? { ...ranges, parameterBytes: onChipLimit.parameterBytes } : ranges
      for (const name of quantityNames) {
        expect(quantities[name]).toBeGreaterThanOrEqual(bounds[name][0])
        expect(quantities[name]).toBeLessThanOrEqual(bounds[name][1])
      }
    }
    expect(goals.filter(({ isAtOnChipLimit }) => isAtOnChipLimit).length / goals.length).toBeCloseTo(0.2, 1)
  })

  it('are all within what its blocks can meet, also at random', () => {
    const space: Space = { ...defaultSpace, blocks: ['dense'] }
    const random = new Random(1)
    const points = [...firstGoals(50, 1, space).map(({ quantities }) => quantities), randomGoal(space, random)]
    expect(points.filter((point) => !isReachable(point, space.blocks))).toEqual([])
    expect(points.filter(({ macs, parameterBytes }) => macs > 2 * parameterBytes)).toEqual([])
  })
})

describe('the room in a space', () => {
  const unlimited = { ...defaultSpace, onChipLimit: { ...defaultSpace.onChipLimit, share: 0 } }
  const withRanges = (ranges: Partial<Space['ranges']>, blocks = defaultSpace.blocks): Space =>
    ({ ...unlimited, ranges: { ...unlimited.ranges, ...ranges }, blocks })

  it.each<[ReturnType<typeof roomIn>, string, Space]>([
    ['enough', 'the default space', defaultSpace],
    ['none', 'more multiply-accumulates than dense layers have', withRanges({ macs: [9e8, 1e9] }, ['dense'])],
    ['enough', 'as many where there are convolutions', withRanges({ macs: [9e8, 1e9] }, ['dense', 'convolution'])],
    ['none', 'one operator, which would be the head', withRanges({ depth: [1, 1] })],
    ['none', 'fewer operators than its only block has', withRanges({ depth: [3, 5] }, ['denselyConnected'])],
    ['little', 'a sliver', withRanges({ macs: [1, 510_000], activationBytes: [10_000, 10_000] })],
    ['none', 'nothing around the limit', { ...defaultSpace, ranges: { ...defaultSpace.ranges, macs: [1e5, 1e6] } }],
  ])('is %s for %s', (room, _, space) => {
    expect(roomIn(space)).toBe(room)
  })

  it('is found to be missing without a noticeable wait', () => {
    const start = performance.now()
    roomIn(withRanges({ macs: [1, 510_000], activationBytes: [10_000, 10_000] }))
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})
