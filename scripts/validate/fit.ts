import type { Properties } from '../../src/analysis/properties.ts'
import type { EstimatorArtifact } from '../../src/estimator/artifact.ts'
import type { LatencyCoefficients, LinkRates, Sourced } from '../../src/estimator/coefficients.ts'
import { fitRates, hostRates, type LatencyFigure, linkRates } from '../../src/estimator/fit-rates.ts'
import { estimatorOf } from '../../src/estimator/target.ts'
import { familyOf } from './families.ts'
import type { PublishedLatency } from './published.ts'
import { type FittedRate, startsOf } from './starts.ts'

/** A published figure whose network was analysed. */
export interface AnalysedFigure extends PublishedLatency {
  readonly properties: Properties
}

/**
 * The coefficients of a target, fitted on all figures but those of the families of some architectures.
 * @param isBefore2021 whether they are to be those of the runtimes of that time
 */
export type FitWithout = (architectures: readonly string[], isBefore2021?: boolean) => LatencyCoefficients

/** The figures that tell a rate. */
const bearsOn: Readonly<Record<FittedRate, (figure: { readonly properties: Properties }) => boolean>> = {
  fixedMs: isOnDeviceAlone,
  operatorMs: isOnDeviceAlone,
  upBytesPerMs: isOnDeviceAlone,
  streamBytesPerMs: (figure) => isOnDeviceAlone(figure) && figure.properties.expectedStreamedBytes > 0,
  // Smaller results take less time than what separates networks.
  downBytesPerMs: (figure) => isOnDeviceAlone(figure) && figure.properties.fromDeviceBytes >= 10_000,
  cpuElementsPerMs: ({ properties }) => properties.cpuElements > 0,
  detectionScoresPerMs: ({ properties }) => properties.detectionScores > 0,
}

/** The rates of a target that are fitted on published figures. */
export function fittedRates(target: string): FittedRate[] {
  const own = startsOf(target)
  return ([...linkRates, 'operatorMs', ...hostRates] as const).filter((name) => own[name] !== undefined)
}

/** The figures that tell a rate; without any it stays where it starts. */
export function figuresOn<Figure extends { readonly properties: Properties; readonly isBefore2021: boolean }>(
  name: FittedRate,
  figures: readonly Figure[],
  isBefore2021 = false,
): Figure[] {
  const bearing = figures.filter(bearsOn[name])
  return name === 'detectionScoresPerMs' ? ofTime(bearing, isBefore2021) : bearing
}

/**
 * Runtimes of 2019 took 3 to 4 ms longer than later ones for the same detectors' post-processing, on the vendor's desktop
 * and Dev Board alike (google-coral/edgetpu benchmarks/reference against coral.ai): a rate of each time, where both were
 * measured.
 */
function ofTime<Figure extends { readonly isBefore2021: boolean }>(figures: readonly Figure[], isBefore2021: boolean): Figure[] {
  const same = figures.filter((figure) => figure.isBefore2021 === isBefore2021)
  return same.length > 0 ? same : [...figures]
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
  return (architectures, isBefore2021 = false) => {
    const families = new Set(architectures.map(familyOf))
    const key = JSON.stringify([isBefore2021, ...[...families].sort()])
    const left = figures.filter(({ network }) => !families.has(familyOf(network.architecture)))
    const fitted = known.get(key) ?? fit(estimator, left, isBefore2021, other?.(architectures).streamBytesPerMs)
    known.set(key, fitted)
    return fitted
  }
}

/** @param streamBytesPerMs of another target, where it is not to be fitted */
function fit(
  estimator: EstimatorArtifact,
  figures: readonly AnalysedFigure[],
  isBefore2021: boolean,
  streamBytesPerMs: Sourced | undefined,
): LatencyCoefficients {
  const { clockMhz, target } = estimator
  const start = startOf(estimator)
  const kept = streamBytesPerMs === undefined ? start : { ...start, streamBytesPerMs }
  const told = fittedRates(target).filter(
    (name) => figuresOn(name, figures, isBefore2021).length > 0 && (name !== 'streamBytesPerMs' || kept === start),
  )
  const ofHost = (name: FittedRate): boolean => (hostRates as readonly FittedRate[]).includes(name)
  const [link, host] = [told.filter((name) => !ofHost(name)), told.filter(ofHost)]
  const alone = weighed(figures.filter(isOnDeviceAlone))
  const linked = link.length === 0 ? kept : fitRates(link, alone, kept, clockMhz)
  const bearing = new Set(host.flatMap((name) => figuresOn(name, figures, isBefore2021)))
  const hosted =
    host.length === 0 ? linked : fitRates(host, weighed(figures.filter((figure) => bearing.has(figure))), linked, clockMhz)
  const others = link.filter((name) => name !== 'operatorMs')
  return others.length === link.length ? hosted : { ...hosted, ofCompiled: linkOf(fitRates(others, alone, kept, clockMhz)) }
}

function linkOf({ fixedMs, upBytesPerMs, streamBytesPerMs, downBytesPerMs }: LatencyCoefficients): LinkRates {
  return { fixedMs, upBytesPerMs, streamBytesPerMs, downBytesPerMs }
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
  const own = startsOf(target)
  const starts = Object.fromEntries(fittedRates(target).map((name) => [name, own[name]]))
  return { ...latency, operatorMs: undefined, ofCompiled: undefined, ...starts }
}

/**
 * What measurements scatter by whatever they measure, as a share of what estimates are off by, in ms: the same chains
 * of cached dense layers, which the width sweep measured two or three times each (39 widths), differ by a standard
 * deviation of 0.023 ms, and estimates are off by a tenth.
 */
const noiseMs = 0.023 / 0.1

/** Each architecture counts once, and a figure that is mostly noise counts less. */
function weighed(figures: readonly AnalysedFigure[]): LatencyFigure[] {
  const counts = new Map<string, number>()
  for (const { network } of figures) counts.set(network.architecture, (counts.get(network.architecture) ?? 0) + 1)
  return figures.map(({ properties, measuredMs, network }) => {
    const told = measuredMs ** 2 / (measuredMs ** 2 + noiseMs ** 2)
    return { properties, measuredMs, weight: told / (counts.get(network.architecture) ?? 1) }
  })
}
