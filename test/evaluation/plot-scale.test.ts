import { describe, expect, it } from 'vitest'
import { logDomain, logTicks } from '../../src/evaluation/plot-scale.ts'

describe('a domain', () => {
  it('holds measured and estimated values with a little room', () => {
    const [low, high] = logDomain([2, 8], [1, 10])
    expect(low).toBeGreaterThan(0.9)
    expect(low).toBeLessThan(1)
    expect(high).toBeGreaterThan(10)
    expect(high).toBeLessThan(11)
  })

  it.each([[[-1, 1e30]], [[0, Infinity]]])('is not drawn out by estimates of %j', (estimated) => {
    const [low, high] = logDomain([1, 10], estimated)
    expect(low).toBeGreaterThan(0.2)
    expect(high).toBeLessThan(50)
  })

  it('has a width where all is equal', () => {
    const [low, high] = logDomain([3], [3])
    expect(low).toBeLessThan(3)
    expect(high).toBeGreaterThan(3)
  })
})

describe('ticks', () => {
  it.each<[string, [number, number], number[]]>([
    ['in ones, twos and fives', [0.9, 21], [1, 2, 5, 10, 20]],
    ['in powers of ten over several of them', [0.5, 2_000], [1, 10, 100, 1_000]],
    ['in equal steps within one of them', [1.1, 1.95], [1.2, 1.4, 1.6, 1.8]],
    ['of small values', [0.00031, 0.00052], [0.00035, 0.0004, 0.00045, 0.0005]],
  ])('are %s', (_, domain, ticks) => {
    expect(logTicks(domain)).toEqual(ticks)
  })
})
