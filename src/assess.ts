import { analyse } from './analysis/analyse.ts'
import type { Analysis } from './analysis/analysis.ts'
import type { CacheUse } from './analysis/cache-use.ts'
import type { EstimatorArtifact } from './estimator/artifact.ts'
import { estimateDemand } from './estimator/estimate-demand.ts'
import { loadNetwork } from './model/load.ts'
import { factsOf, reportDemand } from './report/assemble.ts'
import type { ModelFacts, TargetDemand } from './report/report.ts'
import { sha256Of } from './sha256.ts'

/** All that follows from a model's content, before anything is known of its place and its budgets. */
export interface Assessment {
  /** Of the content, in hexadecimal. */
  readonly sha256: string
  readonly facts: ModelFacts
  /** What it does to a cache that it shares with other models. */
  readonly cacheUse: CacheUse
  /** One for each estimator, in their order. */
  readonly demands: readonly TargetDemand[]
}

/**
 * Analyses a model and estimates what it takes.
 * @param sha256 of the bytes, where it is known already
 * @throws PreciousError where the model cannot be read
 */
export function assess(
  bytes: Uint8Array,
  estimators: readonly EstimatorArtifact[],
  sha256: string = sha256Of(bytes),
): Assessment {
  return assessWithAnalysis(bytes, estimators, sha256).assessment
}

/** The same with the analysis that it rests on, for comparing models. */
export function assessWithAnalysis(
  bytes: Uint8Array,
  estimators: readonly EstimatorArtifact[],
  sha256: string = sha256Of(bytes),
): { readonly assessment: Assessment; readonly analysis: Analysis } {
  const analysis = analyse(loadNetwork(bytes))
  return { assessment: assessAnalysis(bytes, analysis, estimators, sha256), analysis }
}

/** The same of an analysis that is at hand, for instance of what a compiler made of the bytes. */
export function assessAnalysis(
  bytes: Uint8Array,
  analysis: Analysis,
  estimators: readonly EstimatorArtifact[],
  sha256: string = sha256Of(bytes),
): Assessment {
  const facts = factsOf(bytes.length, analysis)
  const demands = estimators.map((estimator) => reportDemand(analysis, estimateDemand(analysis, estimator)))
  return { sha256, facts, cacheUse: analysis.cacheUse, demands }
}
