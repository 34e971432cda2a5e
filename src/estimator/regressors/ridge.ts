import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { Linear } from './linear.ts'
import { within } from './options.ts'
import type { Family } from './regressor.ts'
import { standardise } from './standardise.ts'
import { meanTarget, tableOf } from './table.ts'

/** How a ridge regression is drawn to the mean. */
export interface UserRidge {
  /**
   * The square of each coefficient costs so many times the mean squared error, for columns of standard deviation 1.
   * 'left-out' takes what estimates each row best by the others.
   * @default 'left-out'
   */
  readonly penalty?: number | 'left-out' | undefined
}

export interface ResolvedRidge {
  readonly penalty: number | 'left-out'
}

/** What 'left-out' tries, from next to none to nearly the mean: two in each power of ten. */
const penalties: readonly number[] = [
  1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100,
]
/** Errors that differ by less than this share are equal but for rounding. */
const tie = 1e-6
/** Directions in which columns vary less than this share of the most are rounding. */
const leastVariance = 1e-13

/** @throws RangeError if the penalty is not from 0 to 1e9 */
export function resolveRidge({ penalty = 'left-out' }: UserRidge): ResolvedRidge {
  return { penalty: penalty === 'left-out' ? penalty : within('penalty', penalty, 0, 1e9) }
}

/**
 * Linear regression with small coefficients. It draws nothing: the seed does not bear on it. Source: A. E. Hoerl and
 * R. W. Kennard, "Ridge regression", Technometrics 12(1), 1970; errors of left-out rows by the diagonal of the hat
 * matrix: G. H. Golub, M. Heath and G. Wahba, "Generalized cross-validation", Technometrics 21(2), 1979.
 */
export const ridge: Family<UserRidge, ResolvedRidge> = {
  name: 'ridge',
  resolve: resolveRidge,
  fit(data, user) {
    const table = tableOf(data)
    const { penalty } = resolveRidge(user)
    const { features, centers, spreads, roots } = standardise(table, 'mean')
    const intercept = meanTarget(table)
    const targets = Array.from(table.targets, (target, row) => (target - intercept) * (roots[row] ?? 0))
    const directions = directionsOf(features, targets)
    const chosen = penalty === 'left-out' ? bestPenalty(directions, targets, roots) : penalty
    const solution = directions.vectors.mmul(Matrix.columnVector(weightsBy(directions, chosen))).to1DArray()
    const coefficients = spreads.map((spread, column) => (spread === 0 ? 0 : (solution[column] ?? 0) / spread))
    return new Linear({ family: 'ridge', intercept, centers, coefficients })
  },
}

/** Uncorrelated combinations of the columns. */
interface Directions {
  /** One for each column. */
  readonly vectors: Matrix
  /** How much the rows vary along each. */
  readonly variances: readonly number[]
  /** How the targets vary with each. */
  readonly covariances: readonly number[]
  /** Where each row lies along each. */
  readonly scores: Matrix
}

function directionsOf(features: Matrix, targets: readonly number[]): Directions {
  const { columns } = features
  if (columns === 0) return { vectors: Matrix.zeros(0, 0), variances: [], covariances: [], scores: features }
  const moments = features.transpose().mmul(features)
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(moments, { assumeSymmetric: true })
  const scores = features.mmul(eigenvectorMatrix)
  return {
    vectors: eigenvectorMatrix,
    variances: realEigenvalues,
    covariances: scores.transpose().mmul(Matrix.columnVector([...targets])).to1DArray(),
    scores,
  }
}

function weightsBy({ variances, covariances }: Directions, penalty: number): number[] {
  const least = leastVariance * Math.max(...variances)
  return covariances.map((covariance, direction) => {
    const variance = variances[direction] ?? 0
    return variance <= least ? 0 : covariance / (variance + penalty)
  })
}

/** The penalty at which the rows, each left out in turn, are estimated best; the largest of equals. */
function bestPenalty(directions: Directions, targets: readonly number[], roots: readonly number[]): number {
  const errors = penalties.map((penalty) => leftOutError(directions, penalty, targets, roots))
  const least = Math.min(...errors)
  return penalties.findLast((_, index) => (errors[index] ?? 0) <= least * (1 + tie)) ?? 0
}

function leftOutError(
  { variances, covariances, scores }: Directions,
  penalty: number,
  targets: readonly number[],
  roots: readonly number[],
): number {
  const least = leastVariance * Math.max(...variances)
  const shrinking = variances.map((variance) => (variance <= least ? 0 : 1 / (variance + penalty)))
  return targets.reduce((sum, target, row) => {
    // The mean is left out with the row, too.
    let leverage = (roots[row] ?? 0) ** 2
    let estimate = 0
    for (const [direction, factor] of shrinking.entries()) {
      const score = scores.get(row, direction)
      leverage += score * score * factor
      estimate += score * factor * (covariances[direction] ?? 0)
    }
    // A row that decides its own estimate tells nothing.
    const left = Math.max(1 - leverage, 1e-9)
    return sum + ((target - estimate) / left) ** 2
  }, 0)
}
