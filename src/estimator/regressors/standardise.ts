import { Matrix } from 'ml-matrix'
import { sumOf, type Table } from './table.ts'

/** A spread below this share of the largest value is rounding: the column is constant. */
const leastShare = 1e-12
/** Below this, coefficients might not stay finite. */
const leastSpread = 1e-50

/** The columns of a table with mean 0 and standard deviation 1; constant ones are 0. */
export interface Standardised {
  /** Each row multiplied by the root of its share of the weight, so that sums of squares are means. */
  readonly features: Matrix
  readonly centers: readonly number[]
  /** Standard deviation of each column, 0 for constant ones. */
  readonly spreads: readonly number[]
  /** The root of each row's share of the weight. */
  readonly roots: readonly number[]
}

/** @param centering 'none' leaves the mean where it is, and divides by the root of the mean square */
export function standardise(table: Table, centering: 'mean' | 'none'): Standardised {
  const { rows, columns, values, weights } = table
  const total = sumOf(weights)
  const shares = Array.from(weights, (weight) => weight / total)
  const roots = shares.map(Math.sqrt)
  const features = Matrix.zeros(rows, columns)
  const centers: number[] = []
  const spreads: number[] = []
  for (let column = 0; column < columns; column++) {
    const own = shares.map((_, row) => values[row * columns + column] ?? 0)
    const first = own[0] ?? 0
    const center = centering === 'none' ? 0 : first + mean(own.map((value) => value - first), shares)
    const spread = Math.sqrt(mean(own.map((value) => (value - center) ** 2), shares))
    const largest = own.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    const isConstant = spread < leastSpread || spread <= leastShare * largest
    centers.push(center)
    spreads.push(isConstant ? 0 : spread)
    if (isConstant) continue
    for (let row = 0; row < rows; row++) {
      features.set(row, column, ((roots[row] ?? 0) * ((own[row] ?? 0) - center)) / spread)
    }
  }
  return { features, centers, spreads, roots }
}

function mean(values: readonly number[], shares: readonly number[]): number {
  return values.reduce((sum, value, row) => sum + value * (shares[row] ?? 0), 0)
}
