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

/** The longer of sending and computing may change with the rates: after so many turns it has settled or will not. */
const mostTurns = 50

/** Faster than any link and any processor: what a rate becomes that figures leave no time for. */
const fastestPerMs = 1e9
const shortestMs = 1 / fastestPerMs

/**
 * The rates with which the time model comes nearest to measured latencies, in relative terms: the weighted sum of the
 * squares of (estimated / measured - 1) is least. No rate is negative. Steps take one clock each, and all rates that are
 * not named stay as they are; so do the sources.
 * @param names the rates to fit
 * @param start where the rates are drawn to, and stay if no figure bears on them
 * @throws RangeError if there is no figure
 */
export function fitRates(
  names: readonly RateName[],
  figures: readonly LatencyFigure[],
  start: LatencyCoefficients,
  clockMhz: number,
): LatencyCoefficients {
  if (figures.length === 0) throw new RangeError('rates cannot be fitted on no figure')
  const first = names.map((name) => slownessOf(name, start))
  const kept = first.map((value, column) => first.map((_, place) => (place === column ? Math.sqrt(startWeight) / value : 0)))
  let slowness = first
  for (let turn = 0; turn < mostTurns; turn++) {
    const rows = figures.map((figure) => rowOf(names, figure, withSlowness(start, names, slowness), clockMhz))
    const next = fitNonNegative(
      [...rows.map(({ factors }) => factors), ...kept],
      [...rows.map(({ rest }) => rest), ...first.map(() => Math.sqrt(startWeight))],
    )
    const isSettled = next.every((value, column) => Math.abs(value - (slowness[column] ?? 0)) <= 1e-12)
    slowness = next
    if (isSettled) break
  }
  return withSlowness(start, names, slowness)
}

/**
 * A figure as a row of the linear problem: what each rate contributes for one unit of its slowness, and what is left
 * for them to explain, both as a share of the measured latency.
 */
function rowOf(
  names: readonly RateName[],
  { properties, measuredMs, weight }: LatencyFigure,
  latency: LatencyCoefficients,
  clockMhz: number,
): { factors: number[]; rest: number } {
  const parts = partsOf(properties, latency, clockMhz)
  const { value } = breakDownLatency(properties, latency, clockMhz)
  const explainedMs = names.reduce((sum, name) => sum + parts[name], 0)
  const share = (ms: number): number => (ms / measuredMs) * Math.sqrt(weight)
  return {
    factors: names.map((name) => share(parts[name] / slownessOf(name, latency))),
    rest: share(measuredMs - (value - explainedMs)),
  }
}

/** The milliseconds that each rate accounts for. */
function partsOf(properties: Properties, latency: LatencyCoefficients, clockMhz: number): Record<RateName, number> {
  const { terms } = breakDownLatency(properties, latency, clockMhz)
  const sentMs = terms.instructions.value + terms.input.value
  const isHidden = latency.combination.value === 'overlap' && sentMs <= terms.compute.value
  return {
    fixedMs: terms.fixed.value,
    upBytesPerMs: isHidden ? 0 : sentMs,
    streamBytesPerMs: terms.streamed.value,
    downBytesPerMs: terms.output.value,
    cpuElementsPerMs: properties.cpuElements / latency.cpuElementsPerMs.value,
    detectionScoresPerMs: properties.detectionScores / latency.detectionScoresPerMs.value,
  }
}

/** What enters the time model as a factor: a fixed time as it is, and of each rate the milliseconds for one unit. */
function slownessOf(name: RateName, latency: LatencyCoefficients): number {
  const { value } = latency[name]
  return name === 'fixedMs' ? Math.max(value, shortestMs) : 1 / value
}

function withSlowness(
  latency: LatencyCoefficients,
  names: readonly RateName[],
  slowness: readonly number[],
): LatencyCoefficients {
  const rates = names.map((name, column) => {
    const factor = slowness[column] ?? 0
    const value = name === 'fixedMs' ? factor : Math.min(fastestPerMs, 1 / factor)
    return [name, { ...latency[name], value }]
  })
  return { ...latency, ...Object.fromEntries(rates) }
}
