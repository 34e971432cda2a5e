import { describe, expect, it } from 'vitest'
import type { CheckPoint } from '../../src/estimator/artifact.ts'
import { pointsToEstablish, scoreOf, widen, widening } from '../../src/estimator/interval.ts'

describe('the widening of a range', () => {
  it('holds all but a tenth of many architectures', () => {
    const points = Array.from({ length: 19 }, (_, index) => point(`model ${index}`, (index + 1) / 10))
    // The conformal quantile: the 18th of 19 scores, ceil(20 x 0.9).
    // Each left out of its own interval, the largest alone is not held.
    expect(widening(points)).toEqual({ score: 1.8, coverage: { share: 18 / 19, points: 19 } })
  })

  it('is the largest score of few architectures, and says that nothing is established', () => {
    expect(widening([point('a', 0.2), point('b', 0.4)])).toEqual({ score: 0.4, coverage: { share: null, points: 2 } })
    const fewer = Array.from({ length: pointsToEstablish - 1 }, (_, index) => point(`${index}`, 0.5))
    expect(widening(fewer).coverage.share).toBeNull()
  })

  it('counts each architecture once, with the worst of a few figures', () => {
    expect(widening([point('a', 0.2), point('a', 0.6), point('a', 0.1)])).toMatchObject({ score: 0.6, coverage: { points: 1 } })
  })

  it('leaves out a tenth of many figures of one architecture', () => {
    const many = Array.from({ length: 19 }, (_, index) => point('a', (index + 1) / 10))
    expect(widening([...many, point('b', 0.3)])).toMatchObject({ score: 1.8, coverage: { points: 2 } })
  })

  it('leaves out networks that the estimator does not speak for', () => {
    const outside = { ...point('b', 0.9), inEnvelope: false }
    expect(widening([point('a', 0.2), outside])).toMatchObject({ score: 0.2, coverage: { points: 1 } })
  })

  it('is never below a tenth', () => {
    expect(widening([point('a', -2)]).score).toBeCloseTo(Math.log(1.1), 12)
  })

  it('is wide where nothing was measured', () => {
    expect(widening([])).toEqual({ score: Math.log(1.5), coverage: { share: null, points: 0 } })
  })

  it('multiplies and divides the ends of a range', () => {
    const { low, value, high } = widen({ value: 2, low: 1, high: 3 }, { score: Math.log(2), coverage: { share: null, points: 0 } })
    expect([low, value, high]).toEqual([0.5, 2, 6])
  })
})

describe('the score of a measured value', () => {
  it('is how far the range must be widened to hold it', () => {
    expect(scoreOf({ value: 2, low: 1, high: 3 }, 6)).toBeCloseTo(Math.log(2), 12)
    expect(scoreOf({ value: 2, low: 1, high: 3 }, 0.5)).toBeCloseTo(Math.log(2), 12)
  })

  it('is negative inside the range', () => {
    expect(scoreOf({ value: 2, low: 1, high: 3 }, 2)).toBeLessThan(0)
  })
})

function point(architecture: string, score: number): CheckPoint {
  return { model: `${architecture} 224`, architecture, source: 'made up', inEnvelope: true, error: 0, score }
}
