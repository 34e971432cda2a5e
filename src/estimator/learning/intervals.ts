import { medianOf } from '../statistics.ts'
import type { LearnedIntervals } from './learned-estimator.ts'

/** Share of measurements that intervals are meant to hold. */
export const statedCoverage = 0.9

/** So many rows tell how errors are about their size; with less, all are taken together. */
const rowsOfBand = 80
const mostBands = 8
/** Rows by which the spread of a band is drawn to that of all. */
const drawnBy = 20
/** More scores than these tell nothing more of a quantile. */
const mostScores = 1_000
/** No spread is less: figures are written with so many digits. */
const leastSpread = 1e-6

/** Estimates of rows that they were held out from, beside what was measured. */
export interface HeldOutPairs {
  readonly estimates: readonly number[]
  readonly measured: readonly number[]
}

/**
 * Intervals from held-out errors: errors are divided by what is usual at estimates of that size, and the quantile of
 * these scores gives the width (J. Lei et al., "Distribution-free predictive inference for regression", JASA 113(523),
 * 2018, 5.2: locally weighted split-conformal inference).
 * @param outside rows slower than all that were learnt from
 */
export function intervalsOf(inside: HeldOutPairs, outside: HeldOutPairs): LearnedIntervals {
  const spreads = spreadsOf(inside)
  return {
    coverage: statedCoverage,
    spreads,
    scores: scoresOf(inside, spreads),
    outsideScores: scoresOf(outside, spreads),
  }
}

type Spreads = LearnedIntervals['spreads']

/** How far off an interval's ends are, as natural logarithms: infinite where too few errors are known. */
export function halfWidth({ coverage, spreads, scores, outsideScores }: LearnedIntervals, estimate: number): {
  readonly inside: number
  readonly outside: number
} {
  const spread = spreadAt(spreads, estimate)
  const inside = quantile(scores, coverage) * spread
  return { inside, outside: Math.max(inside, quantile(outsideScores, coverage) * spread) }
}

/**
 * The share of pairs that intervals hold which were made without them: of each part, by all others.
 * @param parts of places
 */
export function heldShare({ estimates, measured }: HeldOutPairs, parts: readonly (readonly number[])[]): number {
  const select = (places: readonly number[]): HeldOutPairs => ({
    estimates: places.map((place) => estimates[place] ?? Number.NaN),
    measured: places.map((place) => measured[place] ?? Number.NaN),
  })
  const none = { estimates: [], measured: [] }
  const held = parts.flatMap((part, index) => {
    const others = parts.flatMap((other, place) => (place === index ? [] : other))
    return holds(intervalsOf(select(others), none), select(part))
  })
  return held.filter(Boolean).length / held.length
}

/** Whether each measured value lies in its interval. */
export function holds(intervals: LearnedIntervals, { estimates, measured }: HeldOutPairs): boolean[] {
  return measured.map((value, index) => {
    const estimate = estimates[index] ?? Number.NaN
    return Math.abs(Math.log(value / estimate)) <= halfWidth(intervals, estimate).inside
  })
}

function scoresOf({ estimates, measured }: HeldOutPairs, spreads: Spreads): number[] {
  const scores = measured.map((value, index) => {
    const estimate = estimates[index] ?? Number.NaN
    return Math.abs(Math.log(value / estimate)) / spreadAt(spreads, estimate)
  })
  return thinned(scores.toSorted((a, b) => a - b))
}

/** Evenly, with the ends kept. */
function thinned(ascending: readonly number[]): number[] {
  if (ascending.length <= mostScores) return [...ascending]
  const step = (ascending.length - 1) / (mostScores - 1)
  return Array.from({ length: mostScores }, (_, index) => ascending[Math.round(index * step)] ?? 0)
}

/** The score that holds the share of further rows: that of split-conformal prediction. */
function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.ceil((ascending.length + 1) * share) - 1] ?? Infinity
}

/** The usual error of bands of estimates, at the middle of each. */
function spreadsOf({ estimates, measured }: HeldOutPairs): Spreads {
  const pairs = estimates
    .map((estimate, index) => ({ estimate, error: Math.abs(Math.log((measured[index] ?? Number.NaN) / estimate)) }))
    .toSorted((a, b) => a.estimate - b.estimate)
  if (pairs.length === 0) return [{ estimate: 1, spread: 1 }]
  const usual = medianOf(pairs.map(({ error }) => error))
  const bands = Math.min(mostBands, Math.max(1, Math.floor(pairs.length / rowsOfBand)))
  return Array.from({ length: bands }, (_, band) => {
    const own = pairs.slice(Math.floor((band * pairs.length) / bands), Math.floor(((band + 1) * pairs.length) / bands))
    const median = medianOf(own.map(({ error }) => error))
    const spread = (own.length * median + drawnBy * usual) / (own.length + drawnBy)
    return { estimate: medianOf(own.map(({ estimate }) => estimate)), spread: Math.max(leastSpread, spread) }
  })
}

function spreadAt(spreads: Spreads, estimate: number): number {
  const above = spreads.findIndex((knot) => knot.estimate >= estimate)
  const right = spreads[above] ?? spreads.at(-1)
  const left = spreads[above - 1] ?? right
  if (left === undefined || right === undefined) throw new RangeError('there is no spread')
  const width = right.estimate - left.estimate
  const part = width <= 0 ? 1 : (estimate - left.estimate) / width
  return left.spread + Math.min(1, Math.max(0, part)) * (right.spread - left.spread)
}
