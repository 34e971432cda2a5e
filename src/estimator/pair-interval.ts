import type { PairPoint } from './artifact.ts'
import { aimedShare, pointsToEstablish, quantileOf, type Widening } from './interval.ts'

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
  const worst = new Map<string, number>()
  for (const { from, to, score } of pairs) {
    const key = JSON.stringify([from, to].sort())
    worst.set(key, Math.max(score, worst.get(key) ?? -Infinity))
  }
  const scores = [...worst.values()]
  const share = scores.length >= pointsToEstablish ? aimedShare : null
  return { score: Math.max(leastScore, quantileOf(scores) ?? 0), coverage: { share, points: scores.length } }
}
