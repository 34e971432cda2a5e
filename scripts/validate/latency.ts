import { analyse } from '../../src/analysis/analyse.ts'
import type { Properties } from '../../src/analysis/properties.ts'
import type { CheckPoint, EstimatorArtifact } from '../../src/estimator/artifact.ts'
import { compiledWidening, scoreOf, widen, widening } from '../../src/estimator/interval.ts'
import { breakDownLatency, type LatencyBreakdown } from '../../src/estimator/latency.ts'
import { estimatorOf, targetNames } from '../../src/estimator/target.ts'
import type { Network } from '../../src/model/network.ts'
import { compiledNetworkOf, networkOf, type PublishedLatency, publishedLatencies } from './published.ts'

/** A published latency beside its estimate. */
export interface ValidatedLatency extends PublishedLatency {
  readonly estimatedMs: number
  /** Interval from the check points of all other models. */
  readonly lowMs: number
  readonly highMs: number
  readonly error: number
  readonly score: number
  readonly properties: Properties
}

/** Estimates every published latency at hand, with intervals that leave out the model in question. */
export function validateLatencies(models: string, data: string): ValidatedLatency[] {
  const published = publishedLatencies(data)
  return targetNames.flatMap((target) => {
    const estimator = estimatorOf(target)
    const scored = published
      .filter((figure) => figure.target === target)
      .map((figure) => ({ ...figure, ...estimate(figure, models, estimator) }))
    return scored.map(({ latency, ...figure }) => {
      const others: CheckPoint[] = scored.filter(({ model }) => model !== figure.model)
      const { low, high } = widen(latency, widening(others))
      return { ...figure, estimatedMs: latency.value, lowMs: low, highMs: high }
    })
  })
}

/** A published figure beside the estimates of the plain and the compiled model. */
export interface ValidatedCompiled extends ValidatedLatency {
  readonly plain: Pick<ValidatedLatency, 'estimatedMs' | 'lowMs' | 'highMs'>
}

/** The same for the figures whose compiled file is at hand; the interval leaves out the model in question. */
export function validateCompiled(models: string, data: string): ValidatedCompiled[] {
  const plain = validateLatencies(models, data)
  return targetNames.flatMap((target) => {
    const estimator = estimatorOf(target)
    const scored = plain
      .filter((figure) => figure.target === target)
      .flatMap((figure) => {
        const network = compiledNetworkOf(figure, models)
        return network === undefined ? [] : [{ ...figure, plain: figure, ...estimateNetwork(network, figure, estimator) }]
      })
    return scored.map(({ latency, ...figure }) => {
      const others = <Point extends CheckPoint>(points: readonly Point[]): Point[] =>
        points.filter(({ model }) => model !== figure.model)
      const widened = compiledWidening({
        checkPoints: others(plain.filter((point) => point.target === target)),
        compiledPoints: others(scored),
      })
      const { low, high } = widen(latency, widened)
      return { ...figure, estimatedMs: latency.value, lowMs: low, highMs: high }
    })
  })
}

function estimate(
  figure: PublishedLatency,
  models: string,
  estimator: EstimatorArtifact,
): EstimatedLatency {
  return estimateNetwork(networkOf(figure.model, models), figure, estimator)
}

interface EstimatedLatency {
  readonly latency: LatencyBreakdown
  readonly error: number
  readonly score: number
  readonly properties: Properties
}

function estimateNetwork(
  network: Network,
  { model, measuredMs }: PublishedLatency,
  estimator: EstimatorArtifact,
): EstimatedLatency {
  const { properties } = analyse(network)
  if (properties === undefined) throw new Error(`${model} could not be analysed`)
  const latency = breakDownLatency(properties, estimator.latency, estimator.clockMhz)
  return {
    latency,
    error: latency.value / measuredMs - 1,
    score: scoreOf(latency, measuredMs),
    properties,
  }
}
