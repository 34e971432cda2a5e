import { analyse } from './analysis/analyse.ts'
import type { Analysis } from './analysis/analysis.ts'
import type { CacheUse } from './analysis/cache-use.ts'
import type { EstimatorArtifact } from './estimator/artifact.ts'
import { estimateDemand } from './estimator/estimate-demand.ts'
import { loadNetwork } from './model/load.ts'
import { adviseInWords } from './report/advice-words.ts'
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
  const network = loadNetwork(bytes)
  const analysis = analyse(network)
  const facts = factsOf(bytes.length, analysis, adviseInWords(network, analysis))
  return { assessment: { sha256, facts, ...consequences(analysis, estimators) }, analysis }
}

/** The same content by another analysis, of what a compiler made of it. Advice is on the plain model. */
export function assessAsCompiled(
  plain: Assessment,
  analysis: Analysis,
  estimators: readonly EstimatorArtifact[],
): Assessment {
  const facts = factsOf(plain.facts.bytes, analysis, plain.facts.advice)
  return { sha256: plain.sha256, facts, ...consequences(analysis, estimators) }
}

function consequences(
  analysis: Analysis,
  estimators: readonly EstimatorArtifact[],
): Pick<Assessment, 'cacheUse' | 'demands'> {
  const demands = estimators.map((estimator) => reportDemand(analysis, estimateDemand(analysis, estimator)))
  return { cacheUse: analysis.cacheUse, demands }
}
