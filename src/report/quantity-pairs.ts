import type { createColors } from 'picocolors'
import type { TargetComparison } from '../comparison/compare.ts'
import type { Delta } from '../estimator/delta.ts'
import type { Estimate, Quantity } from '../estimator/estimate.ts'
import { differenceInterval, differenceWords } from './delta-words.ts'
import { formatInterval, formatQuantity } from './format.ts'
import { alignColumns, indent } from './table.ts'

/** A quantity of two models, and by how much it differs. */
export interface QuantityPair {
  readonly quantity: Quantity
  readonly a: Estimate
  readonly b: Estimate
  readonly delta: Delta
}

/** What two models take on a target, one pair for each quantity. */
export function pairQuantities({ base, head, deltas }: TargetComparison): QuantityPair[] {
  return deltas.flatMap((delta) => {
    const [a, b] = [base, head].map(({ estimates }) => estimates.find(({ quantity }) => quantity === delta.quantity))
    return a === undefined || b === undefined ? [] : [{ quantity: delta.quantity, a, b, delta }]
  })
}

/** The same as a table. */
export function quantityTable(pairs: readonly QuantityPair[], colours: ReturnType<typeof createColors>): string[] {
  const header = ['', 'A', 'B', 'difference'].map((name) => (name === '' ? '' : colours.dim(name)))
  const rows = pairs.map(({ quantity, a, b, delta }) => [
    quantity, estimateWords(a), estimateWords(b), deltaWords(delta),
  ])
  return indent(alignColumns([header, ...rows]))
}

/** Why nothing can be said of some of them, each reason once, as sentences. */
export function whyUnknown(pairs: readonly QuantityPair[]): string[] {
  const reasons = pairs.flatMap(({ a, b, delta }) =>
    [a, b, delta].flatMap((one) => (one.basis === 'unknown' ? [one.reason] : [])),
  )
  return [...new Set(reasons)].map((reason) => `Some of it is unknown, because ${reason}.`)
}

function estimateWords(estimate: Estimate): string {
  if (estimate.basis === 'unknown') return 'unknown'
  const { quantity, value, low, high, basis, inEnvelope } = estimate
  const interval = formatInterval(quantity, low, high)
  const remarks = [interval, basis === 'read' ? 'read' : '', inEnvelope ? '' : 'outside the checked range']
  const details = remarks.filter((text) => text !== '').join(', ')
  return `${formatQuantity(quantity, value)}${details === '' ? '' : ` (${details})`}`
}

function deltaWords(delta: Delta): string {
  if (delta.basis === 'unknown') return 'unknown'
  const interval = differenceInterval(delta)
  return `${differenceWords(delta)}${interval === '' ? '' : ` (${interval})`}`
}
