import type { Analysis } from './analysis/analysis.ts'
import type { Assessment } from './assess.ts'
import type { Budget, JudgedBudget } from './budget/budget.ts'
import { type Incomparable, judge, judgeIncrease } from './budget/judge.ts'
import type { ResolvedConfig } from './budget/resolve-config.ts'
import type { ModelBudgets } from './budget/select.ts'
import type { Baseline } from './comparison/baseline.ts'
import { compareModel, type ModelComparison } from './comparison/compare.ts'
import { pairModels, type Pairing } from './comparison/pair-models.ts'
import { standingOf } from './comparison/standing.ts'
import type { EstimatorArtifact } from './estimator/artifact.ts'
import type { Delta } from './estimator/delta.ts'
import type { Estimate, KnownEstimate } from './estimator/estimate.ts'
import { knownTargets, type OwnTargets } from './estimator/target.ts'
import type { PlacedMeasurement } from './measurement/measurement-lines.ts'
import { type MatchedMeasurements, matchMeasurements, measurementKey } from './measurement/match.ts'
import { measuredEstimates } from './measurement/measured-estimates.ts'
import { estimateFor, type Findings, type PlacedBudget, reportTarget } from './report/assemble.ts'
import { explainDelta } from './report/delta-causes.ts'
import { isWithoutChange } from './report/delta-words.ts'
import type {
  BaselineReport,
  MeasurementRequest,
  MeasurementsReport,
  ModelReport,
  TargetDemand,
  TargetResult,
  UnavailableBaseline,
} from './report/report.ts'
import type { Device } from './sharing/device.ts'
import { explainSharing } from './sharing/explain.ts'
import { type ModelSharing, shareDevices } from './sharing/share.ts'
import { shareDemand } from './sharing/share-demand.ts'
import { type SharedJudging, sharedBefore, sharedFigure } from './sharing/shared-figure.ts'

/** A model that was read. */
export interface ReadModel {
  readonly path: string
  readonly assessment: Assessment
  /** Of the file itself. Undefined where the assessment was remembered: nothing is compared then. */
  readonly analysis: Analysis | undefined
  /** What the assessment rests on, where that is what a compiler made of the file. */
  readonly asCompiled: Analysis | undefined
  /** What its content may be called in the baseline. */
  readonly contentIds: readonly string[]
  readonly budgets: ModelBudgets
}

/** What was measured. */
export interface Measurements {
  /** The file as the user named it. */
  readonly file: string
  readonly lines: readonly PlacedMeasurement[]
}

/** What models are judged with. */
export interface JudgeContext {
  readonly config: ResolvedConfig
  readonly estimators: ReadonlyMap<string, EstimatorArtifact>
  readonly baseline?: Baseline | UnavailableBaseline | undefined
  readonly measurements?: Measurements | undefined
  /** Devices that several of the models use in turn. */
  readonly devices: readonly Device[]
  /** Paths of models that could not be read: they are not gone. */
  readonly unreadablePaths: readonly string[]
  /** Stops before the next model. */
  readonly signal?: AbortSignal | undefined
}

/** Compares models with the baseline and judges their budgets, on what was measured where something was. */
export async function judgeModels(
  models: readonly ReadModel[],
  context: JudgeContext,
): Promise<Omit<Findings, 'estimators' | 'unreadable'>> {
  const { baseline, measurements, estimators, unreadablePaths, signal } = context
  const matched = measurements === undefined ? undefined : matchAll(models, measurements, context.config.ownTargets)
  const isComparable = baseline !== undefined && !isUnavailable(baseline)
  const pairing = isComparable ? await pairAll(models, baseline, unreadablePaths) : undefined
  const sharing = shareDevices(context.devices, models)
  const reports: ModelReport[] = []
  const needsMeasurement: MeasurementRequest[] = []
  for (const model of models) {
    signal?.throwIfAborted()
    const comparison = pairing === undefined ? undefined : await compareWith(pairing, model, estimators)
    const findings = { model, comparison, matched, context, sharing: sharing.get(model.path) }
    const judged = model.assessment.demands.map((demand) => judgeDemand(demand, findings))
    const { sha256, facts } = model.assessment
    const change = comparison?.change ?? null
    reports.push({ path: model.path, sha256, ...facts, change, results: judged.map(({ result }) => result) })
    needsMeasurement.push(...judged.flatMap(({ result, keys }) =>
      keys.length === 0 ? [] : [{ path: model.path, sha256, target: result.target, keys }],
    ))
  }
  return {
    models: reports,
    needsMeasurement,
    baseline: baseline === undefined ? null : reportBaseline(baseline, pairing),
    measurements: measurements === undefined || matched === undefined ? null : reportUse(measurements, matched),
  }
}

function matchAll(
  models: readonly ReadModel[],
  { lines }: Measurements,
  ownTargets: OwnTargets | undefined,
): MatchedMeasurements {
  const measurable = models.map(({ path, assessment: { sha256 }, budgets }) => ({
    path,
    sha256,
    targets: [...budgets.keys()],
  }))
  return matchMeasurements(lines, measurable, knownTargets(ownTargets))
}

async function pairAll(
  models: readonly ReadModel[],
  baseline: Baseline,
  unreadablePaths: readonly string[],
): Promise<Pairing> {
  const heads = models.map(({ path, contentIds, analysis }) => ({
    path,
    contentIds,
    operators: analysis?.operators ?? [],
  }))
  return await pairModels(heads, baseline, unreadablePaths)
}

async function compareWith(
  { counterparts }: Pairing,
  { path, analysis, asCompiled, assessment, budgets }: ReadModel,
  estimators: ReadonlyMap<string, EstimatorArtifact>,
): Promise<ModelComparison | undefined> {
  if (analysis === undefined) return undefined
  const { properties, totals, operators } = analysis
  const wanted = [...budgets.keys()].flatMap((target) => estimators.get(target) ?? [])
  const compiled = asCompiled && { ...asCompiled, cpuOperators: asCompiled.totals.cpuOperators }
  const { sha256 } = assessment
  const head = { path, sha256, properties, cpuOperators: totals.cpuOperators, operators, asCompiled: compiled }
  return await compareModel(head, counterparts.get(path), wanted)
}

interface DemandContext {
  readonly model: ReadModel
  readonly comparison: ModelComparison | undefined
  readonly matched: MatchedMeasurements | undefined
  readonly context: JudgeContext
  /** Undefined for a model that shares no device. */
  readonly sharing: ModelSharing | undefined
}

interface JudgedDemand {
  readonly result: TargetResult
  /** Budgets that a measurement would settle. */
  readonly keys: readonly Budget['key'][]
}

function judgeDemand(demand: TargetDemand, found: DemandContext): JudgedDemand {
  const { model, comparison, matched, context } = found
  const { target, estimates } = demand
  const { config } = context
  const compared = comparison?.targets.get(target)
  const match = matched?.used.get(measurementKey(model.assessment.sha256, target))
  const measured = match === undefined ? [] : measuredEstimates(match)
  const shared = shareWith(demand, measured, found)
  const deltas = compared?.deltas ?? []
  const judged = (model.budgets.get(target) ?? []).flatMap((budget): PlacedBudget[] => {
    const figure = shared && sharedFigure(budget, shared)
    const estimate = figure ?? judgedBy(budget, estimates, measured)
    if (estimate === undefined) return []
    const use = figure === undefined ? 'alone' : 'shared'
    const delta = deltas.find(({ quantity }) => quantity === estimate.quantity)
    const isCompared = context.baseline !== undefined
    const verdict = judgeBudget(budget, { estimate, delta, comparison, config, isCompared })
    if (comparison === undefined) return [{ ...verdict, use, standing: null }]
    // What was measured of the same content holds for the baseline as well.
    const same = isWithoutChange(comparison.change) ? estimate : undefined
    const base = compared === undefined ? undefined : estimateFor(budget.key, compared.base.estimates)
    const before = same ?? (figure && shared && base ? sharedBefore(base, shared) : base)
    const isLimit = before !== undefined && budget.kind !== 'maxIncrease'
    const outcome = isLimit ? judge(budget, before, config).outcome : undefined
    return [{ ...verdict, use, standing: standingOf(budget, verdict.outcome, { outcome, delta }) }]
  })
  const deltaCauses = compared === undefined ? [] : explainDelta(compared)
  return {
    result: reportTarget(demand, { judged, measured, deltas, deltaCauses, sharing: shared ?? null }),
    keys: judged.filter(({ needsMeasurement }) => needsMeasurement).map(({ budget }) => budget.key),
  }
}

/** What the model takes on a device that it shares. */
function shareWith(
  demand: TargetDemand,
  measured: readonly KnownEstimate[],
  { model: { assessment: { facts } }, sharing, context }: DemandContext,
): SharedJudging | undefined {
  const estimator = context.estimators.get(demand.target)
  if (sharing === undefined || estimator === undefined) return undefined
  const report = shareDemand(sharing, { facts, demand, measured }, estimator)
  return { report, causes: explainSharing(sharing, report, facts), measured, estimator }
}

/** A measured value takes the place of its estimate. */
function judgedBy(
  { key }: Budget,
  estimates: readonly Estimate[],
  measured: readonly KnownEstimate[],
): Estimate | undefined {
  return estimateFor(key, measured) ?? estimateFor(key, estimates)
}

interface BudgetContext {
  readonly estimate: Estimate
  readonly delta: Delta | undefined
  readonly comparison: ModelComparison | undefined
  readonly config: ResolvedConfig
  /** Whether a baseline was asked for. */
  readonly isCompared: boolean
}

function judgeBudget(budget: Budget, context: BudgetContext): JudgedBudget {
  const { estimate, delta, config } = context
  if (budget.kind !== 'maxIncrease') return judge(budget, estimate, config)
  const isUnchanged = isWithoutChange(context.comparison?.change ?? null)
  return judgeIncrease(budget, isUnchanged ? 'none' : (delta ?? whyIncomparable(context)), config)
}

function whyIncomparable({ comparison, isCompared }: BudgetContext): Incomparable {
  switch (comparison?.change.state) {
    case undefined: {
      const because = isCompared ? 'there is no baseline to compare with' : 'no baseline was given to compare with'
      return { because, isExpected: true }
    }
    case 'new':
      return { because: 'the baseline has no such model', isExpected: true }
    default:
      return { because: "the baseline's model could not be read", isExpected: false }
  }
}

function isUnavailable(baseline: Baseline | UnavailableBaseline): baseline is UnavailableBaseline {
  return 'state' in baseline
}

function reportBaseline(baseline: Baseline | UnavailableBaseline, pairing: Pairing | undefined): BaselineReport {
  if (isUnavailable(baseline)) return baseline
  const { name, commit, remarks } = baseline
  return { state: 'compared', name, commit, remarks, removed: pairing?.removed ?? [] }
}

function reportUse({ file }: Measurements, { used, ignored }: MatchedMeasurements): MeasurementsReport {
  return {
    file,
    // A line of which one quantity was measured again still gives the others.
    used: new Set([...used.values()].flatMap(({ from }) => from.map(({ line }) => line))).size,
    ignored: ignored.map(({ line, reason }) => ({ line, reason })),
  }
}
