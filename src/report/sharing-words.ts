import { formatInterval, formatMs, formatNumber, formatQuantity } from './format.ts'
import type { TargetResult } from './report.ts'

const namesShown = 3

/** Some names, of which the first are told and the rest counted. */
export function namesInWords(names: readonly string[]): string {
  const shown = names.slice(0, namesShown)
  const more = names.length - shown.length
  const all = more === 0 ? shown : [...shown, `${more} more`]
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`
}

/** The mean latency on a shared device; empty where the model shares none, or its latency there is not known. */
export function sharedLatencyWords({ sharing }: TargetResult): string {
  const latency = sharing?.estimates.find(({ quantity }) => quantity === 'latency')
  if (latency === undefined || latency.basis === 'unknown') return ''
  const interval = formatInterval('latency', latency.low, latency.high)
  return `${formatQuantity('latency', latency.value)}${interval === '' ? '' : ` (${interval})`}`
}

/** How a model shares its device, and what that takes; empty where it shares none. */
export function sharingWords(result: TargetResult): string {
  const { sharing } = result
  if (sharing === null) return ''
  const { inferencesPerSwitch, switchMs } = sharing
  const bursts = inferencesPerSwitch === 1 ? '' : `, ${formatNumber(inferencesPerSwitch)} inferences per switch`
  const latency = sharedLatencyWords(result)
  const mean = latency === '' ? 'mean latency unknown' : `mean latency ${latency}`
  const more = switchMs === null || switchMs.high === 0 ? '' : `, ${formatMs(switchMs.value)} more after a switch`
  return `in turn with ${namesInWords(sharing.with)}${bursts}: ${mean}${more}`
}
