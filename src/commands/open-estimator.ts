import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { PreciousError } from '../errors.ts'
import { estimatorOf, targetNames } from '../estimator/target.ts'
import { type EvaluatedEstimator, evaluatedLearner, evaluatedTarget } from '../evaluation/evaluated-estimator.ts'
import { readEstimator } from '../host/estimator-file.ts'
import { nearest } from '../nearest.ts'

/**
 * The estimator that a user names: a target that ships, or else a file.
 * @throws PreciousError `target/unknown`, `target/unreadable`, `target/invalid`
 */
export async function openEstimator(name: string, cwd: string): Promise<EvaluatedEstimator> {
  if (targetNames.includes(name)) return evaluatedTarget(estimatorOf(name))
  const path = resolve(cwd, name)
  if ((await stat(path).catch(() => undefined)) === undefined) throw unknown(name)
  const found = await readEstimator(path, name)
  return found.kind === 'target' ? evaluatedTarget(found.estimator) : evaluatedLearner(found.estimator)
}

function unknown(name: string): PreciousError {
  const suggestion = nearest(name, targetNames)
  const near = suggestion === undefined ? '' : `Did you mean "${suggestion}"? `
  return new PreciousError('target/unknown', {
    what: `there is neither a target nor a file "${name}"`,
    hint: `${near}Use one of ${targetNames.join(', ')}, or the file of an estimator`,
  })
}
