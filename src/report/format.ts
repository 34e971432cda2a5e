import type { BudgetKey } from '../budget/budget.ts'
import { quantityUnits } from '../estimator/estimate.ts'

/** Estimates are not better than three digits. */
const estimates = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })
const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

interface Unit {
  readonly name: string
  /** How much of the quantity's own unit it is. */
  readonly size: number
}

const timeUnits: readonly Unit[] = [{ name: 'ms', size: 1 }, { name: 'us', size: 1e-3 }, { name: 'ns', size: 1e-6 }]
const energyUnits: readonly Unit[] = [{ name: 'mJ', size: 1 }, { name: 'uJ', size: 1e-3 }, { name: 'nJ', size: 1e-6 }]
const byteUnits: readonly Unit[] = [
  { name: 'GiB', size: 1_024 ** 3 },
  { name: 'MiB', size: 1_024 ** 2 },
  { name: 'KiB', size: 1_024 },
]

/** A number with three significant digits, as `12.3` or `0.00123`; from 1,000 on with separators. */
export function formatNumber(value: number): string {
  return estimates.format(value)
}

/** A count in full, with separators. */
export function formatCount(value: number): string {
  return counts.format(value)
}

/** Bytes as B, in full, or with three digits as KiB, MiB or GiB. */
export function formatBytes(bytes: number): string {
  const unit = byteUnits.find(({ size }) => bytes >= size)
  return unit === undefined ? `${formatCount(bytes)} B` : inUnit(bytes, unit)
}

export function formatMs(ms: number): string {
  return inUnit(ms, scaleOf(ms, timeUnits))
}

/** A share of 1 as a percentage. */
export function formatShare(share: number): string {
  return `${formatNumber(share * 100)} %`
}

/** A value of a quantity with its unit. */
export function formatQuantity(key: BudgetKey, value: number): string {
  if (key === 'throughput') return `${formatNumber(value)} fps`
  const unit = quantityUnits[key]
  switch (unit) {
    case 'B':
      return formatBytes(value)
    case 'ms':
      return formatMs(value)
    case 'mJ':
      return inUnit(value, scaleOf(value, energyUnits))
    case 'W':
      return `${formatNumber(value)} W`
    case 'operators':
      return formatCount(value)
  }
}

/** An interval, as `0.47 to 1.13 ms`; empty where both ends read alike. */
export function formatInterval(key: BudgetKey, low: number, high: number): string {
  const lowText = formatQuantity(key, low)
  const highText = formatQuantity(key, high)
  if (lowText === highText) return ''
  const [lowNumber = '', lowUnit] = lowText.split(' ')
  const isSameUnit = lowUnit === undefined || highText.endsWith(` ${lowUnit}`)
  return `${isSameUnit ? lowNumber : lowText} to ${highText}`
}

/** "1 operator", "2 operators". */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** The largest unit that leaves no more than one zero after the point. */
function scaleOf(value: number, units: readonly Unit[]): Unit {
  const fitting = value === 0 ? units[0] : units.find(({ size }) => value >= 0.1 * size)
  return fitting ?? units.at(-1) ?? { name: '', size: 1 }
}

function inUnit(value: number, { name, size }: Unit): string {
  return `${formatNumber(value / size)} ${name}`
}
