import type { Properties } from '../../src/analysis/properties.ts'
import type { EstimatorArtifact, LatencyCoefficients } from '../../src/estimator/artifact.ts'
import { fitRates, hostRates, type LatencyFigure, linkRates, type RateName } from '../../src/estimator/fit-rates.ts'
import { estimatorOf } from '../../src/estimator/target.ts'
import type { PublishedLatency } from './published.ts'
import { starts } from './starts.ts'

/** A published figure whose network was analysed. */
export interface AnalysedFigure extends PublishedLatency {
  readonly properties: Properties
}

/** The coefficients of a target, fitted on all figures but those of some architectures. */
export type FitWithout = (architectures: readonly string[]) => LatencyCoefficients

/**
 * Fits the rates of a target: those of the link on networks that run on the Edge TPU alone for sure, then those of the
 * host on networks with operators on the CPU. Each architecture counts once, however many figures there are of it.
 */
export function fitterOf(target: string, figures: readonly AnalysedFigure[]): FitWithout {
  const estimator = estimatorOf(target)
  const known = new Map<string, LatencyCoefficients>()
  return (architectures) => {
    const key = JSON.stringify([...new Set(architectures)].sort())
    const fitted = known.get(key) ?? fit(estimator, figures.filter(({ network }) => !architectures.includes(network.architecture)))
    known.set(key, fitted)
    return fitted
  }
}

function fit(estimator: EstimatorArtifact, figures: readonly AnalysedFigure[]): LatencyCoefficients {
  const { clockMhz } = estimator
  const start = startOf(estimator)
  const link = weighed(figures.filter(isOnDeviceAlone))
  const host = weighed(figures.filter(({ properties }) => properties.cpuOperators > 0))
  const linked = link.length === 0 ? start : fitRates(linkRates, link, start, clockMhz)
  return host.length === 0 ? linked : fitRates(hostRates, host, linked, clockMhz)
}

/** Whether all of a network runs on the Edge TPU, of which some operators leave a doubt. */
export function isOnDeviceAlone({ properties }: { readonly properties: Properties }): boolean {
  return properties.cpuOperatorsHigh === 0
}

/** The shipped coefficients with the rates that the fit starts from, so that a fit does not depend on the one before. */
function startOf({ target, latency }: EstimatorArtifact): LatencyCoefficients {
  const names: readonly RateName[] = [...linkRates, ...hostRates]
  const own = starts[target]
  if (own === undefined) throw new Error(`there are no starts for ${target}`)
  return { ...latency, ...Object.fromEntries(names.map((name) => [name, own[name]])) }
}

function weighed(figures: readonly AnalysedFigure[]): LatencyFigure[] {
  const counts = new Map<string, number>()
  for (const { network } of figures) counts.set(network.architecture, (counts.get(network.architecture) ?? 0) + 1)
  return figures.map(({ properties, measuredMs, network }) => {
    return { properties, measuredMs, weight: 1 / (counts.get(network.architecture) ?? 1) }
  })
}
