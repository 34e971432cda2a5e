import type { CheckPoint, EstimatorArtifact } from './artifact.ts'
import type { Coverage } from './estimate.ts'
import type { Range } from './latency.ts'

/** Share of measurements that an interval is meant to hold; how many it held is another figure, see `heldShare`. */
export const aimedShare = 0.9

/**
 * With fewer architectures than this no share of held-out points is worth stating, and intervals are as wide as the
 * worst architecture asks for.
 */
export const pointsToEstablish = 15

/**
 * What several sources measured of the same twelve networks on USB 3 lies 6 % on average from any one value for each:
 * no range of terms is widened by less.
 */
const leastScore = Math.log(1.06)

/**
 * The same with few architectures, and for compiled models, which have no range of terms: a quarter of the figures on
 * USB 3 of networks that run on the Edge TPU alone are a tenth off or more.
 */
const leastUnestablishedScore = Math.log(1.1)

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
 * (Romano, Patterson and Candes, NeurIPS 2019) on the range of the terms. Figures of one architecture are not
 * independent, which counts where there are few: there one score stands for each architecture. Networks that the
 * estimator does not speak for do not count.
 */
export function widening(checkPoints: readonly CheckPoint[]): Widening {
  const found = widenings.get(checkPoints) ?? findWidening(checkPoints)
  widenings.set(checkPoints, found)
  return found
}

function findWidening(checkPoints: readonly CheckPoint[]): Widening {
  const points = checkPoints.filter(({ inEnvelope }) => inEnvelope)
  const architectures = architecturesOf(points)
  const share = architectures >= pointsToEstablish ? heldShare(points) : null
  return { score: scoreFor(points), coverage: { share, points: architectures } }
}

/**
 * The same for compiled models, whose terms were read and have no range: by the figures of compiled models where there
 * are some, else as for plain ones.
 */
export function compiledWidening(
  { checkPoints, compiledPoints }: Pick<EstimatorArtifact, 'checkPoints' | 'compiledPoints'>,
): Widening {
  const [plain, compiled] = [widening(checkPoints), widening(compiledPoints)]
  const { points } = compiled.coverage
  const { score } = points === 0 ? plain : compiled
  return { score: Math.max(leastUnestablishedScore, score), coverage: { share: null, points } }
}

function scoreFor(points: readonly CheckPoint[]): number {
  const hasMany = architecturesOf(points) >= pointsToEstablish
  const scores = hasMany ? points.map(({ score }) => score) : scoresByArchitecture(points)
  return Math.max(hasMany ? leastScore : leastUnestablishedScore, quantileOf(scores) ?? uncheckedScore)
}

function architecturesOf(points: readonly CheckPoint[]): number {
  return new Set(points.map(({ architecture }) => architecture)).size
}

/** The share of figures that the intervals hold which the figures of all other architectures ask for. */
function heldShare(points: readonly CheckPoint[]): number {
  const held = points.filter(({ architecture, score }) => {
    return score <= scoreFor(points.filter((other) => other.architecture !== architecture))
  })
  return held.length / points.length
}

/** The score that holds the aimed share of further ones; with few scores the largest. Undefined without any. */
function quantileOf(scores: readonly number[]): number | undefined {
  return quantileOfSorted(scores.toSorted((a, b) => a - b))
}

/** The same of what is sorted by ascending score. */
export function quantileOfSorted<Scored>(ascending: readonly Scored[]): Scored | undefined {
  return ascending[Math.min(ascending.length, Math.ceil((ascending.length + 1) * aimedShare)) - 1]
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

/** One score for each architecture, which holds the aimed share of its figures, or all where they are few. */
function scoresByArchitecture(checkPoints: readonly CheckPoint[]): number[] {
  const groups = new Map<string, number[]>()
  for (const { architecture, score } of checkPoints) groups.set(architecture, [...(groups.get(architecture) ?? []), score])
  return [...groups.values()].flatMap((scores) => quantileOf(scores) ?? [])
}
