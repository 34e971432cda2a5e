import { weightedMedian } from './median.ts'
import type { NodeRows } from './node-rows.ts'
import { meanTarget, sumOf, type Table } from './table.ts'

export type LossName = 'squared' | 'absolute'

/**
 * What boosting makes small. Source: J. H. Friedman, "Greedy function approximation: a gradient boosting machine",
 * Annals of Statistics 29(5), 2001, algorithms 2 (squared error) and 3 (absolute error).
 */
export interface Loss {
  /** The best constant. */
  base(table: Table): number
  /** The error of a target that lies so far above the estimate. */
  error(difference: number): number
  /** What a tree is grown on: the direction in which the error falls, for such a difference. */
  residual(difference: number): number
  /**
   * What a leaf adds to the estimates of its rows, drawn to zero as by `l2` rows.
   * @param differences target less estimate, for all rows of the table
   */
  leaf(node: NodeRows, differences: Float64Array, l2: number): number
}

const squared: Loss = {
  base: meanTarget,
  error: (difference) => difference * difference,
  residual: (difference) => difference,
  leaf: ({ residuals, weights }, _, l2) => sumOf(residuals) / (sumOf(weights) + l2),
}

const absolute: Loss = {
  base: ({ targets, weights }) => weightedMedian(targets, weights),
  error: Math.abs,
  residual: Math.sign,
  leaf: ({ rows, weights }, differences, l2) => {
    const own = Float64Array.from(rows, (row) => differences[row] ?? 0)
    const weight = sumOf(weights)
    return weightedMedian(own, weights) * (weight / (weight + l2))
  },
}

export const losses: Readonly<Record<LossName, Loss>> = { squared, absolute }
