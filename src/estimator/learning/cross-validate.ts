import type { Candidate } from './candidates.ts'
import { type FittedModel, valueOf } from './fitted-model.ts'
import type { Split } from './folds.ts'
import type { Sample } from './sample.ts'
import { TrainingPart, type TrainingSetup } from './training-part.ts'

/** What a candidate estimates of samples that it was not fitted on. */
export interface HeldOutEstimates {
  readonly candidate: Candidate
  /** One for each sample. */
  readonly estimates: readonly number[]
  /** One for each split. */
  readonly models: readonly FittedModel[]
}

/** Told of each piece of work before it begins; may throw to end the training. */
export type OnStep = (label: string) => Promise<void>

/**
 * Estimates each sample by candidates that were fitted on the training part of its split. What a candidate decides for
 * itself, such as a transform, it decides by the training part alone.
 * @param splits that test each sample once
 */
export async function crossValidate(
  tried: readonly Candidate[],
  samples: readonly Sample[],
  splits: readonly Split[],
  setup: TrainingSetup,
  onStep: OnStep,
): Promise<readonly HeldOutEstimates[]> {
  const found = tried.map((candidate) => ({
    candidate,
    estimates: samples.map(() => Number.NaN),
    models: [] as FittedModel[],
  }))
  for (const [index, { training, testing }] of splits.entries()) {
    const part = new TrainingPart(training.flatMap((place) => samples[place] ?? []), {
      ...setup,
      seed: setup.seed + index,
    })
    for (const { candidate, estimates, models } of found) {
      await onStep(`fold ${index + 1} of ${splits.length}: ${candidate.name}`)
      const model = candidate.fit(part)
      models.push(model)
      for (const place of testing) estimates[place] = valueOf(model, samples[place]?.features ?? {})
    }
  }
  return found
}
