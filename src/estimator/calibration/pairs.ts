import type { PairPoint } from '../artifact.ts'
import type { LatencyCoefficients } from '../coefficients.ts'
import { Random } from '../../random.ts'
import { latencyDifference, pairScaleMs } from '../delta.ts'
import { breakDownLatency } from '../latency.ts'
import type { CalibrationFigure } from './figure.ts'
import { type Base, type Choice, fitChoice } from './fit-choice.ts'

/** Enough for nine in ten of them to be known to within two points, and few enough to fit without each. */
const mostPairs = 300

type Pair = readonly [from: CalibrationFigure, to: CalibrationFigure]

/**
 * How far differences of estimates were off, by coefficients that were fitted without the units of both: all pairs of
 * different networks that the same source measured, or as many at random.
 */
export function pairsOf(base: Base, figures: readonly CalibrationFigure[], choice: Choice): PairPoint[] {
  const fits = new Map<string, LatencyCoefficients>()
  return chosenPairs(figures).flatMap(([from, to]): PairPoint[] => {
    const units = [from.unit, to.unit].sort()
    const key = JSON.stringify(units)
    const latency = fits.get(key) ?? fitChoice(base, figures.filter(({ unit }) => !units.includes(unit)), choice)
    fits.set(key, latency)
    const score = scoreOfPair(base, latency, from, to)
    // Networks that take no time by these coefficients have no difference to be measured by.
    return Number.isFinite(score) ? [{ from: from.name, to: to.name, source: from.source, score }] : []
  })
}

function chosenPairs(figures: readonly CalibrationFigure[]): Pair[] {
  const mayPair = (from: CalibrationFigure, to: CalibrationFigure): boolean =>
    from.source === to.source && from.name !== to.name
  if (figures.length * (figures.length - 1) <= 2 * mostPairs) {
    return figures.flatMap((from, index) =>
      figures.slice(index + 1).filter((to) => mayPair(from, to)).map((to): Pair => [from, to]),
    )
  }
  const random = new Random(1)
  const any = (): CalibrationFigure | undefined => figures[random.integer(0, figures.length - 1)]
  return Array.from({ length: mostPairs }, () => ({ from: any(), to: any() })).flatMap(({ from, to }): Pair[] =>
    from !== undefined && to !== undefined && mayPair(from, to) ? [[from, to]] : [],
  )
}

function scoreOfPair(
  { clockMhz }: Base,
  latency: LatencyCoefficients,
  from: CalibrationFigure,
  to: CalibrationFigure,
): number {
  const before = breakDownLatency(from.properties, latency, clockMhz)
  const after = breakDownLatency(to.properties, latency, clockMhz)
  const { low, high } = latencyDifference(before, after)
  const measuredMs = to.measuredMs - from.measuredMs
  return Math.max(low - measuredMs, measuredMs - high) / pairScaleMs(before, after)
}
