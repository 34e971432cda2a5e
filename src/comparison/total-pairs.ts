import type { Analysis, Totals } from '../analysis/analysis.ts'
import { between, exactly, type Figure } from '../analysis/figure.ts'

/** A total of two networks. */
export interface TotalPair {
  readonly name: keyof Totals
  readonly unit: 'count' | 'B'
  /** Null: unknown. */
  readonly a: Figure | null
  readonly b: Figure | null
  /** By how much the likely value of `b` exceeds that of `a`; null where one is unknown. */
  readonly difference: number | null
}

const units: Readonly<Record<keyof Totals, TotalPair['unit']>> = {
  operators: 'count',
  cpuOperators: 'count',
  macs: 'count',
  tensorSteps: 'count',
  parameterPayloadBytes: 'B',
  cachedBytes: 'B',
  streamedBytes: 'B',
  peakActivationBytes: 'B',
  toDeviceBytes: 'B',
  fromDeviceBytes: 'B',
  instructionBytes: 'B',
  reloadBytes: 'B',
}

const names = Object.keys(units) as (keyof Totals)[]

/** The totals of two networks side by side, in the order in which reports have them. */
export function pairTotals(a: Analysis, b: Analysis): TotalPair[] {
  return names.map((name) => {
    const [before, after] = [figureOf(a, name), figureOf(b, name)]
    const difference = before === null || after === null ? null : after.value - before.value
    return { name, unit: units[name], a: before, b: after, difference }
  })
}

/** A total with where it comes from, also where that is a plain count. */
export function figureOf({ totals, properties, format }: Analysis, name: keyof Totals): Figure | null {
  switch (name) {
    case 'operators':
      return exactly(totals.operators, 'read')
    case 'cpuOperators': {
      const { cpuOperators: count } = totals
      if (format === 'compiled') return exactly(count, 'read')
      return between(count, count, properties?.cpuOperatorsHigh ?? count)
    }
    default:
      return totals[name]
  }
}
