import type { BudgetKey } from '../budget/budget.ts'
import type { ModelChange } from '../comparison/compare.ts'
import type { Delta, KnownDelta } from '../estimator/delta.ts'
import { formatLike, formatQuantity, formatShare, formatSigned } from './format.ts'
import type { TargetResult } from './report.ts'

/** How a model differs from the baseline, as a clause without a subject. */
export function changeWords({ state, renamedFrom, similarity }: ModelChange): string {
  const from = renamedFrom === null ? '' : `renamed from ${renamedFrom}`
  const alike = similarity === null ? '' : `, ${formatShare(similarity)} of it alike`
  const what = {
    same: from === '' ? 'unchanged' : '',
    equal: 'other content at the same cost',
    changed: 'changed',
    new: 'new',
    unavailable: 'not compared',
  }[state]
  return [`${from}${alike}`, what].filter((part) => part !== '').join(', ')
}

/** Whether a model takes exactly what it took, by what estimators read. */
export function isWithoutChange(change: ModelChange | null): boolean {
  return change?.state === 'same' || change?.state === 'equal'
}

/** The delta of a quantity in a result. */
export function deltaOf({ deltas }: TargetResult, key: BudgetKey): Delta | undefined {
  return deltas.find(({ quantity }) => quantity === (key === 'throughput' ? 'latency' : key))
}

/** Differences below this share of the baseline, whichever way, are not worth their digits. */
const leastShare = 0.0005

function isNegligible({ base, value, low, high }: KnownDelta): boolean {
  return value !== 0 && Math.max(Math.abs(low), Math.abs(high)) < leastShare * base
}

/** `+0.9 ms, +62 %`; empty where nothing is known. */
export function differenceWords(delta: Delta | undefined): string {
  if (delta?.basis !== 'estimated') return ''
  const { quantity, value, base } = delta
  if (isNegligible(delta)) return `less than ${formatShare(leastShare)} either way`
  const share = base === 0 || value === 0 ? '' : `, ${formatSigned(value / base, formatShare)}`
  return `${signedQuantity(quantity, value)}${share}`
}

/** `+0.7 to +1.1 ms`; empty where both ends read alike or do not count. */
export function differenceInterval(delta: Delta | undefined): string {
  if (delta?.basis !== 'estimated' || isNegligible(delta)) return ''
  const { quantity, low, high } = delta
  const larger = Math.max(Math.abs(low), Math.abs(high))
  const words = (end: number): string => formatSigned(end, (size) => formatLike(quantity, size, larger))
  return signedInterval(words(low), words(high))
}

/** Two differences as an interval, with their unit once where it is the same; empty where both read alike. */
export function signedInterval(low: string, high: string): string {
  if (low === high) return ''
  const place = low.indexOf(' ')
  const unit = place === -1 ? '' : low.slice(place)
  return `${high.endsWith(unit) ? low.slice(0, low.length - unit.length) : low} to ${high}`
}

/** A difference in the unit that suits it, with its sign. */
export function signedQuantity(key: BudgetKey, value: number): string {
  return formatSigned(value, (size) => formatQuantity(key, size))
}
