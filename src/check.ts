import { createHash } from 'node:crypto'
import { analyse } from './analysis/analyse.ts'
import type { Analysis } from './analysis/analysis.ts'
import type { Budget, JudgedBudget, Location } from './budget/budget.ts'
import { judge } from './budget/judge.ts'
import type { ResolvedConfig } from './budget/resolve-config.ts'
import { budgetsFor, type ModelBudgets } from './budget/select.ts'
import { PreciousError } from './errors.ts'
import type { EstimatorArtifact } from './estimator/artifact.ts'
import { estimateDemand } from './estimator/estimate-demand.ts'
import { estimatorOf, mustBeTarget } from './estimator/target.ts'
import type { Files } from './host/files.ts'
import { loadNetwork } from './model/load.ts'
import { assembleReport, estimateFor, reportModel, reportTarget } from './report/assemble.ts'
import { sortKeys } from './report/json.ts'
import type { EstimatorReport, MeasurementRequest, ModelReport, Report, TargetResult } from './report/report.ts'
import { version } from './version.ts'

/** What the main job needs of the outside. */
export interface CheckPorts {
  readonly files: Pick<Files, 'readFile' | 'find'>
  /** Called before each model, with how many there are. */
  readonly onModel?: (path: string, index: number, count: number) => void
  /** Stops the run before the next model. */
  readonly signal?: AbortSignal | undefined
}

export interface CheckResult {
  readonly report: Report
  /** Models that could not be read, as the report lists them. */
  readonly failures: readonly PreciousError[]
}

/**
 * The main job: finds the models of a config, analyses them, estimates what they take, judges their budgets and
 * reports.
 * @throws PreciousError `config/no-match` where an entry matches no file, `target/unknown`
 * @throws the reason of the signal once it is aborted
 */
export async function check(config: ResolvedConfig, { files, onModel, signal }: CheckPorts): Promise<CheckResult> {
  checkTargets(config)
  const paths = await findModels(config, files)
  const chosen = paths.map((path) => ({ path, budgets: budgetsFor(path, config) }))
  const estimators = estimatorsFor(chosen.flatMap(({ budgets }) => [...budgets.keys()]))
  const models: ModelReport[] = []
  const needsMeasurement: MeasurementRequest[] = []
  const failures: PreciousError[] = []
  for (const [index, { path, budgets }] of chosen.entries()) {
    signal?.throwIfAborted()
    onModel?.(path, index, chosen.length)
    try {
      const checked = checkModel(path, await files.readFile(`${config.directory}/${path}`), budgets, estimators, config)
      models.push(checked.model)
      needsMeasurement.push(...checked.needsMeasurement)
    } catch (error) {
      if (!(error instanceof PreciousError)) throw error
      failures.push(placed(error, path))
    }
  }
  const used = [...estimators.values()].map(reportEstimator)
  const unreadable = failures.map(({ where = '', code, what, hint }) => ({ path: where, code, what, hint }))
  return { report: assembleReport(version, { estimators: used, models, unreadable, needsMeasurement }), failures }
}

/** The same error, said of the path as the user knows it and not as the file system does. */
export function placed({ code, what, hint, cause }: PreciousError, where: string): PreciousError {
  return new PreciousError(code, { what, hint, where, cause })
}

/** The files that the entries match, sorted; an entry that matches none is a mistake unless it says otherwise. */
async function findModels({ models, directory }: ResolvedConfig, files: CheckPorts['files']): Promise<string[]> {
  const paths = new Set<string>()
  for (const { match, allowEmpty, location } of models) {
    const found = await files.find(match, directory)
    if (found.length === 0 && !allowEmpty) {
      throw new PreciousError('config/no-match', {
        what: `no file matches "${match.join('", "')}"`,
        hint: 'Correct the pattern, which is relative to the config file, or set allowEmpty: true for this entry',
        where: showPlace(location),
      })
    }
    for (const path of found) paths.add(path)
  }
  return [...paths].sort()
}

/** Every target that the config names, also where no model uses it, so that a slip does not pass unseen. */
function checkTargets({ file, targets, models }: ResolvedConfig): void {
  const named = [
    ...targets.map((target) => ({ target, where: file })),
    ...models.flatMap((entry) => (entry.targets ?? []).map((target) => ({ target, where: showPlace(entry.location) }))),
  ]
  for (const { target, where } of named) mustBeTarget(target, where)
}

function showPlace({ file, line }: Location): string {
  return line === undefined ? file : `${file}:${line}`
}

function estimatorsFor(targets: readonly string[]): ReadonlyMap<string, EstimatorArtifact> {
  return new Map([...new Set(targets)].sort().map((target) => [target, estimatorOf(target)]))
}

function checkModel(
  path: string,
  bytes: Uint8Array,
  budgetsOfTargets: ModelBudgets,
  estimators: ReadonlyMap<string, EstimatorArtifact>,
  policy: ResolvedConfig,
): { model: ModelReport; needsMeasurement: MeasurementRequest[] } {
  const sha256 = sha256Of(bytes)
  const analysis = analyse(loadNetwork(bytes))
  const judged = [...budgetsOfTargets].flatMap(([target, budgets]) => {
    const estimator = estimators.get(target)
    return estimator === undefined ? [] : [judgeOnTarget(analysis, estimator, budgets, policy)]
  })
  return {
    model: reportModel({ path, sha256, bytes: bytes.length, analysis, results: judged.map(({ result }) => result) }),
    needsMeasurement: judged.flatMap(({ result, verdicts }) => {
      const keys = verdicts.filter(({ needsMeasurement }) => needsMeasurement).map(({ budget }) => budget.key)
      return keys.length === 0 ? [] : [{ path, sha256, target: result.target, keys }]
    }),
  }
}

function judgeOnTarget(
  analysis: Analysis,
  estimator: EstimatorArtifact,
  budgets: readonly Budget[],
  policy: ResolvedConfig,
): { result: TargetResult; verdicts: readonly JudgedBudget[] } {
  const demand = estimateDemand(analysis, estimator)
  const verdicts = budgets.flatMap((budget) => {
    const estimate = estimateFor(budget.key, demand.estimates)
    return estimate === undefined ? [] : [judge(budget, estimate, policy)]
  })
  return { result: reportTarget(analysis, demand, verdicts), verdicts }
}

function reportEstimator(estimator: EstimatorArtifact): EstimatorReport {
  const { target, description, limits } = estimator
  const sha256 = sha256Of(JSON.stringify(estimator, sortKeys))
  return { target, description, version: estimator.version, sha256, limits }
}

/** The SHA-256 of some content, in hexadecimal. */
export function sha256Of(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex')
}
