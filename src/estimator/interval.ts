import type { CheckPoint, EstimatorArtifact } from './artifact.ts'
import type { Coverage } from './estimate.ts'
import type { Range } from './latency.ts'

/** Share of measurements that an interval is meant to hold. */
export const aimedShare = 0.9

/** With fewer architectures than this no share of held-out points is worth stating. */
export const pointsToEstablish = 15

/**
 * The time model was within 10 % on 28 of 31 published points of the link it was fitted on: no interval is narrower.
 */
const leastScore = Math.log(1.1)

/**
 * Without a single held-out model: on USB the likely value was at worst 23 % low where nothing ran on a CPU (MobileNet v2
 * on USB 3, before the instructions of SOFTMAX were counted), which is a factor of 1.3.
 */
const uncheckedScore = Math.log(1.3)

/** By how much a range of terms is widened, and how far that is borne out. */
export interface Widening {
  /** Natural logarithm of the factor, either way; of a difference, the share of what changed. */
  readonly score: number
  readonly coverage: Coverage
}

/**
 * The widening that would have held all but a tenth of the published figures: conformalised quantile regression
 * (Romano, Patterson and Candes, NeurIPS 2019) on the range of the terms, one score for each architecture. With few
 * architectures the quantile is the largest score.
 */
export function widening(checkPoints: readonly CheckPoint[]): Widening {
  const scores = scoresByArchitecture(checkPoints)
  const score = Math.max(leastScore, quantileOf(scores) ?? uncheckedScore)
  const share = scores.length >= pointsToEstablish ? aimedShare : null
  return { score, coverage: { share, points: scores.length } }
}

/**
 * The same for compiled models, whose terms were read and have no range: by the figures of compiled models where there
 * are some, else as for plain ones. It is never more than for those, so that reading a model never widens its interval.
 */
export function compiledWidening(
  { checkPoints, compiledPoints }: Pick<EstimatorArtifact, 'checkPoints' | 'compiledPoints'>,
): Widening {
  const [plain, compiled] = [widening(checkPoints), widening(compiledPoints)]
  const points = compiled.coverage.points
  return { score: points === 0 ? plain.score : Math.min(plain.score, compiled.score), coverage: { share: null, points } }
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
 * where they are few. Networks that the estimator does not speak for do not count.
 */
function scoresByArchitecture(checkPoints: readonly CheckPoint[]): number[] {
  const groups = new Map<string, number[]>()
  const inside = checkPoints.filter(({ inEnvelope }) => inEnvelope)
  for (const { architecture, score } of inside) groups.set(architecture, [...(groups.get(architecture) ?? []), score])
  return [...groups.values()].flatMap((scores) => quantileOf(scores) ?? [])
}
