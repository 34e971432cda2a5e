import { formatCommit, formatInterval, formatQuantity } from '../report/format.ts'
import { printable } from '../report/table.ts'
import { figureAt, type ShownQuantity, targetsOf } from './estimates.ts'
import type { History, HistoryEntry, ModelHistory } from './history.ts'

/** A figure at a commit. */
export interface Point {
  /** Counted from the oldest commit, which is 0. */
  readonly position: number
  /** In the quantity's own unit; NaN ends a line. */
  readonly value: number
  readonly low: number
  readonly high: number
  /** What to say of it; empty where the model did not change. */
  readonly label: string
}

/** One model on one target. */
export interface PlottedSeries {
  readonly name: string
  /** Both counted from 0, for a colour and a kind of line. */
  readonly model: number
  readonly target: number
  readonly points: Readonly<Record<ShownQuantity, readonly Point[]>>
}

/** Models that were never estimated are left out. */
export function seriesOf(history: History): readonly PlottedSeries[] {
  const allTargets = [...new Set(history.models.flatMap(targetsOf))].sort()
  return history.models.flatMap((model, index) =>
    targetsOf(model).map((target) => ({
      name: `${printable(model.path)} on ${target}`,
      model: index,
      target: allTargets.indexOf(target),
      points: {
        latency: pointsOf(model, target, 'latency', history),
        power: pointsOf(model, target, 'power', history),
        energy: pointsOf(model, target, 'energy', history),
        memory: pointsOf(model, target, 'memory', history),
      },
    })),
  )
}

/** A figure holds until the next commit that changes it, and to the right edge, half a commit after the last. */
function pointsOf(
  model: ModelHistory,
  target: string,
  quantity: ShownQuantity,
  { commits }: History,
): readonly Point[] {
  const entries = new Map(model.entries.map((entry) => [entry.commit, entry]))
  const points: Point[] = []
  let last: Point | undefined
  for (const [position, commit] of commits.entries()) {
    const entry = entries.get(commit.id)
    if (entry === undefined) continue
    if (last !== undefined) points.push({ ...last, position, label: '' })
    last = pointOf(entry, target, quantity, position, `${formatCommit(commit.id)} ${printable(commit.subject)}`)
    points.push(last ?? { position, value: NaN, low: NaN, high: NaN, label: '' })
  }
  return last === undefined ? points : [...points, { ...last, position: commits.length - 0.5, label: '' }]
}

function pointOf(
  entry: HistoryEntry,
  target: string,
  quantity: ShownQuantity,
  position: number,
  commit: string,
): Point | undefined {
  const figure = figureAt(entry, target, quantity)
  if (figure === undefined) return undefined
  const { value, low, high } = figure
  const interval = formatInterval(quantity, low, high)
  const words = `${formatQuantity(quantity, value)}${interval === '' ? '' : ` (${interval})`}`
  return { position, value, low, high, label: `${printable(entry.path)} on ${target}: estimated ${words}\n${commit}` }
}
