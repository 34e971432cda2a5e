import type { PairPoint } from '../../src/estimator/artifact.ts'
import { latencyDifference, pairScaleMs } from '../../src/estimator/delta.ts'
import { breakDownLatency } from '../../src/estimator/latency.ts'
import { pairWidening } from '../../src/estimator/pair-interval.ts'
import { estimatorOf } from '../../src/estimator/target.ts'
import type { FitWithout } from './fit.ts'
import type { ValidatedLatency } from './latency.ts'
import { isChain } from './networks.ts'

/** The difference of two published figures of one source beside that of their estimates. */
export interface ValidatedPair extends PairPoint {
  readonly measuredMs: number
  readonly errorMs: number
  /** What the error is measured by, see `pairScaleMs`. */
  readonly scaleMs: number
  /** Interval from the pairs of all other models. */
  readonly lowMs: number
  readonly highMs: number
}

/**
 * All pairs of different models on one target whose figures have the same source, and so the same host and method, by
 * rates that were fitted without the families of either. Widths of a sweep are no models that anyone compares, and so
 * many that they would outweigh those that are.
 */
export function pairsOf(all: readonly ValidatedLatency[], fitWithout: FitWithout): ValidatedPair[] {
  const rows = all.filter(({ architecture }) => !isChain(architecture))
  const scored = rows.flatMap((from, index) =>
    rows
      .slice(index + 1)
      .filter(({ source, model }) => source === from.source && model !== from.model)
      .map((to) => score(from, to, fitWithout)),
  )
  return scored.map((pair) => {
    const others = scored.filter(({ from, to }) => from !== pair.from && to !== pair.to && from !== pair.to && to !== pair.from)
    const slack = pairWidening(others).score * pair.scaleMs
    return { ...pair, lowMs: pair.lowMs - slack, highMs: pair.highMs + slack }
  })
}

function score(from: ValidatedLatency, to: ValidatedLatency, fitWithout: FitWithout): ValidatedPair {
  const { clockMhz } = estimatorOf(from.target)
  const latency = fitWithout([from.architecture, to.architecture], from.isBefore2021)
  const before = breakDownLatency(from.properties, latency, clockMhz)
  const after = breakDownLatency(to.properties, latency, clockMhz)
  const { value, low, high } = latencyDifference(before, after)
  const measuredMs = to.measuredMs - from.measuredMs
  const scaleMs = pairScaleMs(before, after)
  return {
    from: from.model,
    to: to.model,
    source: from.source,
    score: Math.max(low - measuredMs, measuredMs - high) / scaleMs,
    measuredMs,
    errorMs: value - measuredMs,
    scaleMs,
    lowMs: low,
    highMs: high,
  }
}
