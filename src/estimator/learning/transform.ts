import { deviationOf, meanOf } from '../statistics.ts'
import { relativeErrors } from './errors.ts'
import { type FittedModel, valueOf } from './fitted-model.ts'
import { foldsOf } from './folds.ts'
import { unitedGroups } from './sample.ts'
import type { TrainingPart } from './training-part.ts'

const innerFolds = 3

type Fits = Readonly<Record<FittedModel['transform'], (part: TrainingPart) => FittedModel>>

/**
 * Logarithms, unless plain values are estimated better by more than chance explains: errors are relative, and so are
 * those of measuring.
 */
export function betterTransform(part: TrainingPart, fits: Fits): FittedModel['transform'] {
  const groups = unitedGroups(part.samples)
  if (new Set(groups).size < innerFolds) return 'log'
  const savings = foldsOf(groups, innerFolds, part.seed).flatMap(({ training, testing }) => {
    const learnt = part.select(training)
    const tested = part.select(testing).samples
    const measured = tested.map(({ value }) => value)
    const errorsOf = (model: FittedModel): number[] =>
      relativeErrors(tested.map(({ features }) => valueOf(model, features)), measured)
    const plain = errorsOf(fits.none(learnt))
    return errorsOf(fits.log(learnt)).map((error, index) => error - (plain[index] ?? 0))
  })
  return meanOf(savings) > deviationOf(savings) / Math.sqrt(savings.length) ? 'none' : 'log'
}
