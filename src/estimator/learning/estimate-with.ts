import { parseRegressor } from '../regressors/parse-regressor.ts'
import type { Regressor } from '../regressors/regressor.ts'
import type { LearnedEstimator } from './learned-estimator.ts'

/** What a learnt estimator says of one network, in the unit of its quantity. */
export interface LearnedEstimate {
  readonly value: number
  readonly low: number
  /** Null where nothing bounds it. */
  readonly high: number | null
  /** The share of measurements that the interval is meant to hold; null outside of what was seen, where none is known. */
  readonly coverage: number | null
  /** The features that leave what was seen in training; none of them inside the envelope. */
  readonly outside: readonly string[]
}

interface WeightedPart {
  readonly weight: number
  readonly regressor: Regressor
}

const parsed = new WeakMap<LearnedEstimator, readonly WeightedPart[]>()

/** The features that the estimator reads and a network does not have; none of them, and it can be estimated. */
export function missingFeatures(estimator: LearnedEstimator, features: Readonly<Record<string, number>>): string[] {
  return estimator.features.filter((name) => features[name] === undefined)
}

/**
 * Estimates one network.
 * @param features properties and further features by name; those that the estimator never saw are not read
 * @throws RangeError where a feature that it reads is missing or is no finite number
 */
export function estimateWith(
  estimator: LearnedEstimator,
  features: Readonly<Record<string, number>>,
): LearnedEstimate {
  const value = valueOf(estimator, features)
  const outside = Object.entries(estimator.ranges).flatMap(([name, [low, high]]) => {
    const feature = features[name]
    return feature !== undefined && (feature < low || feature > high) ? [name] : []
  })
  const { coverage, scores, outsideScores } = estimator.intervals
  if (outside.length === 0) return { ...interval(estimator, value, quantile(scores, coverage)), coverage, outside }
  const score = Math.max(quantile(scores, coverage), quantile(outsideScores, coverage))
  return { ...interval(estimator, value, score), coverage: null, outside }
}

function valueOf(estimator: LearnedEstimator, features: Readonly<Record<string, number>>): number {
  const row = estimator.features.map((name) => features[name] ?? Number.NaN)
  const sum = partsOf(estimator).reduce((total, { weight, regressor }) => total + weight * regressor.predict(row), 0)
  return estimator.transform === 'log' ? Math.exp(sum) : sum
}

function partsOf(estimator: LearnedEstimator): readonly WeightedPart[] {
  const known = parsed.get(estimator)
  if (known !== undefined) return known
  const parts = estimator.terms.map(({ weight, regressor }) => ({ weight, regressor: parseRegressor(regressor) }))
  parsed.set(estimator, parts)
  return parts
}

function interval(
  { intervals }: LearnedEstimator,
  value: number,
  score: number,
): Pick<LearnedEstimate, 'value' | 'low' | 'high'> {
  if (!Number.isFinite(score)) return { value, low: 0, high: null }
  const factor = Math.exp(score * spreadAt(intervals.spreads, value))
  return { value, low: value / factor, high: value * factor }
}

/** The score that holds the share of further rows: that of split-conformal prediction. */
function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.ceil((ascending.length + 1) * share) - 1] ?? Infinity
}

function spreadAt(spreads: LearnedEstimator['intervals']['spreads'], estimate: number): number {
  const above = spreads.findIndex((knot) => knot.estimate >= estimate)
  const right = spreads[above] ?? spreads.at(-1)
  const left = spreads[above - 1] ?? right
  if (left === undefined || right === undefined) return 0
  const width = right.estimate - left.estimate
  const part = width <= 0 ? 1 : (estimate - left.estimate) / width
  return left.spread + Math.min(1, Math.max(0, part)) * (right.spread - left.spread)
}
