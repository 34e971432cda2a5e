import { PreciousError } from '../errors.ts'
import { learnedQuantities, type LearnedQuantity } from '../estimator/learning/learned-estimator.ts'
import type { EvaluatedEstimator } from '../evaluation/evaluated-estimator.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import type { Tally } from '../evaluation/tally.ts'
import { namesInShort, unknownWords } from '../evaluation/words.ts'
import { plural } from '../report/format.ts'

/** What `precious evaluate` takes on the command line. */
export interface EvaluateOptions {
  readonly quantity?: LearnedQuantity
  readonly anyTarget?: boolean
  readonly json?: boolean
  /** Where to write the page. */
  readonly html?: string
}

/** @throws PreciousError `usage/invalid` where an estimator is asked for what it does not estimate */
export function mustEstimate({ quantities }: EvaluatedEstimator, { quantity }: EvaluateOptions): void {
  if (quantity === undefined || quantities.includes(quantity)) return
  throw new PreciousError('usage/invalid', {
    what: `the estimator is of ${quantities.join(', ')}, not of ${quantity}`,
    hint: 'Leave out --quantity, or name an estimator of that quantity',
  })
}

/** What is judged: what the user asks for, or else the first quantity that the data measures. */
export interface QuantityChoice {
  readonly quantity: LearnedQuantity
  /** Further ones that could be judged. */
  readonly others: readonly LearnedQuantity[]
}

/** @throws PreciousError `dataset/invalid` where no row can be judged */
export function chooseQuantity(
  tally: Tally,
  { quantities, target }: EvaluatedEstimator,
  { quantity: asked }: EvaluateOptions,
  files: readonly string[],
): QuantityChoice {
  const measured = learnedQuantities.filter((quantity) => tally.measured.has(quantity))
  const [first, ...others] = measured.filter((quantity) => quantities.includes(quantity))
  if (asked !== undefined && measured.includes(asked)) return { quantity: asked, others: [] }
  if (asked === undefined && first !== undefined) return { quantity: first, others }
  throw new PreciousError('dataset/invalid', {
    ...(tally.rows === 0 ? withoutRows(tally, target) : unmeasured(measured, asked ?? quantities.join(', '))),
    where: files.join(', '),
  })
}

/** @throws PreciousError `dataset/invalid` where nothing could be said of any row */
export function mustHaveEstimates({ n, leftOut }: Evaluation, files: readonly string[]): void {
  if (n > 0) return
  throw new PreciousError('dataset/invalid', {
    what: `nothing can be estimated: ${unknownWords(leftOut.unknown).join('; ')}`,
    hint: 'Give data that has what the estimator reads, such as what it was trained on',
    where: files.join(', '),
  })
}

interface Problem {
  readonly what: string
  readonly hint: string
}

function withoutRows({ otherTargets, badRows }: Tally, target: string): Problem {
  const bad = plural(badRows.length, 'bad row')
  if (otherTargets.size > 0) {
    const others = namesInShort([...otherTargets.keys()])
    return {
      what: `no row is of ${target}: there are rows of ${others}${badRows.length === 0 ? '' : ` and ${bad}`}`,
      hint: 'Use an estimator of that target, or judge rows of all targets with --any-target',
    }
  }
  const only = badRows.length === 0 ? '' : `, only ${bad}`
  const what = `there is no row to judge an estimator by${only}`
  return { what, hint: 'Give a dataset, as "precious import" writes it' }
}

function unmeasured(measured: readonly LearnedQuantity[], asked: string): Problem {
  return {
    what: `the data measures ${measured.join(' and ')}, not ${asked}`,
    hint: 'Give --quantity for what is measured, or an estimator of it',
  }
}
