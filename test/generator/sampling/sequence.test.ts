import { describe, expect, it } from 'vitest'
import { type Dimension, Sequence } from '../../../src/generator/sampling/sequence.ts'

const dimensions: readonly Dimension[] = [0, 1, 2, 3, 4, 5, 6, 7, 8]

function coordinates(seed: number, dimension: Dimension, count: number): readonly number[] {
  const sequence = new Sequence(seed)
  return Array.from({ length: count }, (_, index) => sequence.at(index, dimension))
}

/** How many of the squares of a grid hold a point. */
function squaresHit(first: readonly number[], second: readonly number[], side: number): number {
  return new Set(first.map((x, index) => [x, second[index] ?? 0].map((place) => Math.floor(place * side)).join())).size
}

describe('the sequence', () => {
  it.each(dimensions)('puts a tenth of its points in each tenth of coordinate %i', (dimension) => {
    const points = coordinates(5, dimension, 1_000)
    const counts = Array.from({ length: 10 }, (_, tenth) => points.filter((at) => Math.floor(at * 10) === tenth).length)
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(93)
    expect(Math.max(...counts)).toBeLessThanOrEqual(107)
  })

  it('fills every plane more evenly than random points, which leave 13 % of 16 x 16 squares empty', () => {
    for (const first of dimensions.slice(0, 5)) {
      for (const second of dimensions.slice(first + 1, 5)) {
        const hit = squaresHit(coordinates(1, first, 512), coordinates(1, second, 512), 16)
        expect(hit / 256, `${first} and ${second}`).toBeGreaterThan(0.88)
      }
    }
  })

  it('has other points for another seed, and the same for the same', () => {
    expect(coordinates(1, 0, 4)).toEqual(coordinates(1, 0, 4))
    expect(coordinates(1, 0, 4)).not.toEqual(coordinates(2, 0, 4))
  })

  it('keeps shares at every length', () => {
    for (const count of [50, 200, 1_000]) {
      const share = coordinates(3, 6, count).filter((at) => at < 0.1).length / count
      expect(Math.abs(share - 0.1)).toBeLessThan(0.04)
    }
  })
})
