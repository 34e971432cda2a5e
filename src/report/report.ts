import type { Totals } from '../analysis/analysis.ts'
import type { Properties } from '../analysis/properties.ts'
import type { BudgetIncrease, BudgetKey, Level, Location, Outcome, Verdict } from '../budget/budget.ts'
import type { BaselineFacts } from '../comparison/baseline.ts'
import type { ModelChange } from '../comparison/compare.ts'
import type { Standing } from '../comparison/standing.ts'
import type { ErrorCode } from '../errors.ts'
import type { Delta } from '../estimator/delta.ts'
import type { Basis, Estimate, KnownEstimate } from '../estimator/estimate.ts'
import type { LatencyBreakdown, Range } from '../estimator/latency.ts'

/**
 * What a run found, in the order of the models' paths. The same models, config and version give the same report to the
 * byte: it holds no dates and no absolute paths.
 */
export interface Report {
  readonly schemaVersion: 1
  readonly tool: { readonly name: 'precious'; readonly version: string }
  /** Which meaning the properties of models have, see `properties.ts`. */
  readonly propertiesVersion: number
  /** The estimators that were used, by target. */
  readonly estimators: readonly EstimatorReport[]
  readonly verdict: 'passed' | 'failed'
  /** What the models were compared with; null where nothing was asked for. */
  readonly baseline: BaselineReport | null
  /** What became of the measurements that were given; null where none were. */
  readonly measurements: MeasurementsReport | null
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

export type BaselineReport = ComparedBaseline | UnavailableBaseline

export interface ComparedBaseline extends BaselineFacts {
  readonly state: 'compared'
  /** Paths of models that the baseline has and that are gone. */
  readonly removed: readonly string[]
}

/** A baseline was asked for or is usual here, but there is none to compare with. */
export interface UnavailableBaseline {
  readonly state: 'unavailable'
  /** Why, and what can be done about it, as sentences. */
  readonly reason: string
}

export interface MeasurementsReport {
  /** The file they are from, as the user named it. */
  readonly file: string
  /** How many lines were used. */
  readonly used: number
  readonly ignored: readonly IgnoredMeasurement[]
}

/** A line that bears on nothing here, and why, as a sentence. */
export interface IgnoredMeasurement {
  /** Counted from 1. */
  readonly line: number
  readonly reason: string
}

export interface ModelReport {
  /** Relative to the config's folder, with forward slashes. */
  readonly path: string
  readonly sha256: string
  readonly bytes: number
  readonly format: 'plain' | 'compiled'
  readonly notes: readonly string[]
  /** What to change so that what costs most is gone, found by analysing changed networks; some sentences for each. */
  readonly advice: readonly string[]
  readonly totals: Totals
  /** What estimators read of it; null where a part of it could not be read. */
  readonly properties: Properties | null
  /** How it differs from the baseline; null where there is none. */
  readonly change: ModelChange | null
  /** The most expensive operators: most steps first, then those on the CPU. */
  readonly topOperators: readonly OperatorReport[]
  readonly results: readonly TargetResult[]
}

/** What a report says of a model apart from where it lies and how it was compared and judged. */
export type ModelFacts = Omit<ModelReport, 'path' | 'sha256' | 'change' | 'results'>

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
  /** What was measured on a device, in place of the estimates of the same quantities. */
  readonly measured: readonly KnownEstimate[]
  /** By how much the estimates differ from the baseline's, one for each quantity; empty where nothing was compared. */
  readonly deltas: readonly Delta[]
  /** Why they do, most important first, as sentences. */
  readonly deltaCauses: readonly string[]
  /** What the latency is made of, in milliseconds; null where it is unknown. */
  readonly latency: LatencyBreakdown | null
  /**
   * Milliseconds that the first inference takes more, to fill the parameter cache, and so does the first after a model
   * that was compiled apart ran; null where unknown. Not part of `latency`, which is that of back-to-back inferences.
   */
  readonly reloadMs: Range | null
  /** What it takes on a device that the config says it shares; null where it shares none. */
  readonly sharing: SharingReport | null
  readonly budgets: readonly BudgetResult[]
  /** Why the figures are what they are, most important first, as sentences. */
  readonly causes: readonly Cause[]
}

/** What a model takes on one target, before it is measured, compared or judged. */
export type TargetDemand = Omit<TargetResult, 'measured' | 'deltas' | 'deltaCauses' | 'sharing' | 'budgets'>

/** One model on one target while other models use the device in turn. */
export interface SharingReport {
  /** Paths of the other models. */
  readonly with: readonly string[]
  readonly inferencesPerSwitch: number
  /** Milliseconds that the first inference after a switch takes more; null where unknown. */
  readonly switchMs: Range | null
  /**
   * Means over its inferences there of latency and energy, and what it holds of a cache that it has with others: what
   * budgets on these quantities were judged by.
   */
  readonly estimates: readonly Estimate[]
}

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
  /** Whether it was judged on back-to-back inferences, or on the mean on a device that the model shares. */
  readonly use: BudgetUse
  /** Why nothing can be said; null otherwise. */
  readonly reason: string | null
  /** What it was judged by in the budget's own unit, estimated or measured; null where it is unknown. */
  readonly estimate: BudgetEstimate | null
  /** The estimate beside a measured value; null where nothing was measured or estimated. */
  readonly estimateBeside: BudgetEstimate | null
  /** For a limited increase, the increase it was judged by; null otherwise. */
  readonly increase: BudgetIncrease | null
  /** For a budget that is not kept, how that relates to the baseline; null where it is kept or nothing was compared. */
  readonly standing: Standing | null
}

export type BudgetUse = 'alone' | 'shared'

export interface BudgetEstimate {
  readonly value: number
  readonly low: number
  readonly high: number
  readonly basis: Basis
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
  | 'sharing'

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
