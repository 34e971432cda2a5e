import { formatCount, formatShare, plural } from '../report/format.ts'
import { printable } from '../report/table.ts'
import type { Evaluation } from './evaluation.ts'

/** What was judged by what, without a full stop. */
export function titleOf({ quantity, estimator, target }: Evaluation): string {
  const by = estimator === target ? '' : ` by ${printable(estimator)}`
  return `Estimated ${quantity} of ${printable(target)}${by}`
}

/** How much was judged, and what the figures do not tell by themselves, in sentences. */
export function notesOf(evaluation: Evaluation): readonly string[] {
  const { n, groups, outsideEnvelope, statedCoverage, trainedOn } = evaluation
  const judged = `${plural(n, 'estimate')} of ${plural(groups, 'group')} judged by measurements`
  const outside = outsideEnvelope.n === 0 ? 'all of them inside' : `${formatCount(outsideEnvelope.n)} of them outside`
  return [
    `${judged}, ${outside} the envelope of the estimator.`,
    ...(statedCoverage === null ? [] : [`Intervals are said to hold ${formatShare(statedCoverage)}.`]),
    ...(trainedOn === null ? ['Which networks the estimator was trained on is not known.'] : []),
    ...judgedTargetWords(evaluation),
    ...leftOutWords(evaluation),
  ]
}

/** That errors on training data say little; undefined where there are none. */
export function trainingWarning({ trainedOn, n }: Evaluation): string | undefined {
  if (trainedOn === null || trainedOn.n === 0) return undefined
  const count = trainedOn.n === n ? 'all' : `${formatCount(trainedOn.n)} of ${formatCount(n)}`
  return `${count} estimates are of networks that the estimator was trained on: their errors say little of others`
}

function judgedTargetWords({ judgedTargets }: Evaluation): readonly string[] {
  const rows = sum(Object.values(judgedTargets))
  const names = namesInShort(Object.keys(judgedTargets))
  return rows === 0 ? [] : [`With ${plural(rows, 'row')} of other targets (${names}).`]
}

function leftOutWords({ quantity, leftOut }: Evaluation): readonly string[] {
  const { unknown, otherTargets, unmeasured, badRows } = leftOut
  const targets = Object.keys(otherTargets)
  const ofOthers = sum(Object.values(otherTargets))
  const parts = [
    ...(badRows.length > 0 ? [plural(badRows.length, 'bad row')] : []),
    ...(ofOthers > 0 ? [`${plural(ofOthers, 'row')} of other targets (${namesInShort(targets)})`] : []),
    ...(unmeasured > 0 ? [`${plural(unmeasured, 'row')} without measured ${quantity}`] : []),
    ...unknownWords(unknown),
  ]
  return parts.length === 0 ? [] : [`Left out: ${parts.join('; ')}.`]
}

/** How many rows nothing can be said of, and why. */
export function unknownWords(unknown: Evaluation['leftOut']['unknown']): readonly string[] {
  return Object.entries(unknown).map(([reason, rows]) => `${plural(rows, 'row')} because ${printable(reason)}`)
}

const shownNames = 5

/** Names from a file, the first ones of many. */
export function namesInShort(names: readonly string[]): string {
  const more = names.length > shownNames ? [`${names.length - shownNames} more`] : []
  return [...names.slice(0, shownNames).map(printable), ...more].join(', ')
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
