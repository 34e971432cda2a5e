import { budgetsFor } from '../budget/select.ts'
import { PreciousError } from '../errors.ts'
import type { EstimatorArtifact } from '../estimator/artifact.ts'
import { estimatorsWith } from '../estimator/target.ts'
import { sortKeys } from '../report/json.ts'
import { sha256Of } from '../sha256.ts'
import { version } from '../version.ts'
import type { EstimatorName, History, ModelContent } from './history.ts'
import type { HistoryPorts, HistoryQuestion } from './question.ts'
import { threadsOf } from './threads.ts'
import { walk } from './walk.ts'

/**
 * Estimates the models of past commits: each content once, whatever the number of commits that have it.
 * @throws PreciousError `config/no-match` where no commit changes a model
 * @throws the reason of the signal once it is aborted
 */
export async function collectHistory(question: HistoryQuestion, ports: HistoryPorts): Promise<History> {
  const { onModel, signal, assessBlob } = ports
  const { steps, isCutOff } = await walk(question, ports)
  if (steps.length === 0) throw nothingFound(question, isCutOff)
  const count = steps.reduce((sum, { changes }) => sum + changes.length, 0)
  const used = new Map<string, EstimatorArtifact>()
  const known = new Map<string, Promise<ModelContent>>()
  let index = 0

  async function contentOf(path: string, id: string): Promise<ModelContent> {
    const { config } = question
    const estimators = [...budgetsFor(path, config).keys()].map(estimatorsWith(config.ownTargets))
    for (const estimator of estimators) used.set(estimator.target, estimator)
    const key = [id, ...estimators.map(({ target }) => target)].join(' ')
    const content = known.get(key) ?? assessBlob(id, estimators)
    known.set(key, content)
    return await content
  }

  const models = await threadsOf(steps, async ({ path, id }) => {
    signal?.throwIfAborted()
    onModel?.(path, index++, count)
    if (id === null) return null
    const content = await contentOf(path, id)
    // Ctrl-C ends git too, and what it was asked for then looks unreadable.
    signal?.throwIfAborted()
    return content
  })
  return {
    schemaVersion: 1,
    tool: { name: 'precious', version },
    estimators: [...used.values()].map(nameEstimator).sort((a, b) => (a.target < b.target ? -1 : 1)),
    revision: question.revision,
    isCutOff,
    commits: steps.map(({ commit }) => commit),
    models,
  }
}

function nameEstimator(estimator: EstimatorArtifact): EstimatorName {
  const sha256 = sha256Of(JSON.stringify(estimator, sortKeys))
  return { target: estimator.target, version: estimator.version, sha256 }
}

function nothingFound({ since }: HistoryQuestion, isCutOff: boolean): PreciousError {
  const when = since === undefined ? '' : ' in the time since then'
  return new PreciousError('config/no-match', {
    what: `no commit in the history changes a model that the config matches${when}`,
    hint: isCutOff ? cutOffHint : 'Check the globs of the config, --model and --since; models must be committed',
  })
}

/** What to do about a history that ends where the clone was cut. */
export const cutOffHint =
  'Fetch more of it with git fetch --unshallow, or in GitHub Actions with fetch-depth: 0 for actions/checkout'
