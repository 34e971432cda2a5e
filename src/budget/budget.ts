import type { Quantity } from '../estimator/estimate.ts'

/** What a budget may limit. `throughput` is judged as a latency. */
export type BudgetKey = Quantity | 'throughput'

export type Level = 'error' | 'warn' | 'off'

/** A declared limit. */
export interface Budget {
  readonly key: BudgetKey
  /** `max`: at most `limit`. `min`: at least. `maxIncrease`: at most this much more than the baseline. */
  readonly kind: 'max' | 'min' | 'maxIncrease'
  /** In the unit of the quantity (ms, W, mJ, B, operators; throughput: fps); for a relative increase a share of 1. */
  readonly limit: number
  /** Whether an increase is a share of the baseline. */
  readonly relative: boolean
  /** The limit as the user wrote it. */
  readonly text: string
  readonly level: Level
  readonly location: Location
}

/** Where in the user's files a budget stands. */
export interface Location {
  /** Path of the config file as shown to the user, with forward slashes. */
  readonly file: string
  /** Line, counted from 1; absent where it could not be found. */
  readonly line?: number
}

/**
 * `within`: the interval's high end meets the limit. `over`: its low end breaks it. `uncertain`: the interval straddles
 * the limit. `unknown`: nothing can be said.
 */
export type Verdict = 'within' | 'over' | 'uncertain' | 'unknown'

/** What a verdict does to the run. */
export type Outcome = 'pass' | 'warn' | 'fail'

/** An increase over the baseline: in the unit of the quantity, or as a share of the baseline. */
export interface BudgetIncrease {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** A budget after judging. */
export interface JudgedBudget {
  readonly budget: Budget
  readonly verdict: Verdict
  readonly outcome: Outcome
  /** Why the verdict is `unknown`, as a clause that follows "because"; null otherwise. */
  readonly reason: string | null
  /** For a limited increase, what it was judged by; null otherwise, and where the baseline is 0. */
  readonly increase: BudgetIncrease | null
  /** Whether a measurement on a device is asked for. */
  readonly needsMeasurement: boolean
}
