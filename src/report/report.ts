import type { Totals } from '../analysis/analysis.ts'
import type { BudgetKey, Level, Location, Outcome, Verdict } from '../budget/budget.ts'
import type { ErrorCode } from '../errors.ts'
import type { Estimate } from '../estimator/estimate.ts'
import type { LatencyBreakdown } from '../estimator/latency.ts'

/**
 * What a run found, in the order of the models' paths. The same models, config and version give the same report to the
 * byte: it holds no dates and no absolute paths.
 */
export interface Report {
  readonly schemaVersion: 1
  readonly tool: { readonly name: 'precious'; readonly version: string }
  /** The estimators that were used, by target. */
  readonly estimators: readonly EstimatorReport[]
  readonly verdict: 'passed' | 'failed'
  /** How many budgets came to each verdict. */
  readonly counts: Readonly<Record<Verdict, number>>
  readonly models: readonly ModelReport[]
  /** Models that could not be read. Nothing was judged for them, and the run has failed. */
  readonly unreadable: readonly UnreadableModel[]
  /** Models whose verdict a measurement would settle. */
  readonly needsMeasurement: readonly MeasurementRequest[]
}

export interface EstimatorReport {
  readonly target: string
  readonly description: string
  readonly version: string
  /** Of the estimator's JSON. */
  readonly sha256: string
  readonly limits: readonly string[]
}

export interface ModelReport {
  /** Relative to the config's folder, with forward slashes. */
  readonly path: string
  readonly sha256: string
  readonly bytes: number
  readonly format: 'plain' | 'compiled'
  readonly notes: readonly string[]
  readonly totals: Totals
  /** The most expensive operators: most steps first, then those on the CPU. */
  readonly topOperators: readonly OperatorReport[]
  readonly results: readonly TargetResult[]
}

/** What a report says of a model apart from where it lies and how it was judged. */
export type ModelFacts = Omit<ModelReport, 'path' | 'sha256' | 'results'>

export interface OperatorReport {
  readonly index: number
  readonly kind: string
  readonly output: string
  readonly shape: readonly number[]
  readonly device: 'edgetpu' | 'cpu'
  /** Why it runs there, as a clause that follows "because". */
  readonly because: string
  readonly macs: number | null
  readonly tensorSteps: number | null
  readonly parameterBytes: number | null
  readonly parameterStorage: 'none' | 'cached' | 'streamed'
  readonly activationBytes: number
}

/** One model on one target. */
export interface TargetResult {
  readonly target: string
  readonly estimates: readonly Estimate[]
  /** What the latency is made of, in milliseconds; null where it is unknown. */
  readonly latency: LatencyBreakdown | null
  readonly budgets: readonly BudgetResult[]
  /** Why the figures are what they are, most important first, as sentences. */
  readonly causes: readonly Cause[]
}

/** What a model takes on one target, before it is judged. */
export type TargetDemand = Omit<TargetResult, 'budgets'>

/** A budget beside the estimate it was judged by. */
export interface BudgetResult {
  readonly key: BudgetKey
  readonly kind: 'max' | 'min' | 'maxIncrease'
  /** In the unit of the quantity. */
  readonly limit: number
  /** The limit as it was written. */
  readonly text: string
  readonly level: Level
  readonly location: Location
  readonly verdict: Verdict
  readonly outcome: Outcome
  /** Why nothing can be said; null otherwise. */
  readonly reason: string | null
  /** The estimate in the budget's own unit; null where it is unknown. */
  readonly estimate: BudgetEstimate | null
}

export interface BudgetEstimate {
  readonly value: number
  readonly low: number
  readonly high: number
  readonly basis: 'estimated' | 'measured'
  /** Whether the network lies in the region that the estimator was checked on. */
  readonly inEnvelope: boolean
}

export interface Cause {
  readonly code: CauseCode
  /** Which budgets it bears on. */
  readonly keys: readonly BudgetKey[]
  readonly text: string
}

export type CauseCode =
  | 'streaming'
  | 'cpu'
  | 'compute'
  | 'instructions'
  | 'input'
  | 'output'
  | 'parameters'
  | 'activations'
  | 'power'
  | 'envelope'

export interface UnreadableModel {
  readonly path: string
  readonly code: ErrorCode
  /** What is wrong, as one sentence without a full stop. */
  readonly what: string
  /** What can be done about it, as one sentence without a full stop. */
  readonly hint: string
}

export interface MeasurementRequest {
  readonly path: string
  readonly sha256: string
  readonly target: string
  readonly keys: readonly BudgetKey[]
}
