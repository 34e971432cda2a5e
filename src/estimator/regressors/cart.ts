import { Random } from '../../random.ts'
import { binsOf, defaultBinsOfOne, mostBins } from './bins.ts'
import { TreeGrower } from './grow-tree.ts'
import { losses } from './loss.ts'
import { wholeWithin, within } from './options.ts'
import type { Family } from './regressor.ts'
import { shortened } from './short-number.ts'
import { tableOf } from './table.ts'
import { mostNodes, Trees } from './trees.ts'

/** How a single tree grows. */
export interface UserCart {
  /** How many splits may lie above a leaf. @default 8 */
  readonly depth?: number | undefined
  /** How many leaves it has at most: with less than 2^depth, it grows where most is gained. @default 2^depth */
  readonly leaves?: number | undefined
  /** The least sum of weights in a leaf, at least 1. @default 3 */
  readonly minimumLeafRows?: number | undefined
  /** A column with more distinct values is divided into so many. @default 2048 up to 2,048 rows, else 128 */
  readonly bins?: number | undefined
  /** Draws leaves of few rows to the mean: as by so many rows that have it. @default 0 */
  readonly l2?: number | undefined
}

export interface ResolvedCart {
  readonly depth: number
  readonly leaves: number
  readonly minimumLeafRows: number
  readonly bins: number
  readonly l2: number
}

/** @throws RangeError if an option is out of its range */
export function resolveCart(options: UserCart, rows: number): ResolvedCart {
  const depth = wholeWithin('depth', options.depth ?? 8, 1, 30)
  return {
    depth,
    leaves: Math.min(wholeWithin('leaves', options.leaves ?? 2 ** depth, 2, 2 ** 30), 2 ** depth, mostNodes / 2),
    minimumLeafRows: within('minimumLeafRows', options.minimumLeafRows ?? 3, 1, 1e9),
    bins: wholeWithin('bins', options.bins ?? defaultBinsOfOne(rows), 2, mostBins),
    l2: within('l2', options.l2 ?? 0, 0, 1e9),
  }
}

/**
 * A regression tree of the means of the targets. It draws nothing: the seed does not bear on it. Source: L. Breiman,
 * J. H. Friedman, R. A. Olshen and C. J. Stone, "Classification and Regression Trees", 1984.
 */
export const cart: Family<UserCart, ResolvedCart> = {
  name: 'cart',
  resolve: resolveCart,
  fit(data, user, seed) {
    const table = tableOf(data)
    const options = resolveCart(user, table.rows)
    const { squared } = losses
    const base = squared.base(table)
    const differences = table.targets.map((target) => target - base)
    const rules = { ...options, columnsPerSplit: table.columns }
    const grower = new TreeGrower(binsOf(table, options.bins), rules, new Random(seed))
    const { splits, values } = grower.grow(
      {
        rows: Uint32Array.from(differences.keys()),
        residuals: differences.map((difference, row) => difference * (table.weights[row] ?? 0)),
        weights: table.weights,
      },
      (rows) => shortened(squared.leaf(rows, differences, options.l2)),
    )
    return new Trees({ family: 'cart', columns: table.columns, base, scale: 1, splits, values })
  },
}
