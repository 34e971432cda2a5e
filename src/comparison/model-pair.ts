import type { Analysis, OperatorAnalysis } from '../analysis/analysis.ts'
import type { EstimatorArtifact } from '../estimator/artifact.ts'
import type { Network } from '../model/network.ts'
import { type ComparedSide, compareOn, type TargetComparison } from './compare.ts'
import { isPartner } from './compiled-partner.ts'
import type { OperatorTerms } from './operator-changes.ts'
import { checkPrediction, type Prediction } from './prediction.ts'
import { pairTotals, type TotalPair } from './total-pairs.ts'

/** One of two models that are compared. */
export interface PairedModel {
  readonly network: Network
  readonly analysis: Analysis
}

/** Two models beside each other. */
export interface ModelPair {
  readonly totals: readonly TotalPair[]
  /** One for each estimator, by target. */
  readonly targets: ReadonlyMap<string, TargetComparison>
  /** The operators that differ; none for a plain model and what the compiler made of it, which folds them. */
  readonly operators: readonly OperatorPair[]
  /** Undefined where the two are not a plain model and what the compiler may have made of it. */
  readonly prediction: Prediction | undefined
}

/** An operator that differs, or that only one of the two has. */
export interface OperatorPair {
  readonly state: 'added' | 'removed' | 'changed'
  readonly a: OperatorAnalysis | null
  readonly b: OperatorAnalysis | null
  /** What it adds to the latency model's terms by target, in milliseconds, before any overlap. */
  readonly addedMs: Readonly<Record<string, OperatorTerms>>
}

/** Compares two models: how `b` differs from `a`. */
export function compareModels(a: PairedModel, b: PairedModel, estimators: readonly EstimatorArtifact[]): ModelPair {
  const plain = plainSide(a, b)
  const [before, after] = [sideOf(a, plain !== undefined), sideOf(b, plain !== undefined)]
  const targets = new Map(estimators.map((estimator) => [estimator.target, compareOn(before, after, estimator)]))
  return {
    totals: pairTotals(a.analysis, b.analysis),
    targets,
    operators: pairOperators(targets),
    prediction: plain && predictionOf(plain, { a, b }, targets),
  }
}

/** Which of the two the compiler may have made the other of. */
function plainSide(a: PairedModel, b: PairedModel): Prediction['plain'] | undefined {
  if (a.analysis.format === b.analysis.format) return undefined
  const [plain, compiled, side] = a.analysis.format === 'plain' ? [a, b, 'a' as const] : [b, a, 'b' as const]
  return isPartner(plain.network, compiled.network) ? side : undefined
}

function sideOf({ analysis: { properties, totals, operators } }: PairedModel, isFolded: boolean): ComparedSide {
  return { properties, cpuOperators: totals.cpuOperators, operators: isFolded ? undefined : operators }
}

/** What differs is the same on every target, in the same order. */
function pairOperators(targets: ModelPair['targets']): OperatorPair[] {
  const [first] = targets.values()
  return (first?.operators ?? []).map(({ base = null, head = null }, place) => {
    const added = [...targets].map(([target, { operators }]) => [target, operators?.[place]?.addedMs])
    const state = base === null ? 'added' : head === null ? 'removed' : 'changed'
    return { state, a: base, b: head, addedMs: Object.fromEntries(added) }
  })
}

function predictionOf(
  plain: Prediction['plain'],
  { a, b }: Readonly<Record<Prediction['plain'], PairedModel>>,
  targets: ModelPair['targets'],
): Prediction | undefined {
  const [first] = targets.values()
  if (first === undefined) return undefined
  const before = { analysis: a.analysis, estimates: first.base.estimates }
  const after = { analysis: b.analysis, estimates: first.head.estimates }
  return { plain, ...(plain === 'a' ? checkPrediction(before, after) : checkPrediction(after, before)) }
}
