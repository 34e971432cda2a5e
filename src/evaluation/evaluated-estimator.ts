import type { EstimatorArtifact } from '../estimator/artifact.ts'
import { estimateDemand } from '../estimator/estimate-demand.ts'
import { estimateWith, missingFeatures } from '../estimator/learning/estimate-with.ts'
import {
  type LearnedEstimator,
  type LearnedQuantity,
  learnedQuantities,
  type LearningPoint,
  networkKey,
} from '../estimator/learning/learned-estimator.ts'
import type { DatasetRow, MeasuredNetwork } from '../measurement/dataset-row.ts'

/** What an estimator says of a row, in the unit of its quantity, or why it says nothing: a clause after "because". */
export type RowEstimate =
  | {
    readonly value: number
    readonly low: number
    /** Infinity where nothing bounds it. */
    readonly high: number
    /** The share of measurements that such an interval is said to hold; null where that is not established. */
    readonly coverage: number | null
    /** What leaves the region that the estimator speaks for. */
    readonly outside: readonly string[]
    readonly reason?: undefined
  }
  | { readonly value?: undefined; readonly reason: string }

/** An estimator of either kind, as far as judging it goes. */
export interface EvaluatedEstimator {
  readonly target: string
  readonly quantities: readonly LearnedQuantity[]
  readonly estimate: (row: DatasetRow, quantity: LearnedQuantity) => RowEstimate
  /** Whether figures of the network, or of its architecture, went into the estimator; undefined where nothing tells. */
  readonly isTrainedOn: (network: MeasuredNetwork, quantity: LearnedQuantity) => boolean | undefined
  readonly learningCurve: readonly LearningPoint[]
}

/**
 * A target's estimator. Its rates were fitted on published latencies of the architectures that it names; which networks
 * its power rests on it does not say.
 */
export function evaluatedTarget(estimator: EstimatorArtifact): EvaluatedEstimator {
  const { target, checkPoints, compiledPoints } = estimator
  const architectures = new Set([...checkPoints, ...compiledPoints].map(({ architecture }) => architecture))
  return {
    target,
    quantities: learnedQuantities,
    estimate: ({ properties }, quantity) => {
      const analysed = { properties, totals: { cpuOperators: properties.cpuOperators } }
      const found = estimateDemand(analysed, estimator).estimates.find((estimate) => estimate.quantity === quantity)
      if (found === undefined) throw new RangeError(`a target estimates no ${quantity}`)
      if (found.basis === 'unknown') return { reason: found.reason }
      const { value, low, high, coverage, outside } = found
      return { value, low, high, coverage: coverage.share, outside }
    },
    isTrainedOn: ({ group }, quantity) => (quantity === 'latency' ? architectures.has(group) : undefined),
    learningCurve: [],
  }
}

/** An estimator that was learnt from a dataset. */
export function evaluatedLearner(estimator: LearnedEstimator): EvaluatedEstimator {
  const { target, quantity, learningCurve, provenance } = estimator
  const trained = provenance.networks === undefined ? undefined : new Set(provenance.networks)
  return {
    target,
    quantities: [quantity],
    estimate: (row) => {
      const features = { ...row.features, ...row.properties }
      const missing = missingFeatures(estimator, features)
      if (missing.length > 0) return { reason: missingWords(missing) }
      const { high, ...estimate } = estimateWith(estimator, features)
      return { ...estimate, high: high ?? Infinity }
    },
    isTrainedOn: ({ hash }) => trained?.has(networkKey(hash)),
    learningCurve,
  }
}

function missingWords([first = '', ...others]: readonly string[]): string {
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  return `the row lacks the feature ${first}${more}`
}
