import type { BudgetKey } from '../budget/budget.ts'
import { quantityUnits } from '../estimator/estimate.ts'

/** Estimates are not better than three digits. */
export const usualDigits = 3

interface Unit {
  readonly name: string
  /** How much of the quantity's own unit it is. */
  readonly size: number
  /** Whether values in it are shown in full. */
  readonly isCount?: true
}

const timeUnits: readonly Unit[] = [{ name: 'ms', size: 1 }, { name: 'us', size: 1e-3 }, { name: 'ns', size: 1e-6 }]
const energyUnits: readonly Unit[] = [{ name: 'mJ', size: 1 }, { name: 'uJ', size: 1e-3 }, { name: 'nJ', size: 1e-6 }]
const byteUnits: readonly Unit[] = [
  { name: 'GiB', size: 1_024 ** 3 },
  { name: 'MiB', size: 1_024 ** 2 },
  { name: 'KiB', size: 1_024 },
]

/**
 * A number with three significant digits, or as many as asked for, as `12.3` or `0.00123`; from 1,000 on with
 * separators. Written by hand: making the built-in formatter takes longer than reading a model.
 */
export function formatNumber(value: number, digits: number = usualDigits): string {
  return withSeparators(Number(value.toPrecision(digits)))
}

/** A count in full, with separators. */
export function formatCount(value: number): string {
  return withSeparators(Math.round(value))
}

function withSeparators(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : `${value < 0 ? '-' : ''}∞`
  const [whole = '', fraction] = plainDecimal(value).split('.')
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** Decimals without an exponent. */
function plainDecimal(value: number): string {
  const text = String(value)
  if (!text.includes('e')) return text
  return Math.abs(value) >= 1 ? BigInt(value).toString() : value.toFixed(mostDecimals).replace(/\.?0+$/, '')
}

/** As many as `toFixed` gives sensibly; no quantity is that small. */
const mostDecimals = 20

/** Bytes as B, in full, or with three digits as KiB, MiB or GiB. */
export function formatBytes(bytes: number, digits: number = usualDigits): string {
  return inUnit(bytes, byteUnitOf(bytes), digits)
}

export function formatMs(ms: number, digits: number = usualDigits): string {
  return inUnit(ms, scaleOf(ms, timeUnits), digits)
}

/** A share of 1 as a percentage. */
export function formatShare(share: number): string {
  return `${formatNumber(share * 100)} %`
}

/** A value of a quantity with its unit. */
export function formatQuantity(key: BudgetKey, value: number, digits: number = usualDigits): string {
  return inUnit(value, unitOf(key, value), digits)
}

/** The same in the unit that suits another value, so that the two can be compared at a glance. */
export function formatLike(key: BudgetKey, value: number, other: number): string {
  return inUnit(value, unitOf(key, other), usualDigits)
}

/** The value that a formatted quantity reads as, after its rounding. */
export function readsAs(key: BudgetKey, value: number, digits: number): number {
  const { size, isCount } = unitOf(key, value)
  return isCount === true ? Math.round(value) : Number((value / size).toPrecision(digits)) * size
}

/** An interval, as `0.47 to 1.13 ms`; empty where both ends read alike. */
export function formatInterval(key: BudgetKey, low: number, high: number, digits: number = usualDigits): string {
  const lowText = formatQuantity(key, low, digits)
  const highText = formatQuantity(key, high, digits)
  if (lowText === highText) return ''
  const [lowNumber = '', lowUnit] = lowText.split(' ')
  const isSameUnit = lowUnit === undefined || highText.endsWith(` ${lowUnit}`)
  return `${isSameUnit ? lowNumber : lowText} to ${highText}`
}

/** A difference with its sign, the size as another function formats it. */
export function formatSigned(value: number, format: (size: number) => string): string {
  const text = format(Math.abs(value))
  if (value === 0) return `±${text}`
  return `${value < 0 ? '−' : '+'}${text}`
}

/** As much of a commit's id as tells it from others to people. */
export function formatCommit(id: string): string {
  return id.slice(0, 7)
}

/** "1 operator", "2 operators". */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

function unitOf(key: BudgetKey, value: number): Unit {
  if (key === 'throughput') return { name: 'fps', size: 1 }
  switch (quantityUnits[key]) {
    case 'B':
      return byteUnitOf(value)
    case 'ms':
      return scaleOf(value, timeUnits)
    case 'mJ':
      return scaleOf(value, energyUnits)
    case 'W':
      return { name: 'W', size: 1 }
    case 'operators':
      return { name: '', size: 1, isCount: true }
  }
}

function byteUnitOf(bytes: number): Unit {
  return byteUnits.find(({ size }) => bytes >= size) ?? { name: 'B', size: 1, isCount: true }
}

/** The largest unit that leaves no more than one zero after the point. */
function scaleOf(value: number, units: readonly Unit[]): Unit {
  const fitting = value === 0 ? units[0] : units.find(({ size }) => value >= 0.1 * size)
  return fitting ?? units.at(-1) ?? { name: '', size: 1 }
}

function inUnit(value: number, { name, size, isCount }: Unit, digits: number): string {
  const number = isCount === true ? formatCount(value) : formatNumber(value / size, digits)
  return name === '' ? number : `${number} ${name}`
}
