import type { LearnedEstimator } from './learned-estimator.ts'
import type { Features, Sample } from './sample.ts'

export type SeenRanges = LearnedEstimator['ranges']

/** The least and the most of each feature, also of those that are equal throughout. */
export function seenRanges(samples: readonly Pick<Sample, 'features'>[]): SeenRanges {
  const ranges: Record<string, [number, number]> = {}
  for (const { features } of samples) {
    for (const [name, value] of Object.entries(features)) {
      const [low, high] = ranges[name] ?? [value, value]
      ranges[name] = [Math.min(low, value), Math.max(high, value)]
    }
  }
  return ranges
}

export interface Leaving {
  /** Features beyond the ranges, in their order. */
  readonly outside: readonly string[]
  /**
   * Whether nothing tells how far off estimates are there: a feature differs that was equal throughout, as with an
   * operator of a kind that was not seen, or one lies further beyond its range than that is wide.
   */
  readonly isUnknown: boolean
}

/** How a network leaves what was seen. */
export function leavingOf(ranges: SeenRanges, features: Features): Leaving {
  const excesses = Object.entries(ranges).flatMap(([name, [low, high]]) => {
    const value = features[name]
    if (value === undefined || (value >= low && value <= high)) return []
    return [{ name, isFar: Math.max(low - value, value - high) > high - low }]
  })
  return { outside: excesses.map(({ name }) => name), isUnknown: excesses.some(({ isFar }) => isFar) }
}
