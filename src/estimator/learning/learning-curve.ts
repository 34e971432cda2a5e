import { deviationOf, meanOf } from '../statistics.ts'
import type { Candidate } from './candidates.ts'
import type { OnStep } from './cross-validate.ts'
import { relativeErrors } from './errors.ts'
import { valueOf } from './fitted-model.ts'
import { shuffled } from './folds.ts'
import type { LearningPoint } from './learned-estimator.ts'
import { type Sample, unitedGroups } from './sample.ts'
import { TrainingPart, type TrainingSetup } from './training-part.ts'

const sizes = [10, 25, 50, 100, 200, 400, 800, 1_600, 3_200, 6_400] as const
/** Beyond this share too few rows are left to test on. */
const largestShare = 0.85
const draws = 5
/** Larger parts vary less, and take long. */
const drawsOfMany = 3
const many = 200
const mostTested = 400

/** Errors against the number of measurements that were learnt from, tested on groups that none of them is of. */
export async function learningCurve(
  candidate: Candidate,
  samples: readonly Sample[],
  setup: TrainingSetup,
  onStep: OnStep,
): Promise<readonly LearningPoint[]> {
  const groups = unitedGroups(samples)
  const points: LearningPoint[] = []
  for (const n of sizes.filter((size) => size <= largestShare * samples.length)) {
    const errors: number[] = []
    for (let draw = 0; draw < (n < many ? draws : drawsOfMany); draw++) {
      await onStep(`learning curve: ${n} measurements, draw ${draw + 1}`)
      const error = errorOf(candidate, samples, groups, n, { ...setup, seed: setup.seed + draw })
      if (error !== undefined) errors.push(error)
    }
    if (errors.length > 0) points.push({ n, mape: meanOf(errors), deviation: deviationOf(errors), draws: errors.length })
  }
  return points
}

/** Undefined where the groups that are drawn are all there are. */
function errorOf(
  candidate: Candidate,
  samples: readonly Sample[],
  groups: readonly number[],
  n: number,
  setup: TrainingSetup,
): number | undefined {
  const taken = new Set<number>()
  let count = 0
  for (const group of shuffled([...new Set(groups)], setup.seed)) {
    if (count >= n) break
    taken.add(group)
    count += groups.filter((own) => own === group).length
  }
  const learnt = samples.filter((_, index) => taken.has(groups[index] ?? -1)).slice(0, n)
  const left = samples.filter((_, index) => !taken.has(groups[index] ?? -1))
  if (left.length === 0) return undefined
  const tested = shuffled(left, setup.seed).slice(0, mostTested)
  const model = candidate.fit(new TrainingPart(learnt, setup))
  return meanOf(relativeErrors(tested.map(({ features }) => valueOf(model, features)), tested.map(({ value }) => value)))
}
