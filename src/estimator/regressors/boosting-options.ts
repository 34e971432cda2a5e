import { defaultBins, mostBins } from './bins.ts'
import type { LossName } from './loss.ts'
import { wholeWithin, within } from './options.ts'
import type { TrainingData } from './regressor.ts'
import { mostNodes } from './trees.ts'

/** How gradient boosting learns. */
export interface UserBoosting {
  /** @default 'absolute', which outliers do not bend */
  readonly loss?: LossName | undefined
  /** What share of its correction each tree makes. @default 0.05 */
  readonly learningRate?: number | undefined
  /** How many trees there are, at most if there is early stopping. @default 1000 */
  readonly trees?: number | undefined
  /** How many splits may lie above a leaf. @default 4 */
  readonly depth?: number | undefined
  /** How many leaves a tree has at most: with less than 2^depth, it grows where most is gained. @default 2^depth */
  readonly leaves?: number | undefined
  /** The least sum of weights in a leaf, at least 1. @default 3 */
  readonly minimumLeafRows?: number | undefined
  /** What share of the rows each tree is grown on, drawn without putting back. @default 0.7 */
  readonly rowShare?: number | undefined
  /** What share of the columns each split chooses from. @default 0.5 */
  readonly columnShare?: number | undefined
  /** A column with more distinct values is divided into so many. @default 256 up to 2,048 rows, else 128 */
  readonly bins?: number | undefined
  /** Draws leaves of few rows to zero: as by so many rows without error. @default 1 */
  readonly l2?: number | undefined
  /** How many times all trees are grown, with other draws; the estimate is the mean. @default 1 */
  readonly bags?: number | undefined
  /** How the number of trees is found; 'none' takes all. */
  readonly stopping?: UserStopping | 'none' | undefined
}

/**
 * Early stopping: trees are grown until no more of them helped on rows that they were not grown on. The number at which
 * the error there was least is then grown on all rows: of few measurements, none is to be lost.
 */
export interface UserStopping {
  /** Rows to stop by, which are not learnt from. @default none, so that rows are held out */
  readonly validation?: TrainingData | undefined
  /** What share of the rows is held out at a time. @default 0.2 */
  readonly share?: number | undefined
  /** How many such parts are held out in turn, with their errors added up. @default 5 up to 2,048 rows, else 1 */
  readonly holdouts?: number | undefined
  /** How many trees in a row may be of no help before it ends. @default 50 */
  readonly patience?: number | undefined
}

export interface ResolvedBoosting {
  readonly loss: LossName
  readonly learningRate: number
  readonly trees: number
  readonly depth: number
  readonly leaves: number
  readonly minimumLeafRows: number
  readonly rowShare: number
  readonly columnShare: number
  readonly bins: number
  readonly l2: number
  readonly bags: number
  readonly stopping: ResolvedStopping | 'none'
}

export interface ResolvedStopping {
  readonly validation: TrainingData | undefined
  readonly share: number
  readonly holdouts: number
  readonly patience: number
}

/** Rows up to which one part alone tells too little of when to stop, and more of them take no time. */
const rowsOfManyHoldouts = 2_048

/** @throws RangeError if an option is out of its range, or all trees together would have more than two million nodes */
export function resolveBoosting(options: UserBoosting, rows: number): ResolvedBoosting {
  const depth = wholeWithin('depth', options.depth ?? 4, 1, 30)
  const trees = wholeWithin('trees', options.trees ?? 1_000, 0, 100_000)
  const wantedLeaves = wholeWithin('leaves', options.leaves ?? 2 ** depth, 2, 2 ** 30)
  const leaves = Math.min(wantedLeaves, 2 ** depth, Math.max(rows, 2))
  const bags = wholeWithin('bags', options.bags ?? 1, 1, 100)
  within('trees x leaves x bags', trees * leaves * bags, 0, mostNodes / 2)
  return {
    loss: options.loss ?? 'absolute',
    learningRate: within('learningRate', options.learningRate ?? 0.05, 1e-6, 1),
    trees,
    depth,
    leaves,
    minimumLeafRows: within('minimumLeafRows', options.minimumLeafRows ?? 3, 1, 1e9),
    rowShare: within('rowShare', options.rowShare ?? 0.7, 1e-6, 1),
    columnShare: within('columnShare', options.columnShare ?? 0.5, 1e-6, 1),
    bins: wholeWithin('bins', options.bins ?? defaultBins(rows), 2, mostBins),
    l2: within('l2', options.l2 ?? 1, 0, 1e9),
    bags,
    stopping: options.stopping === 'none' ? 'none' : resolveStopping(options.stopping ?? {}, rows),
  }
}

function resolveStopping({ validation, share, holdouts, patience }: UserStopping, rows: number): ResolvedStopping {
  const resolvedShare = within('stopping.share', share ?? 0.2, 0.01, 0.5)
  const parts = holdouts ?? (rows <= rowsOfManyHoldouts ? Math.min(5, Math.floor(1 / resolvedShare)) : 1)
  return {
    validation,
    share: resolvedShare,
    holdouts: wholeWithin('stopping.holdouts', parts, 1, Math.floor(1 / resolvedShare)),
    patience: wholeWithin('stopping.patience', patience ?? 50, 1, 100_000),
  }
}
