import { signedInterval } from './delta-words.ts'
import {
  formatInterval,
  formatNumber,
  formatQuantity,
  formatShare,
  formatSigned,
  readsAs,
  usualDigits,
} from './format.ts'
import type { BudgetResult, TargetResult } from './report.ts'

/** The verdict, and what it does to the run where that does not go without saying. */
export function verdictWords({ verdict, outcome }: BudgetResult): string {
  if (outcome === 'warn') return `${verdict}, warning`
  if (outcome === 'fail') return verdict === 'over' ? verdict : `${verdict}, fails`
  return verdict === 'within' ? verdict : `${verdict}, passes`
}

/** More digits than this are not worth showing, however close a figure is to its limit. */
const mostDigits = 10

/** As many digits as it takes for the figures to lie to the limit as shown as they do in truth. */
function digitsOf({ key, limit, estimate, kind }: BudgetResult): number {
  if (estimate === null || kind === 'maxIncrease') return usualDigits
  const figures = [estimate.value, estimate.low, estimate.high]
  for (let digits = usualDigits; digits < mostDigits; digits++) {
    if (figures.every((figure) => sideOf(readsAs(key, figure, digits), limit) === sideOf(figure, limit))) return digits
  }
  return mostDigits
}

/** Below, at or above the limit, where a difference in the last bits of a conversion of units counts as none. */
function sideOf(figure: number, limit: number): number {
  return Math.abs(figure - limit) <= Math.abs(limit) * 1e-12 ? 0 : Math.sign(figure - limit)
}

/** What a figure is, then the figure: `estimated 2.32 ms`, and whether it is that on a shared device. */
export function valueWords(result: BudgetResult): string {
  return result.use === 'shared' && result.estimate !== null ? `${figureWords(result)} shared` : figureWords(result)
}

function figureWords(result: BudgetResult): string {
  const { key, kind, estimate, increase, estimateBeside } = result
  if (kind === 'maxIncrease') {
    return increase === null ? 'not compared' : `estimated ${increaseWords(result, increase.value)}`
  }
  if (estimate === null) return 'no estimate'
  const value = `${estimate.basis} ${formatQuantity(key, estimate.value, digitsOf(result))}`
  if (estimateBeside === null) return value
  const error = formatSigned(estimateBeside.value / estimate.value - 1, formatShare)
  return `${value}, estimated ${formatQuantity(key, estimateBeside.value)} (${error})`
}

/** An increase as its limit is written: as a share, or in the unit of the quantity. */
function increaseWords({ key, text }: BudgetResult, value: number): string {
  const isShare = text.trim().endsWith('%')
  return formatSigned(value, (size) => (isShare ? formatShare(size) : formatQuantity(key, size)))
}

/** The interval of the figure; empty where it has none. */
export function intervalWords(result: BudgetResult): string {
  const { key, kind, estimate, increase } = result
  if (kind === 'maxIncrease') {
    if (increase === null || increase.low === increase.high) return ''
    return signedInterval(increaseWords(result, increase.low), increaseWords(result, increase.high))
  }
  return estimate === null ? '' : formatInterval(key, estimate.low, estimate.high, digitsOf(result))
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
  const isOutside = estimate?.inEnvelope === false
  // An increase of nothing is none, in whatever range.
  if (isOutside && (kind !== 'maxIncrease' || verdict === 'unknown')) return 'outside the checked range'
  if (kind === 'maxIncrease') return verdict === 'uncertain' ? 'the interval straddles the limit' : ''
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
export function explainVerdict({ key, kind, verdict, reason }: BudgetResult, { causes }: TargetResult): string[] {
  // Why a figure grew is told once, where it is compared with the baseline; what it is made of does not explain that.
  const isIncrease = kind === 'maxIncrease'
  if (verdict === 'within' || (isIncrease && verdict !== 'unknown')) return []
  const bearing = causes.filter(({ keys }) => keys.includes(key))
  const isEnvelope = ({ code }: (typeof causes)[number]): boolean => code === 'envelope'
  if (verdict !== 'unknown') return bearing.filter((cause) => !isEnvelope(cause)).map(({ text }) => text)
  // The envelope's own sentences name in words what the reason names by property.
  const outside = reason?.includes('outside') === true ? bearing.filter(isEnvelope).map(({ text }) => text) : []
  const because = outside.length > 0 || reason === null ? outside : [`Unknown because ${reason}.`]
  return isIncrease ? because : [...because, ...bearing.filter((cause) => !isEnvelope(cause)).map(({ text }) => text)]
}
