/** @throws RangeError if there is no value */
export function meanOf(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('nothing has no mean')
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/**
 * The standard deviation, with n - 1 in the denominator; 0 of a single value.
 * @throws RangeError if there is no value
 */
export function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1))
}

/**
 * The mean of the two middle values where their count is even.
 * @throws RangeError if there is no value
 */
export function medianOf(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('nothing has no median')
  const ascending = values.toSorted((a, b) => a - b)
  const half = ascending.length / 2
  return ((ascending[Math.ceil(half) - 1] ?? 0) + (ascending[Math.floor(half)] ?? 0)) / 2
}
