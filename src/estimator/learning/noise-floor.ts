import { meanOf, medianOf } from './errors.ts'
import type { NoiseFloor } from './learned-estimator.ts'
import type { Sample } from './sample.ts'

/**
 * What measurements of one and the same network tell of the noise.
 * @returns null where no network was measured twice
 */
export function noiseFloor(samples: readonly Pick<Sample, 'hash' | 'value'>[]): NoiseFloor | null {
  const values = new Map<string, number[]>()
  for (const { hash, value } of samples) values.set(hash, [...(values.get(hash) ?? []), value])
  const repeated = [...values.values()].filter(({ length }) => length > 1)
  if (repeated.length === 0) return null
  return {
    networks: repeated.length,
    measurements: repeated.flat().length,
    medianDifference: medianOf(repeated.flatMap(differences)),
    leastMape: meanOf(repeated.flatMap(leastErrors)),
  }
}

function differences(values: readonly number[]): number[] {
  return values.flatMap((value, index) =>
    values.slice(index + 1).map((other) => (2 * Math.abs(value - other)) / (value + other)))
}

/**
 * How far measurements lie from the mean of their network, larger by what the mean owes to the measurement itself: a
 * mean of k of them lies closer to each by the root of (k - 1) / k than the true value does.
 */
function leastErrors(values: readonly number[]): number[] {
  const mean = meanOf(values)
  const factor = Math.sqrt(values.length / (values.length - 1))
  return values.map((value) => factor * Math.abs(mean / value - 1))
}
