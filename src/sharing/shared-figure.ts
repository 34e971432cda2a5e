import type { Budget } from '../budget/budget.ts'
import type { EstimatorArtifact } from '../estimator/artifact.ts'
import type { Estimate, KnownEstimate } from '../estimator/estimate.ts'
import { estimateFor } from '../report/assemble.ts'
import type { Cause, SharingReport } from '../report/report.ts'
import { withReload } from './share-demand.ts'

/** What budgets of a model that shares its device are judged with. */
export interface SharedJudging {
  readonly report: SharingReport
  readonly causes: readonly Cause[]
  /** What was measured back to back. */
  readonly measured: readonly KnownEstimate[]
  readonly estimator: EstimatorArtifact
}

/**
 * The figure that a budget is judged by on a shared device; undefined for one that sharing has no bearing on, and for
 * limits on the increase over the baseline, which compare back-to-back inferences.
 */
export function sharedFigure(budget: Budget, { report, measured }: SharedJudging): Estimate | undefined {
  const estimate = budget.kind === 'maxIncrease' ? undefined : estimateFor(budget.key, report.estimates)
  if (estimate === undefined || estimate.basis === 'unknown') return estimate
  // Another measurement would not settle it, so none is asked for.
  return estimateFor(budget.key, measured) === undefined ? estimate : { ...estimate, basis: 'measured' }
}

/** The baseline's figure in the place of today's: with what today's model reloads. */
export function sharedBefore(base: Estimate, { report, estimator }: SharedJudging): Estimate {
  return withReload(base, report, estimator)
}
