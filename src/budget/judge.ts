import type { Delta, KnownDelta } from '../estimator/delta.ts'
import type { Estimate, KnownEstimate } from '../estimator/estimate.ts'
import type { Budget, BudgetIncrease, JudgedBudget, Level, Outcome, Verdict } from './budget.ts'

/** What verdicts that decide nothing do to the run. */
export interface Policy {
  /** What an interval that straddles the limit does. `measure`: pass, and ask for a measurement. */
  readonly uncertain: 'warn' | 'error' | 'measure'
  /** What a budget does that nothing can be said about. */
  readonly unknown: 'error' | 'warn'
}

/** How many properties a reason names before it counts the rest. */
const namedProperties = 4

/**
 * Judges one budget by one estimate.
 *
 * - `max`: `within` where the interval's high end meets the limit, `over` where its low end exceeds it, else
 *   `uncertain`.
 * - `min` (throughput): the same of the latency, limited to the time that one frame may take.
 * - An estimate outside the envelope, or none at all: `unknown`. A measurement has no envelope.
 *
 * See {@link outcomeOf} for what a verdict does to the run.
 * @param budget of another kind than `maxIncrease` (see {@link judgeIncrease}) and another level than `off`
 * @param estimate of the budget's quantity; of the latency for a throughput
 */
export function judge(budget: Budget, estimate: Estimate, policy: Policy): JudgedBudget {
  const quantity = budget.key === 'throughput' ? 'latency' : budget.key
  if (estimate.quantity !== quantity) throw new Error(`a budget of ${budget.key} meets a ${estimate.quantity} estimate`)
  if (budget.kind === 'maxIncrease') throw new Error('an increase is judged by a delta')
  const reason = reasonForUnknown(estimate)
  if (reason !== null || estimate.basis === 'unknown') {
    return judged(budget, 'unknown', outcomeOf('unknown', budget.level, policy), reason, false)
  }
  const verdict = compareWithLimit(estimate, upperLimit(budget))
  const measured = estimate.basis === 'measured'
  const outcome = outcomeOf(verdict, budget.level, policy, measured)
  const needsMeasurement = verdict === 'uncertain' && policy.uncertain === 'measure' && !measured
  return judged(budget, verdict, outcome, null, needsMeasurement)
}

/** Why an increase cannot be judged. */
export interface Incomparable {
  /** A clause that follows "because". */
  readonly because: string
  /** Whether there is nothing to compare with, as for a new model, so that the budget passes; else it warns. */
  readonly isExpected: boolean
}

/**
 * Judges a limit on the increase over the baseline by the interval of the difference, as {@link judge} does a limit on
 * the figure itself. A measurement of today's model alone would not settle it, so none is asked for.
 * @param delta of the budget's quantity, or why there is none. `none`: nothing has changed, so that there is no
 * increase, also where the figures themselves are not known.
 */
export function judgeIncrease(budget: Budget, delta: Delta | Incomparable | 'none', policy: Policy): JudgedBudget {
  if (delta === 'none') {
    return { ...judged(budget, 'within', 'pass', null, false), increase: { value: 0, low: 0, high: 0 } }
  }
  if ('because' in delta) {
    return judged(budget, 'unknown', delta.isExpected ? 'pass' : 'warn', delta.because, false)
  }
  const reason = reasonForUnknown(delta)
  if (reason !== null || delta.basis === 'unknown') {
    return judged(budget, 'unknown', outcomeOf('unknown', budget.level, policy), reason, false)
  }
  // An increase of nothing by any share is none.
  const isFromNothing = budget.relative && delta.base === 0
  const increase = budget.relative && !isFromNothing ? shareOf(delta) : delta
  const verdict = compareWithLimit(increase, isFromNothing ? 0 : budget.limit)
  const outcome = outcomeOf(verdict, budget.level, policy, true)
  const { value, low, high } = increase
  return { ...judged(budget, verdict, outcome, null, false), increase: isFromNothing ? null : { value, low, high } }
}

function shareOf({ base, value, low, high }: KnownDelta): BudgetIncrease {
  return { value: value / base, low: low / base, high: high / base }
}

/** Where an interval lies relative to the most that is allowed, both in one unit. */
export function compareWithLimit(interval: Pick<KnownEstimate, 'low' | 'high'>, limit: number): Verdict {
  if (interval.high <= limit) return 'within'
  if (interval.low > limit) return 'over'
  return 'uncertain'
}

/**
 * What a verdict does to the run.
 *
 * - `within` passes, `over` fails.
 * - `uncertain` warns, fails or passes (policy `warn`, `error`, `measure`). A value that was measured already and
 *   still straddles the limit warns under `measure`: another measurement would not end it.
 * - `unknown` fails or warns (policy `error`, `warn`).
 * - A budget of level `warn` warns where one of level `error` fails; one of level `off` passes.
 * @param measured whether the verdict rests on a measurement
 */
export function outcomeOf(verdict: Verdict, level: Level, policy: Policy, measured = false): Outcome {
  const outcome = outcomeAtLevelError(verdict, policy, measured)
  if (level === 'off') return 'pass'
  return level === 'warn' && outcome === 'fail' ? 'warn' : outcome
}

function outcomeAtLevelError(verdict: Verdict, policy: Policy, measured: boolean): Outcome {
  switch (verdict) {
    case 'within':
      return 'pass'
    case 'over':
      return 'fail'
    case 'unknown':
      return policy.unknown === 'error' ? 'fail' : 'warn'
    case 'uncertain':
      if (policy.uncertain === 'measure') return measured ? 'warn' : 'pass'
      return policy.uncertain === 'error' ? 'fail' : 'warn'
  }
}

/** The most the estimate may be. A throughput of f frames per second leaves 1000 / f ms for each. */
function upperLimit(budget: Budget): number {
  return budget.kind === 'min' ? 1000 / budget.limit : budget.limit
}

/** Why nothing can be said, as a clause after "because"; null where something can. */
function reasonForUnknown(estimate: Estimate): string | null {
  if (estimate.basis === 'unknown') return estimate.reason
  if (Number.isNaN(estimate.low) || Number.isNaN(estimate.high)) return 'the estimate is not a number'
  if (estimate.basis === 'measured' || estimate.inEnvelope) return null
  const which = 'base' in estimate ? "the model or the baseline's" : 'the network'
  return `${which} is outside the range that the estimator was checked on${listed(estimate.outside)}`
}

function listed(properties: readonly string[]): string {
  if (properties.length === 0) return ''
  const named = properties.slice(0, namedProperties)
  const rest = properties.length - named.length
  return `: ${named.join(', ')}${rest === 0 ? '' : ` and ${rest} more`}`
}

function judged(
  budget: Budget,
  verdict: Verdict,
  outcome: Outcome,
  reason: string | null,
  needsMeasurement: boolean,
): JudgedBudget {
  return { budget, verdict, outcome, reason, increase: null, needsMeasurement }
}
