import { describe, expect, it } from 'vitest'
import type { CheckPoint } from '../../src/estimator/artifact.ts'
import { compiledWidening, pointsToEstablish, scoreOf, widen, widening } from '../../src/estimator/interval.ts'

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

  it('is never below a tenth with few architectures, and below what sources differ by with many', () => {
    expect(widening([point('a', -2)]).score).toBeCloseTo(Math.log(1.1), 12)
    const many = Array.from({ length: pointsToEstablish }, (_, index) => point(`${index}`, -2))
    expect(widening(many).score).toBeCloseTo(Math.log(1.06), 12)
  })

  it('counts figures, not architectures, where there are many of both', () => {
    const architectures = Array.from({ length: 20 }, (_, index) => `${index}`)
    const points = architectures.flatMap((name) => [point(name, 0.1), point(name, 0.1), point(name, 0.3)])
    const rare = architectures.flatMap((name, index) => Array.from({ length: 20 }, () => point(name, index === 0 ? 0.3 : 0.1)))
    expect(widening(points).score).toBe(0.3)
    // One figure in twenty, all of one architecture.
    expect(widening(rare).score).toBe(0.1)
  })

  it('is of compiled models what their own figures ask for, else what those of plain ones do, and no less than a tenth', () => {
    const [narrow, wide] = [Array.from({ length: 20 }, (_, index) => point(`${index}`, -1)), [point('a', 0.2)]]
    expect(compiledWidening({ checkPoints: narrow, compiledPoints: wide })).toEqual({ score: 0.2, coverage: { share: null, points: 1 } })
    expect(compiledWidening({ checkPoints: narrow, compiledPoints: [] }).score).toBeCloseTo(Math.log(1.1), 12)
    expect(compiledWidening({ checkPoints: wide, compiledPoints: [] }).score).toBe(0.2)
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
