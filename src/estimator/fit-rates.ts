import type { Properties } from '../analysis/properties.ts'
import type { LatencyCoefficients } from './artifact.ts'
import { breakDownLatency } from './latency.ts'
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
export type RateName = (typeof linkRates)[number] | (typeof hostRates)[number]

/**
 * How much the start counts: a rate that is off by its whole value as much as so many figures that are. Little enough
 * that few figures outweigh it, enough that a rate that no figure bears on stays where it was.
 */
const startWeight = 0.05

/** The longer of sending and computing may change with the rates: after so many turns the best one is taken. */
const mostTurns = 50

/** Multiples of the start that differ by less than this share are the same. */
const settled = 1e-9

/** Faster than any link and any processor: what a rate becomes that figures leave no time for. */
const fastestPerMs = 1e9

/**
 * The rates with which the time model comes nearest to measured latencies, in relative terms: the weighted sum of the
 * squares of (estimated / measured - 1) is least. No rate is negative. Steps take one clock each, and all rates that are
 * not named stay as they are; so do the sources.
 * @param names the rates to fit
 * @param start where the rates are drawn to, and stay if no figure bears on them; none of them zero
 * @throws RangeError if there is no figure
 */
export function fitRates(
  names: readonly RateName[],
  figures: readonly LatencyFigure[],
  start: LatencyCoefficients,
  clockMhz: number,
): LatencyCoefficients {
  if (figures.length === 0) throw new RangeError('rates cannot be fitted on no figure')
  const first = names.map(() => 1)
  const drawn = first.map((_, column) => first.map((__, place) => (place === column ? Math.sqrt(startWeight) : 0)))
  let multiples = first
  let best = { multiples, loss: Infinity }
  for (let turn = 0; turn < mostTurns; turn++) {
    const rows = figures.map((figure) => rowOf(names, figure, start, withMultiples(start, names, multiples), clockMhz))
    const next = fitNonNegative(
      [...rows.map(({ factors }) => factors), ...drawn],
      [...rows.map(({ rest }) => rest), ...first.map(() => Math.sqrt(startWeight))],
    )
    const loss = lossOf(names, figures, start, next, clockMhz)
    if (loss < best.loss) best = { multiples: next, loss }
    const isSettled = next.every((value, column) => Math.abs(value - (multiples[column] ?? 0)) <= settled * (1 + value))
    if (isSettled) break
    multiples = next
  }
  return withMultiples(start, names, best.multiples)
}

/** What is to be least, start included. */
function lossOf(
  names: readonly RateName[],
  figures: readonly LatencyFigure[],
  start: LatencyCoefficients,
  multiples: readonly number[],
  clockMhz: number,
): number {
  const latency = withMultiples(start, names, multiples)
  const ofFigures = figures.map(({ properties, measuredMs, weight }) => {
    return weight * (breakDownLatency(properties, latency, clockMhz).value / measuredMs - 1) ** 2
  })
  const ofStart = multiples.map((multiple) => startWeight * (multiple - 1) ** 2)
  return [...ofFigures, ...ofStart].reduce((sum, square) => sum + square, 0)
}

/**
 * A figure as a row of the linear problem: what each rate contributes as it is at the start, and what is left for all of
 * them to explain, both as a share of the measured latency.
 * @param current rates of the turn before, which decide whether sending hides behind compute
 */
function rowOf(
  names: readonly RateName[],
  { properties, measuredMs, weight }: LatencyFigure,
  start: LatencyCoefficients,
  current: LatencyCoefficients,
  clockMhz: number,
): { factors: number[]; rest: number } {
  const isHidden = hidesSending(properties, current, clockMhz)
  const parts = names.map((name) => (name === 'upBytesPerMs' && isHidden ? 0 : partOf(name, properties, start)))
  const hidden = breakDownLatency(properties, current, clockMhz)
  const named = names.map((name) => (name === 'upBytesPerMs' && isHidden ? 0 : partOf(name, properties, current)))
  const otherMs = hidden.value - named.reduce((sum, ms) => sum + ms, 0)
  const share = (ms: number): number => (ms / measuredMs) * Math.sqrt(weight)
  return { factors: parts.map(share), rest: share(measuredMs - otherMs) }
}

function hidesSending(properties: Properties, latency: LatencyCoefficients, clockMhz: number): boolean {
  const { terms } = breakDownLatency(properties, latency, clockMhz)
  const sentMs = terms.instructions.value + terms.input.value
  return latency.combination.value === 'overlap' && sentMs <= terms.compute.value
}

/** The milliseconds that a rate accounts for. */
function partOf(name: RateName, properties: Properties, latency: LatencyCoefficients): number {
  const { value } = latency[name]
  switch (name) {
    case 'fixedMs':
      return properties.edgetpuOperators > 0 ? value : 0
    case 'upBytesPerMs':
      return (properties.instructionBytes + properties.toDeviceBytes) / value
    case 'streamBytesPerMs': {
      const again = properties.expectedChunkedBytes * (latency.chunkRepeats.value - 1)
      return (properties.expectedStreamedBytes + again) / value
    }
    case 'downBytesPerMs':
      return properties.fromDeviceBytes / value
    case 'cpuElementsPerMs':
      return properties.cpuElements / value
    case 'detectionScoresPerMs':
      return properties.detectionScores / value
  }
}

/** Multiples of the time that each rate takes at the start: twice the time is half the rate. */
function withMultiples(
  start: LatencyCoefficients,
  names: readonly RateName[],
  multiples: readonly number[],
): LatencyCoefficients {
  const rates = names.map((name, column) => {
    const { value } = start[name]
    const multiple = multiples[column] ?? 1
    return [name, { ...start[name], value: name === 'fixedMs' ? value * multiple : Math.min(fastestPerMs, value / multiple) }]
  })
  return { ...start, ...Object.fromEntries(rates) }
}
