import { nearest } from '../nearest.ts'
import type { PlacedMeasurement } from './measurement-lines.ts'
import { type MeasuredQuantities, measuredQuantities, type MeasuredQuantity, type Statistic } from './statistic.ts'

/** A model of this run, by its content. */
export interface MeasurableModel {
  /** Relative to the config's folder, with forward slashes. */
  readonly path: string
  readonly sha256: string
  /** The targets it is judged on. */
  readonly targets: readonly string[]
}

/** What is known of one content on one target: of each quantity the newest figure. */
export interface MatchedMeasurement extends MeasuredQuantities {
  /** Where the figures come from, newest first. */
  readonly from: readonly PlacedMeasurement[]
}

/** A line that says nothing, or not everything, of the models of this run. */
export interface IgnoredLine {
  readonly line: number
  /**
   * `target`: there is no such target, or the model is not judged on it. `foreign`: of another model. `stale`: of what
   * a model was before. `superseded`: all or some of its quantities were measured again.
   */
  readonly kind: 'target' | 'foreign' | 'stale' | 'superseded'
  /** As a sentence. */
  readonly reason: string
}

export interface MatchedMeasurements {
  /** By {@link measurementKey}. */
  readonly used: ReadonlyMap<string, MatchedMeasurement>
  /** In the order of the lines. */
  readonly ignored: readonly IgnoredLine[]
}

export function measurementKey(sha256: string, target: string): string {
  return `${sha256} ${target}`
}

/**
 * Finds the measurements of some models: those of the same content, on a target that the model is judged on. The newest
 * `measuredAt` wins, for each quantity by itself, and of equal ones the later line.
 * @param knownTargets the names of all targets, judged or not
 */
export function matchMeasurements(
  lines: readonly PlacedMeasurement[],
  models: readonly MeasurableModel[],
  knownTargets: readonly string[],
): MatchedMeasurements {
  const refused = lines.flatMap((placed) => refuse(placed, models, knownTargets) ?? [])
  const isRefused = new Set(refused.map(({ line }) => line))
  const fitting = new Map<string, PlacedMeasurement[]>()
  for (const placed of lines.filter(({ line }) => !isRefused.has(line))) {
    const key = measurementKey(placed.measurement.sha256, placed.measurement.target)
    const others = fitting.get(key)
    if (others === undefined) fitting.set(key, [placed])
    else others.push(placed)
  }
  const merged = [...fitting].map(([key, placed]) => ({ key, ...mergeQuantities(placed) }))
  return {
    used: new Map(merged.map(({ key, matched }) => [key, matched])),
    ignored: [...refused, ...merged.flatMap(({ superseded }) => superseded)].sort((a, b) => a.line - b.line),
  }
}

/** Why a line cannot be used at all; undefined where it can. */
function refuse(
  { line, measurement }: PlacedMeasurement,
  models: readonly MeasurableModel[],
  knownTargets: readonly string[],
): IgnoredLine | undefined {
  const { sha256, target, model } = measurement
  if (!knownTargets.includes(target)) return { line, kind: 'target', reason: noSuchTarget(target, knownTargets) }
  const same = models.filter((candidate) => candidate.sha256 === sha256)
  const [first] = same
  if (first !== undefined) {
    if (same.some(({ targets }) => targets.includes(target))) return undefined
    return { line, kind: 'target', reason: `${first.path} is not judged on ${target}.` }
  }
  const changed = models.find(({ path }) => model !== undefined && path === normalised(model))
  if (changed !== undefined) {
    return { line, kind: 'stale', reason: `${changed.path} has changed since it was measured.` }
  }
  const named = model === undefined ? `whose SHA-256 starts with ${sha256.slice(0, 12)}` : `at ${model}`
  return { line, kind: 'foreign', reason: `It measured another model, ${named}.` }
}

function noSuchTarget(target: string, knownTargets: readonly string[]): string {
  const near = nearest(target, knownTargets)
  const advice = near === undefined ? `targets are ${knownTargets.join(', ')}` : `did you mean "${near}"?`
  return `There is no target "${target}"; ${advice}${near === undefined ? '.' : ''}`
}

/** Paths as people and Windows write them. */
function normalised(path: string): string {
  return path.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '')
}

const words: Readonly<Record<MeasuredQuantity, string>> = { latencyMs: 'latency', powerW: 'power', energyMj: 'energy' }

/** Joins the lines of one content on one target. */
function mergeQuantities(lines: readonly PlacedMeasurement[]): {
  readonly matched: MatchedMeasurement
  readonly superseded: readonly IgnoredLine[]
} {
  const newestFirst = lines.toSorted((a, b) => timeOf(b) - timeOf(a) || b.line - a.line)
  const winners = new Map<MeasuredQuantity, { readonly line: number; readonly statistic: Statistic }>()
  const superseded: IgnoredLine[] = []
  const from: PlacedMeasurement[] = []
  for (const placed of newestFirst) {
    const { line, measurement } = placed
    const measured = measuredQuantities.filter((quantity) => measurement[quantity] !== undefined)
    const older = measured.filter((quantity) => winners.has(quantity))
    if (older.length > 0) superseded.push({ line, kind: 'superseded', reason: measuredAgain(older, winners) })
    if (older.length < measured.length) from.push(placed)
    for (const quantity of measuredQuantities) {
      const statistic = measurement[quantity]
      if (statistic !== undefined && !winners.has(quantity)) winners.set(quantity, { line, statistic })
    }
  }
  const figures = Object.fromEntries([...winners].map(([quantity, { statistic }]) => [quantity, statistic]))
  return { matched: { ...figures, from }, superseded }
}

function measuredAgain(
  quantities: readonly MeasuredQuantity[],
  winners: ReadonlyMap<MeasuredQuantity, { readonly line: number }>,
): string {
  const again = quantities.map((quantity) => `${words[quantity]} in line ${winners.get(quantity)?.line}`)
  return `Measured again later: ${again.join(', ')}.`
}

function timeOf({ measurement }: PlacedMeasurement): number {
  return Date.parse(measurement.measuredAt)
}
