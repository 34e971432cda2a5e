import type { CheckPoint, EstimatorArtifact } from './artifact.ts'
import type { Coverage } from './estimate.ts'
import type { Range } from './latency.ts'

/** Share of measurements that an interval is meant to hold; how many it held is another figure, see `heldShare`. */
export const aimedShare = 0.9

/** With fewer architectures than this no share of held-out points is worth stating. */
export const pointsToEstablish = 15

/**
 * A quarter of the figures on USB 3 of networks that run on the Edge TPU alone are more than a tenth off, each estimated
 * without its architecture: no interval is narrower.
 */
const leastScore = Math.log(1.1)

/**
 * Without a single figure: of architectures that run on the Edge TPU alone the worst on USB 3 was a third too low
 * (DenseNet), which is a factor of 1.5.
 */
const uncheckedScore = Math.log(1.5)

/** By how much a range of terms is widened, and how far that is borne out. */
export interface Widening {
  /** Natural logarithm of the factor, either way; of a difference, the share of what changed. */
  readonly score: number
  readonly coverage: Coverage
}

/** What was found before: estimators are read-only, and datasets have a hundred thousand rows. */
const widenings = new WeakMap<readonly CheckPoint[], Widening>()

/**
 * The widening that would have held all but a tenth of the published figures: conformalised quantile regression
 * (Romano, Patterson and Candes, NeurIPS 2019) on the range of the terms, one score for each architecture. With few
 * architectures the quantile is the largest score. Networks that the estimator does not speak for do not count.
 */
export function widening(checkPoints: readonly CheckPoint[]): Widening {
  const found = widenings.get(checkPoints) ?? findWidening(checkPoints)
  widenings.set(checkPoints, found)
  return found
}

function findWidening(checkPoints: readonly CheckPoint[]): Widening {
  const points = checkPoints.filter(({ inEnvelope }) => inEnvelope)
  const scores = scoresByArchitecture(points)
  const share = scores.length >= pointsToEstablish ? heldShare(points) : null
  return { score: scoreFor(scores), coverage: { share, points: scores.length } }
}

/**
 * The same for compiled models, whose terms were read and have no range: by the figures of compiled models where there
 * are some, else as for plain ones. It is never more than for those, so that reading a model never widens its interval.
 */
export function compiledWidening(
  { checkPoints, compiledPoints }: Pick<EstimatorArtifact, 'checkPoints' | 'compiledPoints'>,
): Widening {
  const [plain, compiled] = [widening(checkPoints), widening(compiledPoints)]
  const { points } = compiled.coverage
  return { score: points === 0 ? plain.score : Math.min(plain.score, compiled.score), coverage: { share: null, points } }
}

function scoreFor(scores: readonly number[]): number {
  return Math.max(leastScore, quantileOf(scores) ?? uncheckedScore)
}

/** The share of figures that the intervals hold which the figures of all other architectures ask for. */
function heldShare(points: readonly CheckPoint[]): number {
  const held = points.filter(({ architecture, score }) => {
    return score <= scoreFor(scoresByArchitecture(points.filter((other) => other.architecture !== architecture)))
  })
  return held.length / points.length
}

/** The score that holds the aimed share of further ones; with few scores the largest. Undefined without any. */
export function quantileOf(scores: readonly number[]): number | undefined {
  const rank = Math.min(scores.length, Math.ceil((scores.length + 1) * aimedShare))
  return scores.toSorted((a, b) => a - b)[rank - 1]
}

/** A range of terms widened by a score. */
export function widen({ value, low, high }: Range, { score }: Widening): Range {
  const factor = Math.exp(score)
  return { value, low: low / factor, high: high * factor }
}

/** The score of a measured value: how far the range must be widened to hold it. */
export function scoreOf({ low, high }: Range, measuredMs: number): number {
  return Math.max(Math.log(low / measuredMs), Math.log(measuredMs / high))
}

/**
 * Figures of one architecture are not independent: one score stands for them, which holds the aimed share of them, or all
 * where they are few.
 */
function scoresByArchitecture(checkPoints: readonly CheckPoint[]): number[] {
  const groups = new Map<string, number[]>()
  for (const { architecture, score } of checkPoints) groups.set(architecture, [...(groups.get(architecture) ?? []), score])
  return [...groups.values()].flatMap((scores) => quantileOf(scores) ?? [])
}
