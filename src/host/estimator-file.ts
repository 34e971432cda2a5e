import { PreciousError } from '../errors.ts'
import { type EstimatorArtifact, parseArtifact } from '../estimator/artifact.ts'
import { isLearned } from '../estimator/learned-target.ts'
import { type LearnedEstimator, parseLearnedEstimator } from '../estimator/learning/learned-estimator.ts'
import { readText } from './files.ts'

/** Forests of thousands of trees are smaller. */
const largestFile = 256 * 1_048_576

/** What a file of an estimator holds. */
export type EstimatorFile =
  | { readonly kind: 'target'; readonly estimator: EstimatorArtifact }
  | { readonly kind: 'learned'; readonly estimator: LearnedEstimator }

/**
 * Reads an estimator of either kind: that of a target, or one that was learnt from a dataset. Nothing in it is trusted.
 * @param shown its path as the user knows it
 * @throws PreciousError `target/unreadable`, `target/invalid`
 */
export async function readEstimator(path: string, shown: string): Promise<EstimatorFile> {
  const code = 'target/unreadable'
  const text = await readText(path, { shown, what: 'estimator', code, largestBytes: largestFile })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw neither(text.trim() === '' ? 'the file is empty' : 'the file is not JSON', shown, cause)
  }
  if (isLearned(value)) {
    return { kind: 'learned', estimator: parseLearnedEstimator(value, shown) }
  }
  if (hasKey(value, 'target') && hasKey(value, 'clockMhz')) {
    return { kind: 'target', estimator: parseArtifact(value, shown) }
  }
  throw neither('the file holds neither a target nor a trained estimator', shown)
}

function hasKey<Key extends string>(value: unknown, key: Key): value is Readonly<Record<Key, unknown>> {
  return typeof value === 'object' && value !== null && key in value
}

function neither(what: string, where: string, cause?: unknown): PreciousError {
  const hint = 'Name a target, the file of one, or that of a trained estimator'
  return new PreciousError('target/invalid', { what, hint, where, cause })
}
