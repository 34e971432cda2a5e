import { formatInterval, formatNumber, formatQuantity, formatShare } from './format.ts'
import type { BudgetResult, TargetResult } from './report.ts'

/** The verdict, and whether a budget that does not hold only warns. */
export function verdictWords({ verdict, outcome }: BudgetResult): string {
  return outcome === 'warn' ? `${verdict}, warning` : verdict
}

/** What a figure is, then the figure: `estimated 2.32 ms`. */
export function valueWords({ key, estimate }: BudgetResult): string {
  return estimate === null ? 'no estimate' : `${estimate.basis} ${formatQuantity(key, estimate.value)}`
}

/** The interval of the figure; empty where it has none. */
export function intervalWords({ key, estimate }: BudgetResult): string {
  return estimate === null ? '' : formatInterval(key, estimate.low, estimate.high)
}

export function limitWords({ kind, text }: BudgetResult): string {
  switch (kind) {
    case 'max':
      return text
    case 'min':
      return `at least ${text}`
    case 'maxIncrease':
      return `+${text} over the baseline`
  }
}

/** How the figure lies to the limit; empty where the limit is kept or nothing is known. */
export function distanceWords({ key, limit, kind, estimate, verdict }: BudgetResult): string {
  if (estimate?.inEnvelope === false) return 'outside the checked range'
  if (verdict === 'uncertain') return 'the interval straddles the limit'
  if (estimate === null || verdict !== 'over') return ''
  const excess = kind === 'min' ? limit - estimate.value : estimate.value - limit
  return `${kind === 'min' ? 'short' : 'over'} by ${formatQuantity(key, excess)}${relativeTo(limit, excess)}`
}

function relativeTo(limit: number, excess: number): string {
  if (limit === 0) return ''
  const share = excess / limit
  return share < 1 ? ` (${formatShare(share)})` : ` (${formatNumber(1 + share)} times the limit)`
}

/** Where the budget stands in the config. */
export function placeWords({ location: { file, line } }: BudgetResult): string {
  return line === undefined ? file : `${file}:${line}`
}

/** What explains the verdict on a budget that is not kept, as sentences, most important first. */
export function explainVerdict({ key, verdict, reason }: BudgetResult, { causes }: TargetResult): string[] {
  if (verdict === 'within') return []
  const bearing = causes.filter(({ keys }) => keys.includes(key))
  const isEnvelope = ({ code }: (typeof causes)[number]): boolean => code === 'envelope'
  if (verdict !== 'unknown') return bearing.filter((cause) => !isEnvelope(cause)).map(({ text }) => text)
  // The envelope's own sentences name in words what the reason names by property.
  const outside = reason?.includes('outside') === true ? bearing.filter(isEnvelope).map(({ text }) => text) : []
  return outside.length > 0 || reason === null ? outside : [`Unknown because ${reason}.`]
}
