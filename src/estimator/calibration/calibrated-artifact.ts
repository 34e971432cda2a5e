import type { CheckPoint, EstimatorArtifact } from '../artifact.ts'
import type { LatencyCoefficients, Sourced, SourcedRange } from '../coefficients.ts'
import { outsideOf } from '../envelope.ts'
import { furtherRates, type FittedName, hostRates, linkRates } from '../fit-rates.ts'
import { scoreOf } from '../interval.ts'
import { breakDownLatency } from '../latency.ts'
import type { LearnedEstimator } from '../learning/learned-estimator.ts'
import { countOn } from './bearing.ts'
import type { PowerCalibration } from './calibrate-power.ts'
import type { CalibrationFigure } from './figure.ts'
import type { Choice } from './fit-choice.ts'
import type { HeldOut } from './held-out.ts'
import { pairsOf } from './pairs.ts'
import { leastFigures, regionOf } from './region.ts'

/** What is said of where a calibrated target comes from. */
export interface CalibrationOrigin {
  /** What the new target is called. */
  readonly name: string
  /** Where the measurements were taken, where all of them say the same. */
  readonly link: string | undefined
  readonly host: string | undefined
  /** The files, each with its hash. */
  readonly datasets: string
  /** SHA-256 of the measurements. */
  readonly datasetHash: string
  /** The exact command. */
  readonly command: string
  readonly toolVersion: string
}

/** What was found out. */
export interface CalibratedParts {
  readonly figures: readonly CalibrationFigure[]
  readonly choice: Choice
  readonly latency: LatencyCoefficients
  readonly held: readonly HeldOut[]
  readonly power: PowerCalibration | undefined
  /** What was learnt beyond the coefficients, where that is worth it. */
  readonly learned: LearnedEstimator | undefined
}

/** The estimator of the user's own device. */
export function calibratedArtifact(
  base: EstimatorArtifact,
  parts: CalibratedParts,
  origin: CalibrationOrigin,
): EstimatorArtifact {
  const { figures, choice, latency, held } = parts
  const by = `calibrated on ${figures.length} networks of ${origin.datasets} by "${origin.command}"`
  const envelope = regionOf(base.envelope, figures, latency)
  const isCompiled = ({ figure }: HeldOut): boolean => figure.properties.compiledOperators > 0
  const pointsOf = (those: readonly HeldOut[]): CheckPoint[] => those.map((one) => pointOf(base, one, envelope))
  const times = figures.map(({ measuredMs }) => measuredMs).toSorted((a, b) => a - b)
  const span = [...times.slice(0, 1), ...times.slice(-1)]
  return {
    ...base,
    target: origin.name,
    description: `${base.target}, calibrated on ${figures.length} networks`,
    link: origin.link ?? base.link,
    host: origin.host ?? base.host,
    latency: {
      ...base.latency,
      operatorMs: undefined,
      ofCompiled: latency.ofCompiled,
      ...Object.fromEntries(sourcedRates(base, parts, by)),
      reloadBytesPerMs: reloadOf(base, parts),
    },
    power: powerOf(base, parts.power, origin),
    checkPoints: pointsOf(held.filter((one) => !isCompiled(one))),
    compiledPoints: pointsOf(held.filter(isCompiled)),
    pairs: pairsOf(base, figures, choice).map((pair) => ({ ...pair, score: decimal(pair.score) })),
    envelope,
    limits: [
      ...base.limits.map((limit) => `Of ${base.target}: ${limit}`),
      `Calibrated and checked on ${figures.length} networks that take ${span.map(significant).join(' to ')} ms.`,
    ],
    // That of the base was learnt on another device.
    learned: parts.learned,
  }
}

/** The coefficients that figures bear on, with what is known of each. */
function sourcedRates(
  { latency: start, target }: EstimatorArtifact,
  { figures, choice, latency }: CalibratedParts,
  by: string,
): [FittedName, Sourced][] {
  return [...linkRates, ...furtherRates, ...hostRates].flatMap((name): [FittedName, Sourced][] => {
    const fitted = latency[name]
    if (fitted === undefined) return []
    const count = countOn(name, figures)
    if (fitted.value === start[name]?.value) {
      const why = count === 0 ? 'none tells it' : 'measurements ask for no other value'
      return [[name, { value: fitted.value, source: `that of ${target} (${start[name].source}); ${by}: ${why}` }]]
    }
    const before = start[name]
    const from = before === undefined ? 'new' : `drawn to ${significant(before.value)} of ${target} (${before.source})`
    const source = `${by}: ${count} tell it; ${from}; weight of the start ${choice.startWeight}`
    return [[name, { value: significant(fitted.value), source }]]
  })
}

/** Filling the cache is a bulk transfer as streaming is: what is found of one holds for the other. */
function reloadOf({ latency: start, target }: EstimatorArtifact, { latency, figures }: CalibratedParts): SourcedRange {
  const { reloadBytesPerMs: before } = start
  const ratio = latency.streamBytesPerMs.value / start.streamBytesPerMs.value
  if (ratio === 1 || countOn('streamBytesPerMs', figures) < leastFigures) return before
  const scaled = (rate: number): number => significant(rate * ratio)
  const source = `that of ${target} (${before.source}), by as much as the rate of streamed parameters changed`
  return { value: scaled(before.value), low: scaled(before.low), high: scaled(before.high), source }
}

function pointOf(
  { clockMhz }: EstimatorArtifact,
  { figure, latency, error }: HeldOut,
  envelope: EstimatorArtifact['envelope'],
): CheckPoint {
  const { name, group, source, properties, measuredMs } = figure
  return {
    model: name,
    architecture: group,
    source,
    inEnvelope: outsideOf(properties, envelope).length === 0,
    error: decimal(error),
    score: decimal(Math.min(mostScore, scoreOf(breakDownLatency(properties, latency, clockMhz), measuredMs))),
  }
}

function powerOf(
  { power, target }: EstimatorArtifact,
  calibrated: PowerCalibration | undefined,
  { datasets, command }: CalibrationOrigin,
): EstimatorArtifact['power'] {
  if (calibrated === undefined || calibrated.startWeight === Infinity) return power
  const { networks, startWeight } = calibrated
  const by = `calibrated on the power of ${networks} networks of ${datasets} by "${command}"`
  const sourced = (name: 'idleW' | 'activityW'): EstimatorArtifact['power']['idleW'] => {
    const { value, low, high } = calibrated[name]
    const from = `drawn to ${significant(power[name].value)} of ${target} (${power[name].source})`
    const source = `${by}; ${from}; weight of the start ${startWeight}`
    return { value: significant(value), low: significant(low), high: significant(high), source }
  }
  return { idleW: sourced('idleW'), activityW: sourced('activityW'), points: networks }
}

/** A factor of half a billion: what an estimate of no time at all is off by is no number in JSON. */
const mostScore = 20

/** Four digits say more than measurements do. */
function significant(value: number): number {
  return Number(value.toPrecision(4))
}

function decimal(value: number): number {
  return Number(value.toFixed(4))
}
