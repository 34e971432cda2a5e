import type { Budget, Outcome } from '../budget/budget.ts'
import type { Delta } from '../estimator/delta.ts'

/**
 * How a budget that is not kept relates to the baseline. `new`: there it was kept, or there is nothing to compare with.
 * `worse`: it was not kept there either, and the figure has grown for certain. `known`: it was not kept there either.
 */
export type Standing = 'new' | 'worse' | 'known'

/** What is known of the same budget at the baseline. */
export interface BaselineVerdict {
  /** What the same budget does there, judged by the same policy; undefined where there is no such model. */
  readonly outcome: Outcome | undefined
  /** Of the quantity that the budget is judged by. */
  readonly delta: Delta | undefined
}

const severity: Readonly<Record<Outcome, number>> = { pass: 0, warn: 1, fail: 2 }

/** The standing of a budget; null where it is kept. A limited increase is about the change, so breaking it is new. */
export function standingOf(budget: Budget, outcome: Outcome, baseline: BaselineVerdict): Standing | null {
  if (outcome === 'pass') return null
  if (budget.kind === 'maxIncrease' || baseline.outcome === undefined) return 'new'
  if (severity[baseline.outcome] < severity[outcome]) return 'new'
  return hasGrown(baseline.delta) ? 'worse' : 'known'
}

/** Every limit is on something that should be small: a throughput is judged by the time it leaves for a frame. */
function hasGrown(delta: Delta | undefined): boolean {
  return delta?.basis === 'estimated' && delta.inEnvelope && delta.low > 0
}
