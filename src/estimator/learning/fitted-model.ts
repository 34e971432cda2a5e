import { type Properties, propertyNames } from '../../analysis/properties.ts'
import { breakDownLatency } from '../latency.ts'
import { parseRegressor } from '../regressors/parse-regressor.ts'
import type { Regressor } from '../regressors/regressor.ts'
import type { AnalyticLayer, LearnedEstimator, WeightedRegressor } from './learned-estimator.ts'
import type { Features } from './sample.ts'

interface Term {
  readonly weight: number
  readonly regressor: Regressor
}

/** The part of an estimator that gives values. */
export interface FittedModel {
  readonly transform: 'log' | 'none'
  readonly columns: readonly string[]
  readonly analytic: AnalyticLayer | null
  readonly terms: readonly Term[]
}

/** No figure lies beyond these, whatever the features are: e^-30 to e^30. */
const farthestLog = 30
const leastValue = Math.exp(-farthestLog)
const mostValue = Math.exp(farthestLog)

/**
 * What the model estimates, above 0.
 * @throws RangeError where a feature that it reads is missing
 */
export function valueOf({ transform, columns, analytic, terms }: FittedModel, features: Features): number {
  const row = Float64Array.from(columns, (name) => features[name] ?? Number.NaN)
  const sum = terms.reduce((total, { weight, regressor }) => total + weight * regressor.predict(row), 0)
  const learnt = transform === 'log' ? Math.exp(Math.min(farthestLog, Math.max(-farthestLog, sum))) : sum
  const value = analytic === null ? learnt : learnt * analyticMs(analytic, propertiesIn(features))
  return Math.min(mostValue, Math.max(leastValue, value))
}

/** Milliseconds by the time model alone, above 0. */
export function analyticMs({ latency, clockMhz }: AnalyticLayer, properties: Properties): number {
  return Math.max(leastValue, breakDownLatency(properties, latency, clockMhz).value)
}

/** Makes a model of what an estimator keeps of it. */
export function modelOf({ transform, features, analytic, terms }: LearnedEstimator): FittedModel {
  const parts = terms.map(({ weight, regressor }) => ({ weight, regressor: parseRegressor(regressor) }))
  return { transform, columns: features, analytic, terms: parts }
}

export function termsJson({ terms }: FittedModel): readonly WeightedRegressor[] {
  return terms.map(({ weight, regressor }) => ({ weight, regressor: regressor.toJSON() }))
}

function propertiesIn(features: Features): Properties {
  const missing = propertyNames.find((name) => features[name] === undefined)
  if (!hasProperties(features)) throw new RangeError(`the property ${missing ?? ''} is missing`)
  return features
}

function hasProperties(features: Features): features is Features & Properties {
  return propertyNames.every((name) => features[name] !== undefined)
}
