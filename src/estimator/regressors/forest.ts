import { Random } from '../../random.ts'
import { binsOf, defaultBins, mostBins } from './bins.ts'
import { TreeGrower } from './grow-tree.ts'
import type { NodeRows } from './node-rows.ts'
import { losses } from './loss.ts'
import { wholeWithin, within } from './options.ts'
import type { Family } from './regressor.ts'
import { shortened } from './short-number.ts'
import { type Table, tableOf } from './table.ts'
import { mostNodes, Trees } from './trees.ts'

/** How a forest grows. */
export interface UserForest {
  /** @default 200 */
  readonly trees?: number | undefined
  /** How many splits may lie above a leaf. @default 30 */
  readonly depth?: number | undefined
  /** How many leaves a tree has at most: it grows where most is gained. @default 1024: 4 MB of JSON at most */
  readonly leaves?: number | undefined
  /** The least sum of weights in a leaf, at least 1. @default 1 */
  readonly minimumLeafRows?: number | undefined
  /** What share of the columns each split chooses from. @default 0.5 */
  readonly columnShare?: number | undefined
  /** A column with more distinct values is divided into so many. @default 256 up to 2,048 rows, else 128 */
  readonly bins?: number | undefined
}

export interface ResolvedForest {
  readonly trees: number
  readonly depth: number
  readonly leaves: number
  readonly minimumLeafRows: number
  readonly columnShare: number
  readonly bins: number
}

/** @throws RangeError if an option is out of its range, or all trees together would have more than two million nodes */
export function resolveForest(options: UserForest, rows: number): ResolvedForest {
  const trees = wholeWithin('trees', options.trees ?? 200, 1, 100_000)
  const depth = wholeWithin('depth', options.depth ?? 30, 1, 30)
  const leaves = Math.min(wholeWithin('leaves', options.leaves ?? 1_024, 2, 2 ** 30), 2 ** depth, Math.max(rows, 2))
  within('trees x leaves', trees * leaves, 0, mostNodes / 2)
  return {
    trees,
    depth,
    leaves,
    minimumLeafRows: within('minimumLeafRows', options.minimumLeafRows ?? 1, 1, 1e9),
    columnShare: within('columnShare', options.columnShare ?? 0.5, 1e-6, 1),
    bins: wholeWithin('bins', options.bins ?? defaultBins(rows), 2, mostBins),
  }
}

/**
 * A random forest: the mean of trees on rows that are drawn with putting back, each split by the best of columns that
 * are drawn anew. Source: L. Breiman, "Random forests", Machine Learning 45, 2001.
 */
export const forest: Family<UserForest, ResolvedForest> = {
  name: 'forest',
  resolve: resolveForest,
  fit(data, user, seed) {
    const table = tableOf(data)
    const options = resolveForest(user, table.rows)
    const random = new Random(seed)
    const { squared } = losses
    const base = squared.base(table)
    const differences = table.targets.map((target) => target - base)
    const columnsPerSplit = Math.max(1, Math.round(options.columnShare * table.columns))
    const rules = { ...options, l2: 0, columnsPerSplit }
    const grower = new TreeGrower(binsOf(table, options.bins), rules, random)
    const grown = Array.from({ length: options.trees }, () =>
      grower.grow(drawRows(table, differences, random), (rows) => shortened(squared.leaf(rows, differences, 0))))
    return new Trees({
      family: 'forest',
      columns: table.columns,
      base,
      scale: 1 / options.trees,
      splits: grown.flatMap(({ splits }) => splits),
      values: grown.flatMap(({ values }) => values),
    })
  },
}

/** As many rows as there are, with putting back: one that is drawn twice weighs twice. */
function drawRows({ rows, weights }: Table, differences: Float64Array, random: Random): NodeRows {
  const times = new Uint32Array(rows)
  for (let draw = 0; draw < rows; draw++) {
    const row = random.integer(0, rows - 1)
    times[row] = (times[row] ?? 0) + 1
  }
  const drawn = Uint32Array.from(times.keys()).filter((row) => times[row] !== 0)
  const own = Float64Array.from(drawn, (row) => (times[row] ?? 0) * (weights[row] ?? 0))
  return {
    rows: drawn,
    residuals: own.map((weight, index) => weight * (differences[drawn[index] ?? 0] ?? 0)),
    weights: own,
  }
}
