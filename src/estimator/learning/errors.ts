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

export function meanOf(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('nothing has no mean')
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** With n - 1 in the denominator; 0 of a single value. */
export function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1))
}

export function medianOf(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('nothing has no median')
  const ascending = values.toSorted((a, b) => a - b)
  const half = ascending.length / 2
  return ((ascending[Math.ceil(half) - 1] ?? 0) + (ascending[Math.floor(half)] ?? 0)) / 2
}

function shareWithin(errors: readonly number[], limit: number): number {
  return errors.filter((error) => error <= limit).length / errors.length
}
