import { describe, expect, it } from 'vitest'
import { noiseFloor } from '../../../src/estimator/learning/noise-floor.ts'

describe('the noise floor', () => {
  it('is that of networks that were measured repeatedly', () => {
    const samples = [
      { hash: 'a', value: 1 },
      { hash: 'b', value: 0.95 },
      { hash: 'b', value: 1.05 },
      { hash: 'c', value: 7 },
    ]
    const floor = noiseFloor(samples)
    expect(floor).toMatchObject({ networks: 1, measurements: 2 })
    expect(floor?.medianDifference).toBeCloseTo(0.1, 12)
  })

  it('is what no value for each network can go below', () => {
    const values = [1, 1.1, 1.4, 0.9, 2]
    const least = noiseFloor(values.map((value) => ({ hash: 'a', value })))?.leastMape ?? Number.NaN
    const errors = Array.from({ length: 2_001 }, (_, index) => {
      const estimate = 0.5 + index / 1_000
      return values.reduce((sum, value) => sum + Math.abs(estimate / value - 1), 0) / values.length
    })
    expect(Math.min(...errors)).toBeCloseTo(least, 3)
    expect(Math.min(...errors)).toBeGreaterThanOrEqual(least - 1e-12)
  })

  it('is not known where every network was measured once', () => {
    expect(noiseFloor([{ hash: 'a', value: 1 }, { hash: 'b', value: 1 }])).toBeNull()
  })
})
