import type { PairPoint } from './artifact.ts'
import { pointsToEstablish, quantileOfSorted, type Widening } from './interval.ts'

/**
 * No difference is said to be known better than this share of what changed. Convolution chains that differ by 20 filters
 * a layer (40 pairs of the width sweep of Jorgitou98/EdgeTPU-QuantRL-Evaluation on PCIe, nothing streamed) ask for 0.53 to
 * hold nine in ten, since widths that are no multiple of four were slower than the rule says; chains that differ more ask
 * for less (0.29 for 40 filters, 0.17 for 80). One coefficient was fitted on them, so they do not count as points.
 */
const leastScore = 0.53

/**
 * How far the range of a difference is widened, as a share of what changed: conformal as that of an estimate
 * (`interval.ts`), on pairs of published figures from one source. Pairs of the same two models are not independent: the
 * worst stands for them.
 */
export function pairWidening(pairs: readonly PairPoint[]): Widening {
  const known = widenings.get(pairs)
  if (known !== undefined) return known
  const worst = worstOf(pairs)
  const share = worst.length >= pointsToEstablish ? heldShare(worst) : null
  const widening = { score: scoreFor(worst), coverage: { share, points: worst.length } }
  widenings.set(pairs, widening)
  return widening
}

/** Every difference of a run asks for that of the same pairs. */
const widenings = new WeakMap<readonly PairPoint[], Widening>()

/** The worst pair of each two models, by ascending score. */
function worstOf(pairs: readonly PairPoint[]): PairPoint[] {
  const worst = new Map<string, PairPoint>()
  for (const pair of pairs) {
    const key = JSON.stringify([pair.from, pair.to].sort())
    if (pair.score > (worst.get(key)?.score ?? -Infinity)) worst.set(key, pair)
  }
  return [...worst.values()].sort((a, b) => a.score - b.score)
}

/** @param ascending by score */
function scoreFor(ascending: readonly PairPoint[]): number {
  return Math.max(leastScore, quantileOfSorted(ascending)?.score ?? 0)
}

/**
 * The share of pairs that the intervals hold which the pairs of all other models ask for.
 * @param ascending by score
 */
function heldShare(ascending: readonly PairPoint[]): number {
  const held = ascending.filter(({ from, to, score }) => {
    // Whatever the others ask for is no less; most pairs need no look at them.
    if (score <= leastScore) return true
    const isOther = (pair: PairPoint): boolean => ![pair.from, pair.to].some((model) => model === from || model === to)
    return score <= scoreFor(ascending.filter(isOther))
  })
  return held.length / ascending.length
}
