import type { Totals } from '../analysis/analysis.ts'
import type { Figure } from '../analysis/figure.ts'
import type { TotalPair } from '../comparison/total-pairs.ts'
import { formatBytes, formatCount, formatSigned } from './format.ts'

/** What people call the totals of a network. */
export const totalNames: Readonly<Record<keyof Totals | 'cachedPayloadBytes', string>> = {
  operators: 'operators',
  cpuOperators: 'on the CPU',
  macs: 'multiply-accumulates',
  tensorSteps: 'tensor steps',
  parameterPayloadBytes: 'parameters',
  cachedPayloadBytes: 'of them cached',
  cachedBytes: 'cached',
  streamedBytes: 'streamed',
  peakActivationBytes: 'peak activations',
  toDeviceBytes: 'to the device',
  fromDeviceBytes: 'from the device',
  instructionBytes: 'instructions',
  reloadBytes: 'reloaded',
}

type Unit = TotalPair['unit']

/** A total with its range, and whether it was read. */
export function figureWords(figure: Figure | null, unit: Unit): string {
  if (figure === null) return 'unknown'
  const range = rangeWords(figure, unit)
  return `${amountWords(figure.value, unit)} ${figure.source}${range === '' ? '' : ` (${range})`}`
}

/** Empty for a value that is certain. */
export function rangeWords({ low, high }: Pick<Figure, 'low' | 'high'>, unit: Unit): string {
  return low === high ? '' : `${amountWords(low, unit)} to ${amountWords(high, unit)}`
}

export function amountWords(value: number, unit: Unit): string {
  return unit === 'B' ? formatBytes(value) : formatCount(value)
}

export function signedWords(difference: number | null, unit: Unit): string {
  return difference === null ? 'unknown' : formatSigned(difference, (size) => amountWords(size, unit))
}
