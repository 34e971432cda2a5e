import { resolve } from 'node:path'
import type { Assessment } from './assess.ts'
import type { Budget, JudgedBudget, Location } from './budget/budget.ts'
import { judge } from './budget/judge.ts'
import type { ResolvedConfig } from './budget/resolve-config.ts'
import { budgetsFor, type ModelBudgets } from './budget/select.ts'
import { PreciousError } from './errors.ts'
import type { EstimatorArtifact } from './estimator/artifact.ts'
import { estimatorOf, mustBeTarget } from './estimator/target.ts'
import type { Files } from './host/files.ts'
import { assembleReport, estimateFor, reportTarget } from './report/assemble.ts'
import { sortKeys } from './report/json.ts'
import type {
  EstimatorReport,
  MeasurementRequest,
  ModelReport,
  Report,
  TargetDemand,
  TargetResult,
} from './report/report.ts'
import { sha256Of } from './sha256.ts'
import { version } from './version.ts'

/** What the main job needs of the outside. */
export interface CheckPorts {
  readonly files: Pick<Files, 'readFile' | 'find'>
  /**
   * Models to check besides those that the config's entries match: paths relative to its folder, with forward slashes.
   * Those that no entry matches are estimated for the config's targets, without budgets.
   */
  readonly alsoModels?: readonly string[] | undefined
  /** Reads and assesses the model at an absolute path, for callers that remember assessments. */
  readonly assessFile?: AssessFile | undefined
  /** Called before each model, with how many there are. */
  readonly onModel?: (path: string, index: number, count: number) => void
  /** Stops the run before the next model. */
  readonly signal?: AbortSignal | undefined
}

/** @throws PreciousError where the model cannot be read */
export type AssessFile = (file: string, estimators: readonly EstimatorArtifact[]) => Promise<Assessment>

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
export async function check(config: ResolvedConfig, ports: CheckPorts): Promise<CheckResult> {
  const { files, onModel, signal, alsoModels = [], assessFile = readAndAssess(files) } = ports
  checkTargets(config)
  const paths = [...new Set([...(await findModels(config, files)), ...alsoModels])].sort()
  const chosen = paths.map((path) => ({ path, budgets: budgetsOf(path, config) }))
  const estimators = estimatorsFor(chosen.flatMap(({ budgets }) => [...budgets.keys()]))
  const models: ModelReport[] = []
  const needsMeasurement: MeasurementRequest[] = []
  const failures: PreciousError[] = []
  for (const [index, { path, budgets }] of chosen.entries()) {
    signal?.throwIfAborted()
    onModel?.(path, index, chosen.length)
    try {
      const checked = await checkModel(path, budgets, { assessFile, estimators, config })
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

/** What each model is checked with. */
interface CheckContext {
  readonly assessFile: AssessFile
  readonly estimators: ReadonlyMap<string, EstimatorArtifact>
  readonly config: ResolvedConfig
}

function readAndAssess(files: CheckPorts['files']): AssessFile {
  return async (file, estimators) => {
    // Loaded here, since callers that remember assessments may do without.
    const { assess } = await import('./assess.ts')
    return assess(await files.readFile(file), estimators)
  }
}

/** A model that no entry matches was asked for all the same. */
function budgetsOf(path: string, config: ResolvedConfig): ModelBudgets {
  const budgets = budgetsFor(path, config)
  return budgets.size > 0 ? budgets : new Map(config.targets.map((target) => [target, []]))
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

async function checkModel(
  path: string,
  budgetsOfTargets: ModelBudgets,
  { assessFile, estimators, config }: CheckContext,
): Promise<{ model: ModelReport; needsMeasurement: MeasurementRequest[] }> {
  const wanted = [...budgetsOfTargets.keys()].flatMap((target) => estimators.get(target) ?? [])
  const { sha256, facts, demands } = await assessFile(resolve(config.directory, path), wanted)
  const judged = demands.map((demand) => judgeDemand(demand, budgetsOfTargets.get(demand.target) ?? [], config))
  return {
    model: { path, sha256, ...facts, results: judged.map(({ result }) => result) },
    needsMeasurement: judged.flatMap(({ result, verdicts }) => {
      const keys = verdicts.filter(({ needsMeasurement }) => needsMeasurement).map(({ budget }) => budget.key)
      return keys.length === 0 ? [] : [{ path, sha256, target: result.target, keys }]
    }),
  }
}

function judgeDemand(
  demand: TargetDemand,
  budgets: readonly Budget[],
  policy: ResolvedConfig,
): { result: TargetResult; verdicts: readonly JudgedBudget[] } {
  const verdicts = budgets.flatMap((budget) => {
    const estimate = estimateFor(budget.key, demand.estimates)
    return estimate === undefined ? [] : [judge(budget, estimate, policy)]
  })
  return { result: reportTarget(demand, verdicts), verdicts }
}

function reportEstimator(estimator: EstimatorArtifact): EstimatorReport {
  const { target, description, limits } = estimator
  const sha256 = sha256Of(JSON.stringify(estimator, sortKeys))
  return { target, description, version: estimator.version, sha256, limits }
}
