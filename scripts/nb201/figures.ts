import { nestedEstimates } from '../../src/estimator/learning/choose.ts'
import type { OnStep } from '../../src/estimator/learning/cross-validate.ts'
import { errorFigures, relativeErrors } from '../../src/estimator/learning/errors.ts'
import { estimateWith } from '../../src/estimator/learning/estimate-with.ts'
import { valueOf } from '../../src/estimator/learning/fitted-model.ts'
import { extrapolationSplit, foldsOf, shuffled, singly, type Split } from '../../src/estimator/learning/folds.ts'
import { heldShare } from '../../src/estimator/learning/intervals.ts'
import type { ErrorFigures } from '../../src/estimator/learning/learned-estimator.ts'
import { type Sample, unitedGroups, varyingFeatures } from '../../src/estimator/learning/sample.ts'
import { chooseFamily, train } from '../../src/estimator/learning/train.ts'
import { TrainingPart, type TrainingSetup } from '../../src/estimator/learning/training-part.ts'
import { estimatorOf } from '../../src/estimator/target.ts'

const folds = 10
const seed = 1
const base = 'coral-usb3-max'
const { latency, clockMhz } = estimatorOf(base)
const start = { latency, clockMhz }

export interface Figures extends ErrorFigures {
  readonly coverage?: number
}

/** Ten-fold: each fold is estimated by the family that the other folds choose. */
export async function tenFold(samples: readonly Sample[], kind: 'random' | 'grouped', onStep: OnStep): Promise<Figures> {
  const groups = kind === 'random' ? singly(samples) : unitedGroups(samples)
  const splits = foldsOf(groups, folds, seed)
  const { tried } = await chooseFamily(samples, setupOf(samples, seed), splits, onStep)
  const estimates = nestedEstimates(tried, splits)
  const measured = samples.map(({ value }) => value)
  const coverage = heldShare({ estimates, measured }, splits.map(({ testing }) => testing))
  return { ...errorFigures(relativeErrors(estimates, measured)), coverage }
}

/** Errors on all other networks of what was learnt from a few, drawn anew each time. */
export async function fromFew(
  samples: readonly Sample[],
  count: number,
  draws: number,
  onStep: OnStep,
): Promise<readonly number[]> {
  const errors: number[] = []
  for (let draw = 0; draw < draws; draw++) {
    const order = shuffled(singly(samples), draw)
    const split = { training: order.slice(0, count), testing: order.slice(count) }
    errors.push((await learnAndTest(samples, split, draw, onStep)).mape)
  }
  return errors
}

/** Learnt from the faster 70 %, tested on the slower 30 %. */
export function slower(samples: readonly Sample[], onStep: OnStep): Promise<Figures> {
  return learnAndTest(samples, extrapolationSplit(samples.map(({ value }) => value)), seed, onStep)
}

export interface Flagged {
  readonly trained: number
  readonly tested: number
  readonly flagged: number
}

const pooling = 'operators:avg_pool_3x3'

/** Learnt without pooling, tested on networks with it: how many estimates say that they are outside of what was seen. */
export async function withoutPooling(samples: readonly Sample[], onStep: OnStep): Promise<Flagged> {
  const known = samples.filter(({ features }) => features[pooling] === 0)
  const unknown = samples.filter(({ features }) => features[pooling] !== 0)
  const provenance = { datasetHash: '', sources: [], toolVersion: '', command: '', seed }
  const request = { samples: known, target: '', base, quantity: 'latency', folds, seed, start, provenance } as const
  const { estimator } = await train(request, onStep)
  const flagged = unknown.filter(({ features }) => estimateWith(estimator, features).outside.length > 0)
  return { trained: known.length, tested: unknown.length, flagged: flagged.length }
}

/** The family is chosen by folds of the training part alone. */
async function learnAndTest(
  samples: readonly Sample[],
  { training, testing }: Split,
  ownSeed: number,
  onStep: OnStep,
): Promise<Figures> {
  const learnt = training.flatMap((index) => samples[index] ?? [])
  const tested = testing.flatMap((index) => samples[index] ?? [])
  const setup = setupOf(learnt, ownSeed)
  const { chosen } = await chooseFamily(learnt, setup, foldsOf(unitedGroups(learnt), folds, ownSeed), onStep)
  const model = chosen.held.candidate.fit(new TrainingPart(learnt, setup))
  return errorFigures(relativeErrors(tested.map(({ features }) => valueOf(model, features)), tested.map(({ value }) => value)))
}

function setupOf(samples: readonly Sample[], ownSeed: number): TrainingSetup {
  return { columns: varyingFeatures(samples), seed: ownSeed, start }
}
