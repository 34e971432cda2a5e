import { formatBytes, formatNumber, formatQuantity } from '../report/format.ts'
import { estimateAt, type ShownQuantity, shownQuantities } from './estimates.ts'
import type { HistoryEntry } from './history.ts'

/** A change of an estimate is no better known than this. */
const changeDigits = 2

/** How a figure changed, as `+6.1 %`; empty where it did not. */
export function changeWords(quantity: ShownQuantity, before: number, after: number): string {
  if (before === after) return ''
  const sign = after > before ? '+' : '-'
  if (before === 0) return `${sign}${formatQuantity(quantity, Math.abs(after))}`
  return `${sign}${formatNumber((100 * Math.abs(after - before)) / before, changeDigits)} %`
}

/** What there is to say of an entry besides its figures, as sentences. */
export function remarksOf(entry: HistoryEntry, before: HistoryEntry | undefined, target: string | undefined): string[] {
  const { change, content, previousPath } = entry
  const happened = [
    ...(change === 'removed' ? ['Removed.'] : []),
    ...(change === 'renamed' && previousPath !== null ? [`Renamed from ${previousPath}.`] : []),
    ...(change === 'added' && before?.change === 'removed' ? ['Added again.'] : []),
    ...(change === 'present' ? ['Not a change: it was there already where this shallow clone begins.'] : []),
  ]
  if (content === null) return happened
  switch (content.state) {
    case 'unreadable':
      return [...happened, `Not readable: ${content.what}. ${content.hint}.`]
    case 'unfetched':
      return [...happened, `${unfetchedWords(content.bytes)}. Fetch all of them with git lfs fetch --all.`]
    case 'estimated':
      return target === undefined ? happened : [...happened, ...newLimits(entry, before, target)]
  }
}

function unfetchedWords(bytes: number): string {
  return `Not here: Git LFS object was not fetched (${formatBytes(bytes)})`
}

/** What keeps the figures from being trusted, where that was not said of the entry before. */
function newLimits(entry: HistoryEntry, before: HistoryEntry | undefined, target: string): string[] {
  const known = new Set(before === undefined ? [] : limitsOf(before, target))
  return limitsOf(entry, target).filter((limit) => !known.has(limit))
}

function limitsOf(entry: HistoryEntry, target: string): readonly string[] {
  const limits = shownQuantities.flatMap((quantity) => {
    const estimate = estimateAt(entry, target, quantity)
    if (estimate === undefined) return []
    if (estimate.basis === 'unknown') return [`Unknown because ${estimate.reason}.`]
    return estimate.inEnvelope ? [] : ['Outside the range of models that the estimator was checked on.']
  })
  return [...new Set(limits)]
}
