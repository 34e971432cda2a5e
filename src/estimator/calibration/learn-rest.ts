import type { EstimatorArtifact } from '../artifact.ts'
import type { LearnedEstimator } from '../learning/learned-estimator.ts'
import { featuresOf, type Sample, unitedGroups } from '../learning/sample.ts'
import { train } from '../learning/train.ts'
import type { CalibrationOrigin } from './calibrated-artifact.ts'
import { isClearlyBetter } from './choose.ts'
import type { CalibrationFigure } from './figure.ts'
import { type ErrorSummary, type HeldOut, type OnStep, summariseErrors } from './held-out.ts'

/**
 * With fewer networks a tenth of them, which is left out at a time, is less than four, and what a regressor finds in the
 * rest is hardly to be told from chance.
 */
export const leastToLearn = 40

/** A straight line and trees on top of the time model; simpler ones first. */
const families = ['analytic', 'analytic-ridge', 'analytic-boosting'] as const

const folds = 10
const seed = 1

/** What measurements teach beyond the coefficients, and whether it is worth anything. */
export interface LearnedRest {
  readonly family: string
  /** On networks that neither the fit nor the choice of the family has seen. */
  readonly errors: ErrorSummary
  /** Undefined where errors are not clearly less than by the coefficients alone. */
  readonly taken: LearnedEstimator | undefined
}

/**
 * Learns what the coefficients of a calibration leave. It is taken where it lowers the error on networks that were left
 * out by more than that gain's standard error over the groups.
 * @param held the same networks by coefficients that have not seen them
 * @returns undefined with too few networks, or groups, to tell
 */
export async function learnRest(
  { target, latency, clockMhz }: EstimatorArtifact,
  held: readonly HeldOut[],
  origin: CalibrationOrigin,
  onStep: OnStep,
): Promise<LearnedRest | undefined> {
  const samples = held.map(({ figure }, index) => sampleOf(figure, index))
  const parts = Math.min(folds, new Set(unitedGroups(samples)).size)
  if (samples.length < leastToLearn || parts < 2) return undefined
  const request = {
    samples, target: origin.name, base: target, quantity: 'latency', folds: parts, seed,
    start: { latency, clockMhz }, families, provenance: provenanceOf(held, origin),
  } as const
  const { estimator, held: estimates } = await train(request, (label) => onStep(`what is left: ${label}`, 0, 1))
  const errors = held.map(({ figure }, index) => (estimates[index] ?? Number.NaN) / figure.measuredMs - 1)
  const learnt = byUnit(held, errors)
  const isWorthIt = estimator.family !== 'analytic' && isClearlyBetter(learnt, byUnit(held, held.map(({ error }) => error)))
  return {
    family: estimator.family,
    errors: summariseErrors(errors, held.map(({ figure }) => figure.weight)),
    taken: isWorthIt ? estimator : undefined,
  }
}

function sampleOf({ name, unit, properties, measuredMs }: CalibrationFigure, index: number): Sample {
  return { name, group: unit, hash: String(index), properties, features: featuresOf(properties), value: measuredMs }
}

/** Mean absolute error of each unit. */
function byUnit(held: readonly HeldOut[], errors: readonly number[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const [index, { figure }] of held.entries()) {
    sums.set(figure.unit, (sums.get(figure.unit) ?? 0) + Math.abs(errors[index] ?? Number.NaN) * figure.weight)
  }
  return sums
}

function provenanceOf(
  held: readonly HeldOut[],
  { command, datasetHash, toolVersion }: CalibrationOrigin,
): LearnedEstimator['provenance'] {
  const counts = new Map<string, number>()
  for (const { figure } of held) counts.set(figure.source, (counts.get(figure.source) ?? 0) + 1)
  const sources = [...counts].map(([source, rows]) => ({ source, licence: null, rows }))
  return { datasetHash, sources, toolVersion, command, seed }
}
