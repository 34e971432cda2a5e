import type { Estimate, KnownEstimate, Quantity } from '../estimator/estimate.ts'
import type { HistoryEntry, ModelHistory } from './history.ts'

/** What a history shows of a model. */
export const shownQuantities: readonly ShownQuantity[] = ['latency', 'power', 'energy', 'memory']

export type ShownQuantity = Extract<Quantity, 'latency' | 'power' | 'energy' | 'memory'>

/** The targets that a model was estimated for at any time, in order; empty where it never could be. */
export function targetsOf({ entries }: ModelHistory): readonly string[] {
  const targets = entries.flatMap(({ content }) =>
    content?.state === 'estimated' ? content.demands.map(({ target }) => target) : [],
  )
  return [...new Set(targets)].sort()
}

/** What was said of a quantity at an entry; undefined where nothing was estimated for the target. */
export function estimateAt({ content }: HistoryEntry, target: string, quantity: Quantity): Estimate | undefined {
  if (content?.state !== 'estimated') return undefined
  const demand = content.demands.find((one) => one.target === target)
  return demand?.estimates.find((estimate) => estimate.quantity === quantity)
}

/** The same where it is a figure. */
export function figureAt(entry: HistoryEntry, target: string, quantity: Quantity): KnownEstimate | undefined {
  const estimate = estimateAt(entry, target, quantity)
  return estimate === undefined || estimate.basis === 'unknown' ? undefined : estimate
}
