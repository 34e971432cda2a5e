import { analyse } from '../../src/analysis/analyse.ts'
import type { Properties } from '../../src/analysis/properties.ts'
import type { CheckPoint, EstimatorArtifact } from '../../src/estimator/artifact.ts'
import { scoreOf, widen, widening } from '../../src/estimator/interval.ts'
import { breakDownLatency, type LatencyBreakdown } from '../../src/estimator/latency.ts'
import { estimatorOf, targetNames } from '../../src/estimator/target.ts'
import { networkOf, type PublishedLatency, publishedLatencies } from './published.ts'

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

function estimate(
  { model, measuredMs }: PublishedLatency,
  models: string,
  estimator: EstimatorArtifact,
): { latency: LatencyBreakdown; error: number; score: number; properties: Properties } {
  const { properties } = analyse(networkOf(model, models))
  if (properties === undefined) throw new Error(`${model} could not be analysed`)
  const latency = breakDownLatency(properties, estimator.latency, estimator.clockMhz)
  return {
    latency,
    error: latency.value / measuredMs - 1,
    score: scoreOf(latency, measuredMs),
    properties,
  }
}
