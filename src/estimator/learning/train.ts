import { propertiesVersion } from '../../analysis/properties.ts'
import { type Candidate, candidates } from './candidates.ts'
import { choose, type FoldErrors, foldErrors, nestedEstimates } from './choose.ts'
import { crossValidate, type HeldOutEstimates, type OnStep } from './cross-validate.ts'
import { deviationOf, errorFigures, relativeErrors } from './errors.ts'
import { termsJson } from './fitted-model.ts'
import { extrapolationSplit, foldsOf, singly, type Split } from './folds.ts'
import { importances } from './importances.ts'
import { heldShare, holds, intervalsOf } from './intervals.ts'
import type {
  AnalyticLayer,
  FamilyErrors,
  HeldOutErrors,
  LearnedEstimator,
  LearnedProvenance,
  LearnedQuantity,
  SplitKind,
} from './learned-estimator.ts'
import { learningCurve } from './learning-curve.ts'
import { noiseFloor } from './noise-floor.ts'
import { type Sample, unitedGroups, varyingFeatures } from './sample.ts'
import { seenRanges } from './seen-ranges.ts'
import { TrainingPart, type TrainingSetup } from './training-part.ts'

export interface TrainingRequest {
  readonly samples: readonly Sample[]
  readonly target: string
  readonly quantity: LearnedQuantity
  readonly folds: number
  readonly seed: number
  /** Of the time model; read for latency only. */
  readonly start: AnalyticLayer
  readonly provenance: LearnedProvenance
}

export interface Training {
  readonly estimator: LearnedEstimator
  /** Of least error; the chosen one where none simpler is about as good. */
  readonly best: string
}

/** With fewer measurements no family can be told from another. */
export const leastSamples = 10

/**
 * Learns an estimator: tries families by grouped cross-validation, takes the simplest that is about as good as the
 * best, and fits it on all samples.
 * @throws RangeError for fewer than ten samples, samples of one group, or of different features
 */
export async function train(request: TrainingRequest, onStep: OnStep): Promise<Training> {
  const { samples, quantity, seed, start, folds } = request
  if (samples.length < leastSamples) throw new RangeError(`${samples.length} measurements are less than ${leastSamples}`)
  const columns = varyingFeatures(samples)
  const setup: TrainingSetup = { columns, seed, start: quantity === 'latency' ? start : null }
  const splits = foldsOf(unitedGroups(samples), folds, seed)
  const tried = foldErrors(
    await crossValidate(candidates(quantity === 'latency'), samples, splits, setup, onStep), samples, splits)
  const { chosen, best } = choose(tried, [...splits.keys()])
  const { candidate } = chosen.held
  const checks = await checkChosen(request, { tried, chosen, splits, setup }, onStep)
  const curve = await learningCurve(candidate, samples, setup, onStep)
  await onStep('importances')
  const ranked = importances(chosen.held, samples, splits, columns, seed)
  await onStep(`all measurements: ${candidate.name}`)
  const model = candidate.fit(new TrainingPart(samples, setup))
  const estimator: LearnedEstimator = {
    schemaVersion: 1,
    kind: 'learned',
    target: request.target,
    quantity,
    propertiesVersion,
    family: candidate.name,
    transform: model.transform,
    features: columns,
    analytic: model.analytic,
    terms: termsJson(model),
    ranges: seenRanges(samples),
    ...checks,
    rows: samples.length,
    networks: new Set(samples.map(({ hash }) => hash)).size,
    families: tried.map(familyErrors),
    importances: ranked,
    learningCurve: curve,
    noiseFloor: noiseFloor(samples),
    provenance: request.provenance,
  }
  return { estimator, best: best.held.candidate.name }
}

interface Tried {
  readonly tried: readonly FoldErrors[]
  readonly chosen: FoldErrors
  readonly splits: readonly Split[]
  readonly setup: TrainingSetup
}

/** Intervals, and errors of the chosen family by each way of holding rows out. */
async function checkChosen(
  { samples, folds, seed }: TrainingRequest,
  { tried, chosen, splits, setup }: Tried,
  onStep: OnStep,
): Promise<Pick<LearnedEstimator, 'intervals' | 'heldOut'>> {
  const measured = samples.map(({ value }) => value)
  const check = async (kind: SplitKind, own: readonly Split[]): Promise<readonly number[]> => {
    const told: OnStep = (label) => onStep(`${kind} ${label}`)
    const [held] = await crossValidate([chosen.held.candidate], samples, own, setup, told)
    return estimatesOf(held)
  }
  const beyond = extrapolationSplit(measured)
  const slower = await check('extrapolation', [beyond])
  const pairsAt = (estimates: readonly number[], places: readonly number[]): Parameters<typeof intervalsOf>[0] => ({
    estimates: places.map((place) => estimates[place] ?? Number.NaN),
    measured: places.map((place) => measured[place] ?? Number.NaN),
  })
  const intervals = intervalsOf({ estimates: chosen.held.estimates, measured }, pairsAt(slower, beyond.testing))
  const single = foldsOf(singly(samples), folds, seed)
  const random = await check('random', single)
  const nested = nestedEstimates(tried, splits)
  const errors = (split: SplitKind, estimates: readonly number[], coverage: number | null): HeldOutErrors =>
    ({ split, ...errorFigures(relativeErrors(estimates, measured)), coverage })
  const heldBeyond = pairsAt(slower, beyond.testing)
  return {
    intervals,
    heldOut: [
      errors('grouped', nested, heldShare({ estimates: nested, measured }, splits.map(({ testing }) => testing))),
      errors('random', random, shareOf(holds(intervals, { estimates: random, measured }))),
      { split: 'extrapolation', ...errorFigures(relativeErrors(heldBeyond.estimates, heldBeyond.measured)), coverage: null },
    ],
  }
}

function estimatesOf(held: HeldOutEstimates | undefined): readonly number[] {
  if (held === undefined) throw new RangeError('nothing was estimated')
  return held.estimates
}

function shareOf(flags: readonly boolean[]): number {
  return flags.filter(Boolean).length / flags.length
}

function familyErrors({ held, errors, byFold }: FoldErrors): FamilyErrors {
  const standardError = deviationOf(byFold) / Math.sqrt(byFold.length)
  return { family: held.candidate.name, ...errorFigures(errors), standardError }
}

/** What a family is, in words. */
export function familyMeaning(name: string): string {
  return candidates(true).find((candidate: Candidate) => candidate.name === name)?.meaning ?? name
}
