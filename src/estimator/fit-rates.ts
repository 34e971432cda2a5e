import type { Properties } from '../analysis/properties.ts'
import type { LatencyCoefficients } from './coefficients.ts'
import { breakDownLatency, computeMs } from './latency.ts'
import { fitNonNegative } from './regressors/non-negative-least-squares.ts'

/** A measured latency, and what was measured. */
export interface LatencyFigure {
  readonly properties: Properties
  readonly measuredMs: number
  /** How much the figure counts; 1 for one that stands for itself. */
  readonly weight: number
}

/** Rates of the link and the device, which networks without operators on the CPU tell. */
export const linkRates = ['fixedMs', 'upBytesPerMs', 'streamBytesPerMs', 'downBytesPerMs'] as const
/** Rates of the host's CPU, which the others tell. */
export const hostRates = ['cpuElementsPerMs', 'detectionScoresPerMs'] as const
/** What shipped targets take for granted, and a calibration may find to be otherwise. */
export const furtherRates = ['clocksPerStep', 'operatorMs', 'cpuMacsPerMs'] as const
export type RateName = (typeof linkRates)[number] | (typeof hostRates)[number]
export type FittedName = RateName | (typeof furtherRates)[number]

/**
 * How much the start counts: a rate that is off by its whole value as much as so many figures that are. Little enough
 * that few figures outweigh it, enough that a rate that no figure bears on stays where it was.
 */
const usualStartWeight = 0.05

/**
 * What the time of an operator is measured by, since it starts at nothing: a layer of the chains of 7x7 convolutions
 * that the form of the time model rests on (see `latency.ts`) took so much longer than its steps.
 */
const operatorUnitMs = 0.02

/** The longer of sending and computing may change with the rates: after so many turns the best one is taken. */
const mostTurns = 50

/** Multiples of the start that differ by less than this share are the same. */
const settled = 1e-9

/** Faster than any link and any processor: what a rate becomes that figures leave no time for. */
const fastestPerMs = 1e9

/**
 * The rates with which the time model comes nearest to measured latencies, in relative terms: the weighted sum of the
 * squares of (estimated / measured - 1) is least. No rate is negative. All that is not named stays as it is; so do the
 * sources.
 * @param names the rates to fit
 * @param shipped where the rates are drawn to, and stay if no figure bears on them; none of them zero but `operatorMs`
 * @param startWeight how much the start counts, more than 0: as many figures as are off by all of their value
 * @throws RangeError if there is no figure
 */
export function fitRates(
  names: readonly FittedName[],
  figures: readonly LatencyFigure[],
  shipped: LatencyCoefficients,
  clockMhz: number,
  startWeight: number = usualStartWeight,
): LatencyCoefficients {
  if (figures.length === 0) throw new RangeError('rates cannot be fitted on no figure')
  const start = startFor(shipped, figures)
  const overlaps = start.combination.value === 'overlap'
  const parted = figures.map((figure) => partsOf(names, figure, start, clockMhz))
  const first = names.map((name) => (name === 'operatorMs' ? (start.operatorMs?.value ?? 0) / operatorUnitMs : 1))
  const root = Math.sqrt(startWeight)
  const drawn = first.map((_, column) => first.map((__, place) => (place === column ? root : 0)))
  let multiples = first
  let best = { multiples, loss: Infinity }
  for (let turn = 0; turn < mostTurns; turn++) {
    const rows = parted.map((parts) => rowOf(parts, overlaps ? hiddenAt(parts, multiples) : undefined))
    const next = fitNonNegative(
      [...rows.map(({ factors }) => factors), ...drawn],
      [...rows.map(({ rest }) => rest), ...first.map((multiple) => root * multiple)],
    )
    const moved = next.map((value, at) => value - (first[at] ?? 0))
    const loss = lossOf(parted, next, overlaps) + startWeight * squares(moved)
    if (loss < best.loss) best = { multiples: next, loss }
    // Sums are linear in the rates.
    const isSettled = next.every((value, at) => Math.abs(value - (multiples[at] ?? 0)) <= settled * (1 + value))
    if (isSettled || !overlaps) break
    multiples = next
  }
  return withMultiples(start, names, best.multiples)
}

/** One set of rates for all figures: where compiled models have others, those if any figure is of one. */
function startFor(shipped: LatencyCoefficients, figures: readonly LatencyFigure[]): LatencyCoefficients {
  const { ofCompiled, ...rates } = shipped
  if (ofCompiled === undefined || figures.every(({ properties }) => properties.compiledOperators === 0)) return rates
  return { ...rates, ...ofCompiled, operatorMs: undefined }
}

/** What the time of a network is made of, each as a share of what was measured and by the root of the weight. */
interface Parts {
  /** What each rate accounts for, for a multiple of 1. */
  readonly factors: readonly number[]
  /** The column of each of the two that may pass at the same time; without one it is what stays. */
  readonly sending: Part
  readonly computing: Part
  /** What no named rate and none of these two accounts for. */
  readonly otherShare: number
  /** What all of it has to come to. */
  readonly wholeShare: number
}

interface Part {
  readonly column: number
  readonly share: number
}

function partsOf(
  names: readonly FittedName[],
  { properties, measuredMs, weight }: LatencyFigure,
  start: LatencyCoefficients,
  clockMhz: number,
): Parts {
  const share = (ms: number): number => (ms / measuredMs) * Math.sqrt(weight)
  const atStart = names.map((name) => partMs(name, properties, start, clockMhz))
  const { terms } = breakDownLatency(properties, start, clockMhz)
  const all = Object.values(terms).reduce((sum, { value }) => sum + value, 0)
  const sending = { column: names.indexOf('upBytesPerMs'), share: share(terms.instructions.value + terms.input.value) }
  const computing = { column: names.indexOf('clocksPerStep'), share: share(terms.compute.value) }
  const named = atStart.reduce((sum, ms, column) => {
    if (column === sending.column || column === computing.column) return sum
    return sum + ms * (names[column] === 'operatorMs' ? (start.operatorMs?.value ?? 0) / operatorUnitMs : 1)
  }, 0)
  return {
    factors: atStart.map(share),
    sending,
    computing,
    otherShare: share(all - named) - sending.share - computing.share,
    wholeShare: share(measuredMs),
  }
}

/** Which of the two hides behind the other at these rates: the shorter one. */
function hiddenAt({ sending, computing }: Parts, multiples: readonly number[]): Part {
  return shareAt(sending, multiples) <= shareAt(computing, multiples) ? sending : computing
}

function shareAt({ column, share }: Part, multiples: readonly number[]): number {
  return share * (multiples[column] ?? 1)
}

/** A figure as a row of the linear problem: what each rate accounts for, and what is left for them to explain. */
function rowOf(
  { factors, sending, computing, otherShare, wholeShare }: Parts,
  hidden: Part | undefined,
): { factors: number[]; rest: number } {
  const kept = [sending, computing].filter((part) => part !== hidden && part.column === -1)
  const rest = wholeShare - otherShare - kept.reduce((sum, { share }) => sum + share, 0)
  return { factors: factors.map((factor, column) => (hidden?.column === column ? 0 : factor)), rest }
}

function lossOf(parted: readonly Parts[], multiples: readonly number[], overlaps: boolean): number {
  return squares(parted.map((parts) => {
    const { factors, rest } = rowOf(parts, overlaps ? hiddenAt(parts, multiples) : undefined)
    return factors.reduce((sum, factor, column) => sum + factor * (multiples[column] ?? 0), 0) - rest
  }))
}

function squares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value ** 2, 0)
}

/** The milliseconds that a rate accounts for; of the time of operators, those at its unit. */
function partMs(name: FittedName, properties: Properties, latency: LatencyCoefficients, clockMhz: number): number {
  switch (name) {
    case 'fixedMs':
      return properties.edgetpuOperators > 0 ? latency.fixedMs.value : 0
    case 'operatorMs':
      return properties.edgetpuOperators * operatorUnitMs
    case 'clocksPerStep':
      return computeMs(properties.tensorSteps, clockMhz, latency)
    case 'upBytesPerMs':
      return (properties.instructionBytes + properties.toDeviceBytes) / latency.upBytesPerMs.value
    case 'streamBytesPerMs': {
      const again = properties.expectedChunkedBytes * (latency.chunkRepeats.value - 1)
      return (properties.expectedStreamedBytes + again) / latency.streamBytesPerMs.value
    }
    case 'downBytesPerMs':
      return properties.fromDeviceBytes / latency.downBytesPerMs.value
    case 'cpuMacsPerMs':
      return properties.cpuMacs / latency.cpuMacsPerMs.value
    case 'cpuElementsPerMs':
      return properties.cpuElements / latency.cpuElementsPerMs.value
    case 'detectionScoresPerMs':
      return properties.detectionScores / latency.detectionScoresPerMs.value
  }
}

/** Multiples of the time that each rate takes at the start: twice the time is half the rate. */
function withMultiples(
  start: LatencyCoefficients,
  names: readonly FittedName[],
  multiples: readonly number[],
): LatencyCoefficients {
  const rates = names.map((name, column) => {
    const { value, source } = start[name] ?? { value: name === 'operatorMs' ? operatorUnitMs : 1, source: 'fitted' }
    const multiple = multiples[column] ?? 1
    return [name, { source, value: multiplied(name, value, multiple) }]
  })
  return { ...start, ...Object.fromEntries(rates) }
}

function multiplied(name: FittedName, value: number, multiple: number): number {
  if (name === 'operatorMs') return operatorUnitMs * multiple
  if (name === 'fixedMs' || name === 'clocksPerStep') return value * multiple
  return Math.min(fastestPerMs, value / multiple)
}
