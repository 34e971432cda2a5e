import { analyse } from '../../src/analysis/analyse.ts'
import type { Analysis } from '../../src/analysis/analysis.ts'
import type { Properties, PropertyName } from '../../src/analysis/properties.ts'
import type { CheckPoint, Envelope } from '../../src/estimator/artifact.ts'
import type { LatencyCoefficients } from '../../src/estimator/coefficients.ts'
import { outsideOf } from '../../src/estimator/envelope.ts'
import { compiledWidening, scoreOf, widen, widening } from '../../src/estimator/interval.ts'
import { breakDownLatency, type LatencyBreakdown } from '../../src/estimator/latency.ts'
import { estimatorOf, targetNames } from '../../src/estimator/target.ts'
import type { Network } from '../../src/model/network.ts'
import { before2021 } from './before-2021.ts'
import { compiledNetworkOf } from './compiled.ts'
import { envelopeOf } from './envelope.ts'
import { familyOf } from './families.ts'
import { type AnalysedFigure, fitterOf, type FitWithout } from './fit.ts'
import type { KnownNetwork } from './networks.ts'
import { type PublishedLatency, publishedLatencies } from './published.ts'

/** A published figure beside an estimate by rates that were fitted without any figure of its family. */
export interface ValidatedLatency extends CheckPoint {
  readonly target: string
  /** Of a compiler and a runtime of that time. */
  readonly isBefore2021: boolean
  readonly measuredMs: number
  readonly estimatedMs: number
  /** Interval from the scores of all other families. */
  readonly lowMs: number
  readonly highMs: number
  readonly properties: Properties
  /** The properties that leave the region which the figures of all other families span. */
  readonly outside: readonly PropertyName[]
}

/** The published figures of a target, and what they were used for. */
export interface ValidatedTarget {
  readonly target: string
  readonly fitWithout: FitWithout
  /** The region that all networks of its figures span. */
  readonly region: Envelope
  readonly rows: readonly ValidatedLatency[]
  /** The same of compiled models whose figures are at hand. */
  readonly compiled: readonly ValidatedCompiled[]
}

/** A published figure beside the estimates of the plain and the compiled model. */
export interface ValidatedCompiled extends ValidatedLatency {
  readonly plain: ValidatedLatency
}

/**
 * Fits every target on published figures and estimates each figure without those of its family.
 * @param models folder with the real models
 * @param data folder with the published figures
 */
export function validateLatencies(models: string, data: string): ValidatedTarget[] {
  const figures = analyseFigures(publishedLatencies(data), models)
  return targetNames.map((target) => validateTarget(target, figures, models))
}

/** Each network is built and analysed once. */
export function analyseFigures(published: readonly PublishedLatency[], models: string): AnalysedFigure[] {
  const analysed = new Map<string, Analysed>()
  return published.map((figure) => {
    const { network } = figure
    const known = analysed.get(network.model) ?? analyseNetwork(network.make(models), network)
    analysed.set(network.model, known)
    return { ...figure, properties: figure.isBefore2021 ? known.before2021 : known.properties }
  })
}

interface Analysed {
  readonly properties: Properties
  /** As compilers before 2021 would have compiled it. */
  readonly before2021: Properties
}

function analyseNetwork(network: Network, { model }: KnownNetwork): Analysed {
  const analysis = analyse(network)
  return { properties: propertiesIn(analysis, model), before2021: propertiesIn(before2021(analysis), model) }
}

function propertiesIn({ properties }: Analysis, model: string): Properties {
  if (properties === undefined) throw new Error(`${model} could not be analysed`)
  return properties
}

function validateTarget(target: string, all: readonly AnalysedFigure[], models: string): ValidatedTarget {
  const figures = all.filter((figure) => figure.target === target)
  const fitWithout = fitterOf(target, all)
  const region = envelopeOf(figures.map(({ properties }) => properties), all.map(({ properties }) => properties))
  const scored = figures.map((figure) =>
    score(figure, figure.properties, fitWithout([figure.network.architecture], figure.isBefore2021), region),
  )
  const rows = scored.map(({ latency, ...row }) => {
    const envelope = envelopeOf(propertiesWithout(row, figures), propertiesWithout(row, all))
    const outside = outsideOf(row.properties, envelope)
    return { ...withInterval(row, latency, widening(without(row, scored))), outside }
  })
  return { target, fitWithout, region, rows, compiled: validateCompiled(figures, rows, fitWithout, region, models) }
}

function validateCompiled(
  figures: readonly AnalysedFigure[],
  rows: readonly ValidatedLatency[],
  fitWithout: FitWithout,
  region: Envelope,
  models: string,
): ValidatedCompiled[] {
  const scored = figures.flatMap((figure, index) => {
    const network = compiledNetworkOf(figure, models)
    const plain = rows[index]
    if (network === undefined || plain === undefined) return []
    const properties = propertiesIn(analyse(network), figure.network.model)
    const latency = fitWithout([figure.network.architecture], figure.isBefore2021)
    return [{ ...score(figure, properties, latency, region), plain }]
  })
  return scored.map(({ latency, plain, ...row }) => {
    const points = { checkPoints: without(row, rows), compiledPoints: without(row, scored) }
    return { ...withInterval(row, latency, compiledWidening(points)), outside: [], plain }
  })
}

function without<Point extends CheckPoint>({ architecture }: CheckPoint, points: readonly Point[]): Point[] {
  return points.filter((point) => familyOf(point.architecture) !== familyOf(architecture))
}

function propertiesWithout({ architecture }: CheckPoint, figures: readonly AnalysedFigure[]): Properties[] {
  const others = figures.filter(({ network }) => familyOf(network.architecture) !== familyOf(architecture))
  return others.map(({ properties }) => properties)
}

type Scored = Omit<ValidatedLatency, 'lowMs' | 'highMs' | 'outside'> & { readonly latency: LatencyBreakdown }

function score(
  { target, network, source, measuredMs, isBefore2021 }: AnalysedFigure,
  properties: Properties,
  coefficients: LatencyCoefficients,
  region: Envelope,
): Scored {
  const latency = breakDownLatency(properties, coefficients, estimatorOf(target).clockMhz)
  return {
    target,
    isBefore2021,
    model: network.model,
    architecture: network.architecture,
    source,
    inEnvelope: outsideOf(properties, region).length === 0,
    measuredMs,
    estimatedMs: latency.value,
    error: latency.value / measuredMs - 1,
    score: scoreOf(latency, measuredMs),
    properties,
    latency,
  }
}

function withInterval(
  row: Omit<Scored, 'latency'>,
  latency: LatencyBreakdown,
  widened: ReturnType<typeof widening>,
): Omit<ValidatedLatency, 'outside'> {
  const { low, high } = widen(latency, widened)
  return { ...row, lowMs: low, highMs: high }
}
