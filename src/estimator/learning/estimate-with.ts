import { type FittedModel, modelOf, valueOf } from './fitted-model.ts'
import { halfWidth } from './intervals.ts'
import type { LearnedEstimator } from './learned-estimator.ts'
import { type Features, withDerived } from './sample.ts'
import { leavingOf } from './seen-ranges.ts'

/** What a learnt estimator says of one network, in the unit of its quantity. */
export interface LearnedEstimate {
  readonly value: number
  readonly low: number
  /** Null where nothing bounds it. */
  readonly high: number | null
  /** The share of measurements that such intervals are meant to hold; null outside of what was seen: none is known. */
  readonly coverage: number | null
  /** The features that leave what was seen in training; none of them inside the envelope. */
  readonly outside: readonly string[]
}

/** Half an interval beyond this, as a logarithm, bounds nothing: a factor of e^30 either way. */
const widest = 30

const models = new WeakMap<LearnedEstimator, FittedModel>()

/** The features that the estimator reads and a network does not have; none of them, and it can be estimated. */
export function missingFeatures({ features }: LearnedEstimator, given: Features): string[] {
  const all = withDerived(given)
  return features.filter((name) => all[name] === undefined)
}

/**
 * Estimates one network. Outside of what was seen in training its interval is wider, by what errors were on networks
 * that were slower than all that had been learnt from; where there is nothing like it, the interval has no bounds.
 * @param given properties and further features by name; those that the estimator never saw are not read
 * @throws RangeError where a feature that it reads is missing or is no finite number
 */
export function estimateWith(estimator: LearnedEstimator, given: Features): LearnedEstimate {
  const features = withDerived(given)
  const { ranges, intervals } = estimator
  const value = valueOf(modelIn(estimator), features)
  const { outside, isUnknown } = leavingOf(ranges, features)
  const widths = halfWidth(intervals, value)
  const width = outside.length === 0 ? widths.inside : widths.outside
  const coverage = outside.length === 0 ? intervals.coverage : null
  if (isUnknown || Number.isNaN(value) || !(width <= widest)) return { value, low: 0, high: null, coverage: null, outside }
  return { value, low: value * Math.exp(-width), high: value * Math.exp(width), coverage, outside }
}

function modelIn(estimator: LearnedEstimator): FittedModel {
  const known = models.get(estimator)
  if (known !== undefined) return known
  const model = modelOf(estimator)
  models.set(estimator, model)
  return model
}
