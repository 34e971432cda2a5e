import { describe, expect, it } from 'vitest'
import type { OperatorAnalysis } from '../../src/analysis/analysis.ts'
import { changedOperators, type OperatorChange } from '../../src/comparison/operator-changes.ts'
import { roundEstimator } from '../report/round-estimator.ts'
import { operatorsOf } from '../support/layered.ts'

const estimator = roundEstimator()

/** Which operators differ, by their places: `1>2`, `1>` where one is gone, `>2` where one is new. */
function shown(changes: readonly OperatorChange[]): readonly string[] {
  return changes.map(({ base, head }) => `${base?.index ?? ''}>${head?.index ?? ''}`)
}

/** The operators with the last one changed. */
function withLast(operators: readonly OperatorAnalysis[], changes: Partial<OperatorAnalysis>): OperatorAnalysis[] {
  return operators.map((operator, index) => (index === operators.length - 1 ? { ...operator, ...changes } : operator))
}

describe('the operators that differ', () => {
  const base = operatorsOf('c8 d3 c16 m')

  it('are none of the same network, with other weights or other names', () => {
    expect(changedOperators(base, operatorsOf('c8 d3 c16 m', { seed: 2 }), estimator)).toEqual([])
    expect(changedOperators(base, base.map((operator) => ({ ...operator, output: 'x' })), estimator)).toEqual([])
  })

  it('are those that were added, removed and changed, in their order', () => {
    expect(shown(changedOperators(base, operatorsOf('t c8 c16 m'), estimator))).toEqual(['>0', '1>'])
    expect(shown(changedOperators(base, operatorsOf('c8 d3 c32 m'), estimator))).toEqual(['2>2', '3>3'])
  })

  it('are also those built alike that run elsewhere, are streamed or cost something else', () => {
    const [last] = base.slice(-1)
    if (last === undefined) throw new Error('there is one')
    const changes: readonly Partial<OperatorAnalysis>[] = [
      { placement: { ...last.placement, device: 'cpu' } },
      { parameterStorage: 'streamed' },
      { tensorSteps: 1_000_000 },
      { parameterPayloadBytes: 7 },
      { cpuElements: 7 },
    ]
    expect(changes.map((change) => shown(changedOperators(base, withLast(base, change), estimator)))).toEqual(
      changes.map(() => ['3>3']),
    )
  })

  it('tell what each adds to the terms of the time model', () => {
    const [streamed] = changedOperators(
      base,
      withLast(base, { parameterStorage: 'streamed', parameterPayloadBytes: 20_000, tensorSteps: 3_000 }),
      roundEstimator(),
    )
    const before = (base.at(-1)?.tensorSteps ?? 0) / 1_000
    expect(streamed?.addedMs).toEqual({ compute: 3 - before, streamed: 2, cpu: 0 })
  })

  it('take away what they took where they are gone', () => {
    const [there] = changedOperators([], base.slice(0, 1), estimator)
    const [gone] = changedOperators(base.slice(0, 1), [], estimator)
    expect(there?.addedMs.compute).toBeGreaterThan(0)
    expect(gone?.addedMs.compute).toBe(-(there?.addedMs.compute ?? Number.NaN))
  })
})
