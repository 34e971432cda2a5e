import { meanOf, medianOf } from '../statistics.ts'
import type { ErrorFigures } from './learned-estimator.ts'

/** |estimated / measured - 1|. */
export function relativeErrors(estimates: readonly number[], measured: readonly number[]): number[] {
  return measured.map((value, index) => Math.abs((estimates[index] ?? Number.NaN) / value - 1))
}

/** @throws RangeError if there is no error */
export function errorFigures(errors: readonly number[]): ErrorFigures {
  return {
    n: errors.length,
    mape: meanOf(errors),
    medianApe: medianOf(errors),
    within5: shareWithin(errors, 0.05),
    within10: shareWithin(errors, 0.1),
  }
}

function shareWithin(errors: readonly number[], limit: number): number {
  return errors.filter((error) => error <= limit).length / errors.length
}
