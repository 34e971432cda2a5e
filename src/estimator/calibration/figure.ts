import type { Properties } from '../../analysis/properties.ts'
import type { LatencyFigure } from '../fit-rates.ts'

/** What one network took on the user's own device; of repeated measurements the mean. */
export interface MeasuredNetwork {
  readonly name: string
  /** What is never split between fitting and checking. */
  readonly group: string
  /** Who measured. */
  readonly source: string
  readonly properties: Properties
  readonly latencyMs?: number | undefined
  readonly powerW?: number | undefined
}

/** A measured latency and what is left out together with it. */
export interface CalibrationFigure extends LatencyFigure {
  readonly name: string
  readonly group: string
  readonly source: string
  /** Figures of one unit are left out together: the group, or the network where there are too few groups. */
  readonly unit: string
}

/** With fewer groups, leaving one out leaves hardly anything to fit on: then networks are left out one by one. */
export const leastGroups = 3

/** The latencies among measurements; each unit counts once, however many figures there are of it. */
export function latencyFigures(networks: readonly MeasuredNetwork[]): CalibrationFigure[] {
  const measured = networks.flatMap(({ latencyMs, ...about }) => {
    return latencyMs === undefined ? [] : [{ ...about, latencyMs }]
  })
  const unitOf = unitsOf(measured)
  return weighed(measured.map(({ name, group, source, properties, latencyMs }, index) => {
    return { name, group, source, properties, measuredMs: latencyMs, unit: unitOf(group, index), weight: 1 }
  }))
}

/** What each measurement is left out together with. */
export function unitsOf(networks: readonly { readonly group: string }[]): (group: string, index: number) => string {
  const groups = new Set(networks.map(({ group }) => group))
  return groups.size < leastGroups ? (_, index) => `network ${index}` : (group) => group
}

/** Weights that sum to 1 for each unit. */
export function weighed<Figure extends { readonly unit: string }>(
  figures: readonly Figure[],
): (Figure & { readonly weight: number })[] {
  const counts = new Map<string, number>()
  for (const { unit } of figures) counts.set(unit, (counts.get(unit) ?? 0) + 1)
  return figures.map((figure) => ({ ...figure, weight: 1 / (counts.get(figure.unit) ?? 1) }))
}
