import type { Properties } from '../../src/analysis/properties.ts'
import type { EstimatorArtifact, LatencyCoefficients, Sourced } from '../../src/estimator/artifact.ts'
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

/** The figures that tell a rate. */
const bearsOn: Readonly<Record<RateName, (figure: { readonly properties: Properties }) => boolean>> = {
  fixedMs: isOnDeviceAlone,
  upBytesPerMs: isOnDeviceAlone,
  streamBytesPerMs: (figure) => isOnDeviceAlone(figure) && figure.properties.expectedStreamedBytes > 0,
  // Smaller results take less time than what separates networks.
  downBytesPerMs: (figure) => isOnDeviceAlone(figure) && figure.properties.fromDeviceBytes >= 10_000,
  cpuElementsPerMs: ({ properties }) => properties.cpuElements > 0,
  detectionScoresPerMs: ({ properties }) => properties.detectionScores > 0,
}

/** The figures that tell a rate; without any it stays where it starts. */
export function figuresOn<Figure extends { readonly properties: Properties }>(
  name: RateName,
  figures: readonly Figure[],
): Figure[] {
  return figures.filter(bearsOn[name])
}

/** At the reduced clock the USB link is the same, and its few figures would make bulk streaming faster than it can be. */
export const streamingAsOn: Readonly<Record<string, string>> = { 'coral-usb3-std': 'coral-usb3-max' }

/**
 * Fits the rates of a target: those of the link on networks that run on the Edge TPU alone for sure, then those of the
 * host on networks with operators on the CPU. Each architecture counts once, however many figures there are of it.
 * @param all figures of every target
 */
export function fitterOf(target: string, all: readonly AnalysedFigure[]): FitWithout {
  const figures = all.filter((figure) => figure.target === target)
  const streaming = streamingAsOn[target]
  const other = streaming === undefined ? undefined : fitterOf(streaming, all)
  const estimator = estimatorOf(target)
  const known = new Map<string, LatencyCoefficients>()
  return (architectures) => {
    const key = JSON.stringify([...new Set(architectures)].sort())
    const left = figures.filter(({ network }) => !architectures.includes(network.architecture))
    const fitted = known.get(key) ?? fit(estimator, left, other?.(architectures).streamBytesPerMs)
    known.set(key, fitted)
    return fitted
  }
}

/** @param streamBytesPerMs of another target, where it is not to be fitted */
function fit(
  estimator: EstimatorArtifact,
  figures: readonly AnalysedFigure[],
  streamBytesPerMs: Sourced | undefined,
): LatencyCoefficients {
  const { clockMhz } = estimator
  const start = startOf(estimator)
  const kept = streamBytesPerMs === undefined ? start : { ...start, streamBytesPerMs }
  const told = (names: readonly RateName[]): RateName[] =>
    names.filter((name) => figuresOn(name, figures).length > 0 && (name !== 'streamBytesPerMs' || kept === start))
  const link = weighed(figures.filter(isOnDeviceAlone))
  const host = weighed(figures.filter(({ properties }) => properties.cpuOperators > 0))
  const linked = link.length === 0 ? kept : fitRates(told(linkRates), link, kept, clockMhz)
  return told(hostRates).length === 0 ? linked : fitRates(told(hostRates), host, linked, clockMhz)
}

/** The rates before any figure: what a fit has to be better than. */
export function unfitted(target: string): LatencyCoefficients {
  return startOf(estimatorOf(target))
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
