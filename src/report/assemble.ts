import type { Analysis, OperatorAnalysis } from '../analysis/analysis.ts'
import type { BudgetKey, JudgedBudget, Verdict } from '../budget/budget.ts'
import type { Estimate, KnownEstimate } from '../estimator/estimate.ts'
import type { Demand } from '../estimator/estimate-demand.ts'
import { explainDemand } from './causes.ts'
import { costliestFirst } from './operators.ts'
import type {
  BudgetEstimate,
  BudgetResult,
  EstimatorReport,
  MeasurementRequest,
  ModelFacts,
  ModelReport,
  OperatorReport,
  Report,
  TargetDemand,
  TargetResult,
  UnreadableModel,
} from './report.ts'

/** Operators that a report names for each model. */
const operatorsNamed = 10

/** What a report says of a model's content. */
export function factsOf(bytes: number, analysis: Analysis): ModelFacts {
  return {
    bytes,
    format: analysis.format,
    notes: analysis.notes,
    totals: analysis.totals,
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
    causes: explainDemand(analysis, demand),
  }
}

/** The same with how its budgets were judged. */
export function reportTarget(demand: TargetDemand, judged: readonly JudgedBudget[]): TargetResult {
  return { ...demand, budgets: judged.map((result) => reportBudget(result, demand.estimates)) }
}

function reportBudget(judged: JudgedBudget, estimates: readonly Estimate[]): BudgetResult {
  const { budget, verdict, outcome, reason } = judged
  const { key, kind, limit, text, level, location } = budget
  const estimate = estimateFor(key, estimates)
  return {
    key,
    kind,
    limit,
    text,
    level,
    location,
    verdict,
    outcome,
    reason,
    estimate: estimate === undefined || estimate.basis === 'unknown' ? null : inUnitOf(key, estimate),
  }
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
    verdict: isFailed ? 'failed' : 'passed',
    counts: { within: count('within'), over: count('over'), uncertain: count('uncertain'), unknown: count('unknown') },
    ...findings,
  }
}
