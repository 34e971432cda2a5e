import { propertiesVersion } from '../../analysis/properties.ts'
import { deviationOf } from '../statistics.ts'
import { candidates } from './candidates.ts'
import { choose, type Choice, type FoldErrors, foldErrors, nestedEstimates } from './choose.ts'
import { crossValidate, type HeldOutEstimates, type OnStep } from './cross-validate.ts'
import { errorFigures, relativeErrors } from './errors.ts'
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
  /** The target that stands for what is not learnt. */
  readonly base: string
  readonly quantity: LearnedQuantity
  readonly folds: number
  readonly seed: number
  /** Of the time model; read for latency only. */
  readonly start: AnalyticLayer
  /** Names of the families to try, @default all */
  readonly families?: readonly string[]
  readonly provenance: LearnedProvenance
}

export interface Training {
  readonly estimator: LearnedEstimator
  /** Of least error; the chosen one where none simpler is about as good. */
  readonly best: string
  /** What the choice of families estimates of each sample that neither it nor the fit has seen. */
  readonly held: readonly number[]
}

/** With fewer measurements no family can be told from another. */
export const leastSamples = 10

/** Families that were tried on held-out groups, and which of them is chosen. */
export interface FamilyChoice extends Choice {
  readonly tried: readonly FoldErrors[]
  readonly splits: readonly Split[]
}

/**
 * Tries families on held-out groups, and chooses.
 * @param families their names, @default all
 */
export async function chooseFamily(
  samples: readonly Sample[],
  setup: TrainingSetup,
  splits: readonly Split[],
  onStep: OnStep,
  families?: readonly string[],
): Promise<FamilyChoice> {
  const all = candidates(setup.start !== null)
  const wanted = families === undefined ? all : all.filter(({ name }) => families.includes(name))
  const held = await crossValidate(wanted, samples, splits, setup, onStep)
  const tried = foldErrors(held, samples, splits)
  return { ...choose(tried, [...splits.keys()]), tried, splits }
}

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
  const choice = await chooseFamily(samples, setup, splits, onStep, request.families)
  const { chosen, best, tried } = choice
  const { candidate } = chosen.held
  const checks = await checkChosen(request, choice, setup, onStep)
  const curve = await learningCurve(candidate, samples, setup, onStep)
  await onStep('importances')
  const ranked = importances(chosen.held, samples, splits, columns, seed)
  await onStep(`all measurements: ${candidate.name}`)
  const model = candidate.fit(new TrainingPart(samples, setup))
  const estimator: LearnedEstimator = {
    schemaVersion: 1,
    kind: 'learned',
    target: request.target,
    base: request.base,
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
  return { estimator, best: best.held.candidate.name, held: nestedEstimates(tried, splits) }
}

/** Intervals, and errors of the chosen family by each way of holding rows out. */
async function checkChosen(
  { samples, folds, seed }: TrainingRequest,
  { tried, chosen, splits }: FamilyChoice,
  setup: TrainingSetup,
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
