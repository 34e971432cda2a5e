import type { Accuracy } from '../estimator/accuracy.ts'
import { formatCount, formatInterval, formatNumber, formatQuantity, formatShare, plural } from '../report/format.ts'
import { printable } from '../report/table.ts'
import type { Evaluation } from './evaluation.ts'

/** Estimates that are judged together, a line for each part of them. */
export interface AccuracyTable {
  readonly title: string
  readonly lines: readonly (readonly [label: string, accuracy: Accuracy])[]
  /** What is left out; empty where nothing is. */
  readonly more: string
}

/** What stands over the columns of figures. */
export const accuracyHeader: readonly string[] = [
  'n', 'MAPE', 'median', 'within 5 %', 'within 10 %', 'Spearman', 'in interval',
]

/** The figures of a line, in the order of the header; empty where nothing is known. */
export function accuracyCells(accuracy: Accuracy): readonly string[] {
  const { n, mape, medianApe, within5, within10, spearman, coverage } = accuracy
  const share = (value: number | null): string => (value === null ? '' : formatShare(value))
  const correlation = spearman === null ? '' : formatNumber(spearman)
  return [formatCount(n), share(mape), share(medianApe), share(within5), share(within10), correlation, share(coverage)]
}

/** The evaluation in all, by size and by family. Texts in it may hold anything but what breaks a line. */
export function accuracyTables(evaluation: Evaluation, mostFamilies: number): readonly AccuracyTable[] {
  const { quantity, bySize, byFamily } = evaluation
  const sizes = bySize.map(({ low, high, ...accuracy }) => {
    return [formatInterval(quantity, low, high) || formatQuantity(quantity, low), accuracy] as const
  })
  const shown = byFamily.slice(0, mostFamilies)
  const families = shown.map(({ family, ...accuracy }) => [printable(family), accuracy] as const)
  const others = byFamily.length - shown.length
  const tables = [
    { title: 'All', lines: parts(evaluation), more: '' },
    { title: `By measured ${quantity}`, lines: sizes, more: '' },
    { title: 'By family', lines: families, more: others === 0 ? '' : `and ${plural(others, 'more group')}` },
  ]
  return tables.filter(({ lines }) => lines.length > 0)
}

/** Parts that hold everything or nothing say nothing of their own. */
function parts(evaluation: Evaluation): AccuracyTable['lines'] {
  const { insideEnvelope, outsideEnvelope, heldOut, trainedOn, n } = evaluation
  const named = [
    ['inside the envelope', insideEnvelope],
    ['outside of it', outsideEnvelope],
    ['not trained on', heldOut],
    ['trained on', trainedOn],
  ] as const
  const partial = named.flatMap(([label, part]): AccuracyTable['lines'] => {
    return part === null || part.n === 0 || part.n === n ? [] : [[label, part]]
  })
  return [['all estimates', evaluation], ...partial]
}
