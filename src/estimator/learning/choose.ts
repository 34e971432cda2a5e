import { deviationOf, meanOf } from '../statistics.ts'
import type { HeldOutEstimates } from './cross-validate.ts'
import { relativeErrors } from './errors.ts'
import type { Split } from './folds.ts'
import type { Sample } from './sample.ts'

/** A candidate's errors on each split. */
export interface FoldErrors {
  readonly held: HeldOutEstimates
  /** One for each sample. */
  readonly errors: readonly number[]
  /** Mean error of each split. */
  readonly byFold: readonly number[]
}

export function foldErrors(
  tried: readonly HeldOutEstimates[],
  samples: readonly Sample[],
  splits: readonly Split[],
): readonly FoldErrors[] {
  const measured = samples.map(({ value }) => value)
  return tried.map((held) => {
    const errors = relativeErrors(held.estimates, measured)
    return { held, errors, byFold: splits.map(({ testing }) => meanOf(testing.map((index) => errors[index] ?? 0))) }
  })
}

export interface Choice {
  readonly chosen: FoldErrors
  /** Of least error; another than the chosen one where that is simpler and about as good. */
  readonly best: FoldErrors
}

/**
 * The simplest candidate whose error exceeds the least one by no more than one standard error of their difference, fold
 * by fold (L. Breiman et al., "Classification and Regression Trees", 1984, 3.4.3, with paired differences).
 * @param tried from the simplest on
 * @param folds those that count
 */
export function choose(tried: readonly FoldErrors[], folds: readonly number[]): Choice {
  const meanError = ({ byFold }: FoldErrors): number => meanOf(folds.map((fold) => byFold[fold] ?? 0))
  const [first] = tried
  if (first === undefined) throw new RangeError('there is no candidate')
  const best = tried.reduce((least, other) => (meanError(other) < meanError(least) ? other : least), first)
  const chosen = tried.find(({ byFold }) => {
    const excess = folds.map((fold) => (byFold[fold] ?? 0) - (best.byFold[fold] ?? 0))
    return meanOf(excess) <= deviationOf(excess) / Math.sqrt(folds.length)
  })
  return { chosen: chosen ?? best, best }
}

/**
 * What the choice is worth on rows that had no part in it: each split is estimated by the candidate that the errors on
 * all other splits choose.
 * @returns one estimate for each sample
 */
export function nestedEstimates(tried: readonly FoldErrors[], splits: readonly Split[]): readonly number[] {
  const estimates: number[] = []
  for (const [fold, { testing }] of splits.entries()) {
    const others = [...splits.keys()].filter((other) => other !== fold)
    const { chosen } = choose(tried, others)
    for (const index of testing) estimates[index] = chosen.held.estimates[index] ?? Number.NaN
  }
  return estimates
}
