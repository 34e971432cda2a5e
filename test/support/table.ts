export { readTable as readRows } from '../../scripts/validate/csv.ts'

/** How far a value is from what is expected, as a share of that; zero only equals zero. */
export function relativeError(value: number, expected: number): number {
  if (expected === 0) return value === 0 ? 0 : Number.POSITIVE_INFINITY
  return Math.abs(value / expected - 1)
}
