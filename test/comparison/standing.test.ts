import { describe, expect, it, test } from 'vitest'
import type { Budget, Outcome } from '../../src/budget/budget.ts'
import { type Standing, standingOf } from '../../src/comparison/standing.ts'
import type { Delta, KnownDelta } from '../../src/estimator/delta.ts'

const budget: Budget = {
  key: 'latency', kind: 'max', limit: 10, relative: false, text: '10 ms', level: 'error',
  location: { file: 'precious.config.json', line: 4 },
}

function delta(low: number, high: number, changes: Partial<KnownDelta> = {}): Delta {
  const coverage = { share: null, points: 5 }
  const value = (low + high) / 2
  return {
    quantity: 'latency', basis: 'estimated', base: 10, value, low, high, coverage, inEnvelope: true, outside: [],
    ...changes,
  }
}

const grown = delta(0.1, 0.3)
const perhapsGrown = delta(-0.1, 0.3)

describe('how a budget that is not kept relates to the baseline', () => {
  test.each([
    // There: kept, warned, failed; here: warns, fails.
    ['pass', 'warn', 'new'],
    ['pass', 'fail', 'new'],
    ['warn', 'fail', 'new'],
    ['warn', 'warn', 'known'],
    ['fail', 'fail', 'known'],
    ['fail', 'warn', 'known'],
  ] as const)('there %s, here %s: %s', (there, here, standing) => {
    expect(standingOf(budget, here, { outcome: there, delta: perhapsGrown })).toBe(standing)
  })

  test.each<[string, Delta | undefined, Standing]>([
    ['has grown for certain', grown, 'worse'],
    ['may have grown', perhapsGrown, 'known'],
    ['has shrunk', delta(-0.3, -0.1), 'known'],
    ['has not changed', delta(0, 0), 'known'],
    ['is not known', { quantity: 'latency', basis: 'unknown', reason: 'x' }, 'known'],
    ['has grown, outside the checked range', delta(1, 2, { inEnvelope: false, outside: ['macs'] }), 'known'],
    ['is not compared', undefined, 'known'],
  ])('not kept there either, and the figure %s: %s', (_, change, standing) => {
    expect(standingOf(budget, 'fail', { outcome: 'fail', delta: change })).toBe(standing)
  })

  it('is nothing where it is kept, whatever was there', () => {
    const before: readonly (Outcome | undefined)[] = ['pass', 'warn', 'fail', undefined]
    for (const outcome of before) expect(standingOf(budget, 'pass', { outcome, delta: grown })).toBeNull()
  })

  it('is new where there is no such model', () => {
    expect(standingOf(budget, 'warn', { outcome: undefined, delta: undefined })).toBe('new')
  })

  it('is new for a limited increase, which is about the change', () => {
    const increase: Budget = { ...budget, kind: 'maxIncrease' }
    expect(standingOf(increase, 'fail', { outcome: undefined, delta: grown })).toBe('new')
    expect(standingOf(increase, 'fail', { outcome: 'fail', delta: grown })).toBe('new')
  })
})
