import { PreciousError } from '../errors.ts'
import type { LearnedQuantity } from '../estimator/learning/learned-estimator.ts'

/** What `precious train` takes on the command line. */
export interface TrainOptions {
  readonly quantity: LearnedQuantity
  readonly target: string
  readonly base?: string
  readonly out: string
  readonly seed: string
  readonly folds: string
  readonly json?: boolean
}

export const leastFolds = 2
const mostFolds = 100

/** @throws PreciousError `usage/invalid` */
export function numbersOf({ seed, folds }: TrainOptions): { readonly seed: number; readonly folds: number } {
  return {
    seed: wholeNumber('--seed', seed, 0, 2 ** 32 - 1),
    folds: wholeNumber('--folds', folds, leastFolds, mostFolds),
  }
}

function wholeNumber(option: string, text: string, low: number, high: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= low && value <= high) return value
  const what = `${option} must be a whole number from ${low} to ${high}, not ${JSON.stringify(text.slice(0, 40))}`
  throw new PreciousError('usage/invalid', { what, hint: `Give ${option} as one, or leave it out` })
}
