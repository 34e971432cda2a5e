import { weightedMedian } from '../regressors/median.ts'
import { meanOf, medianOf } from '../statistics.ts'
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

/** Errors of the one value whose relative errors are least: the median, by weights of 1 / measured. */
function leastErrors(values: readonly number[]): number[] {
  const measured = Float64Array.from(values)
  const best = weightedMedian(measured, measured.map((value) => 1 / value))
  return values.map((value) => Math.abs(best / value - 1))
}
