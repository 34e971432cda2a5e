import { PreciousError } from '../errors.ts'
import type { MeasuredQuantity } from '../measurement/statistic.ts'

/** The units of each quantity, and how many of the quantity's own unit each is. */
const units: Readonly<Record<MeasuredQuantity, Readonly<Record<string, number>>>> = {
  latencyMs: { us: 1e-3, ms: 1, s: 1e3 },
  powerW: { mW: 1e-3, W: 1 },
  energyMj: { uJ: 1e-3, mJ: 1, J: 1e3 },
}

/** A column that holds figures, and their unit where the user states it. */
export interface FigureColumn {
  readonly column: string
  readonly unit: string | undefined
}

/**
 * How many of the quantity's own unit the unit of a column's figures is: the unit that is stated, or else the one that
 * is part of the column's name, as in `latency_ms`, `time (us)`, `power [mW]` or `latencyMs`.
 * @param option of the command line, by which the unit can be stated
 * @throws PreciousError `usage/invalid` where the unit is not known
 */
export function factorOf(quantity: MeasuredQuantity, { column, unit }: FigureColumn, option: string): number {
  const known = units[quantity]
  const factor = known[unit ?? unitIn(column, Object.keys(known)) ?? '']
  if (factor !== undefined) return factor
  throw new PreciousError('usage/invalid', {
    what: `the column "${column}" does not say its unit`,
    hint: `Give ${option} as one of ${Object.keys(known).join(', ')}`,
  })
}

/** The only unit in a name: a part of it, or the end of one in camel case. */
function unitIn(column: string, names: readonly string[]): string | undefined {
  const parts = column.replaceAll(/[\u00b5\u03bc]s/g, 'us').split(/[^a-zA-Z]+/)
  const whole = parts.flatMap((part) => names.find((name) => name.toLowerCase() === part.toLowerCase()) ?? [])
  const ends = parts.flatMap((part) => names.find((name) => endsInUnit(part, name)) ?? [])
  const found = new Set(whole.length > 0 ? whole : ends)
  return found.size === 1 ? [...found][0] : undefined
}

/** As in `latencyMs` and `powerMw`, but also `powermW`. */
function endsInUnit(part: string, name: string): boolean {
  const capital = `${name.charAt(0).toUpperCase()}${name.slice(1).toLowerCase()}`
  return [name === name.toLowerCase() ? undefined : name, capital].some(
    (end) => end !== undefined && part.endsWith(end) && /[a-z]$/.test(part.slice(0, -end.length)),
  )
}
