import type { Analysis, OperatorAnalysis } from '../analysis/analysis.ts'
import { propertiesVersion } from '../analysis/properties.ts'
import type { BudgetKey, JudgedBudget, Verdict } from '../budget/budget.ts'
import type { Standing } from '../comparison/standing.ts'
import type { Delta } from '../estimator/delta.ts'
import type { Estimate, KnownEstimate } from '../estimator/estimate.ts'
import type { Demand } from '../estimator/estimate-demand.ts'
import { explainDemand } from './causes.ts'
import { costliestFirst } from './operators.ts'
import type {
  BudgetEstimate,
  BudgetResult,
  BudgetUse,
  Cause,
  EstimatorReport,
  MeasurementRequest,
  ModelFacts,
  ModelReport,
  OperatorReport,
  Report,
  SharingReport,
  TargetDemand,
  TargetResult,
  UnreadableModel,
} from './report.ts'

/** Operators that a report names for each model. */
const operatorsNamed = 10

/** What a report says of a model's content. @param advice see `advice-words.ts` */
export function factsOf(bytes: number, analysis: Analysis, advice: readonly string[] = []): ModelFacts {
  return {
    bytes,
    format: analysis.format,
    notes: analysis.notes,
    advice,
    totals: analysis.totals,
    properties: analysis.properties ?? null,
    topOperators: costliestFirst(analysis.operators).slice(0, operatorsNamed).map(reportOperator),
  }
}

export function reportOperator(operator: OperatorAnalysis): OperatorReport {
  const { index, kind, output, shape, placement, macs, tensorSteps, parameterPayloadBytes, parameterStorage } = operator
  return {
    index,
    kind,
    output,
    shape,
    device: placement.device,
    because: placement.clause,
    macs,
    tensorSteps,
    parameterBytes: parameterPayloadBytes,
    parameterStorage,
    activationBytes: operator.activationBytes,
  }
}

/** What a model takes on one target, and why. */
export function reportDemand(analysis: Analysis, demand: Demand): TargetDemand {
  return {
    target: demand.target,
    estimates: demand.estimates,
    latency: demand.latency ?? null,
    reloadMs: demand.reloadMs ?? null,
    causes: explainDemand(analysis, demand),
  }
}

/** What is known of a model on one target beside its estimates. */
export interface TargetFindings {
  readonly judged: readonly PlacedBudget[]
  /** @default [] */
  readonly measured?: readonly KnownEstimate[]
  /** @default [] */
  readonly deltas?: readonly Delta[]
  /** @default [] */
  readonly deltaCauses?: readonly string[]
  /** What it takes on a shared device, and the sentences that say why. @default null */
  readonly sharing?: { readonly report: SharingReport; readonly causes: readonly Cause[] } | null
}

/** A judged budget, and how it relates to the baseline. */
export interface PlacedBudget extends JudgedBudget {
  readonly standing: Standing | null
  /** @default 'alone' */
  readonly use?: BudgetUse
}

/** The same with what was measured and compared, and how its budgets were judged. */
export function reportTarget(demand: TargetDemand, findings: TargetFindings): TargetResult {
  const { judged, measured = [], deltas = [], deltaCauses = [], sharing = null } = findings
  const budgets = judged.map((result) =>
    result.use === 'shared'
      ? reportBudget(result, sharing?.report.estimates ?? [], [])
      : reportBudget(result, demand.estimates, measured),
  )
  const causes = [...(sharing?.causes ?? []), ...demand.causes]
  return { ...demand, measured, deltas, deltaCauses, sharing: sharing?.report ?? null, budgets, causes }
}

function reportBudget(
  judged: PlacedBudget,
  estimates: readonly Estimate[],
  measured: readonly KnownEstimate[],
): BudgetResult {
  const { budget, verdict, outcome, reason, increase, standing, use = 'alone' } = judged
  const { key, kind, limit, text, level, location } = budget
  const estimated = shownFor(key, estimates)
  const measurement = kind === 'maxIncrease' ? null : shownFor(key, measured)
  return {
    key,
    kind,
    limit,
    text,
    level,
    location,
    verdict,
    outcome,
    use,
    reason,
    estimate: measurement ?? estimated,
    estimateBeside: measurement === null ? null : estimated,
    increase,
    standing,
  }
}

function shownFor(key: BudgetKey, estimates: readonly Estimate[]): BudgetEstimate | null {
  const estimate = estimateFor(key, estimates)
  return estimate === undefined || estimate.basis === 'unknown' ? null : inUnitOf(key, estimate)
}

/** The estimate that a budget is judged by. */
export function estimateFor(key: BudgetKey, estimates: readonly Estimate[]): Estimate | undefined {
  const quantity = key === 'throughput' ? 'latency' : key
  return estimates.find((estimate) => estimate.quantity === quantity)
}

/** A throughput is the inverse of the latency: its low end is the latency's high end. */
function inUnitOf(key: BudgetKey, { value, low, high, basis, inEnvelope }: KnownEstimate): BudgetEstimate | null {
  if (key !== 'throughput') return { value, low, high, basis, inEnvelope }
  // A network without operators takes no time.
  if (low === 0) return null
  const perSecond = (ms: number): number => 1_000 / ms
  return { value: perSecond(value), low: perSecond(high), high: perSecond(low), basis, inEnvelope }
}

/** What a run found, before it is counted. */
export interface Findings {
  readonly baseline: Report['baseline']
  readonly measurements: Report['measurements']
  readonly estimators: readonly EstimatorReport[]
  readonly models: readonly ModelReport[]
  readonly unreadable: readonly UnreadableModel[]
  readonly needsMeasurement: readonly MeasurementRequest[]
}

/** Puts a whole report together. */
export function assembleReport(version: string, findings: Findings): Report {
  const { models, unreadable } = findings
  const budgets = models.flatMap(({ results }) => results.flatMap((result) => result.budgets))
  const count = (verdict: Verdict): number => budgets.filter((budget) => budget.verdict === verdict).length
  const isFailed = unreadable.length > 0 || budgets.some(({ outcome }) => outcome === 'fail')
  return {
    schemaVersion: 1,
    tool: { name: 'precious', version },
    propertiesVersion,
    verdict: isFailed ? 'failed' : 'passed',
    counts: { within: count('within'), over: count('over'), uncertain: count('uncertain'), unknown: count('unknown') },
    ...findings,
  }
}
