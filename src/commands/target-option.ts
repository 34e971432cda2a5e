import { PreciousError } from '../errors.ts'
import type { EstimatorArtifact } from '../estimator/artifact.ts'
import { estimatorOf } from '../estimator/target.ts'

/**
 * The estimators of the targets that `--target` names.
 * @throws PreciousError `target/unknown`
 */
export function estimatorsNamed(targets: readonly string[]): readonly EstimatorArtifact[] {
  try {
    return targets.map(estimatorOf)
  } catch (error) {
    throw error instanceof PreciousError ? error.at('--target') : error
  }
}
