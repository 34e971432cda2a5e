import { resolve } from 'node:path'
import type { Analysis } from './analysis/analysis.ts'
import type { Compile } from './as-compiled.ts'
import type { Assessment } from './assess.ts'
import type { Location } from './budget/budget.ts'
import type { ResolvedConfig } from './budget/resolve-config.ts'
import { budgetsFor, type ModelBudgets } from './budget/select.ts'
import type { Baseline } from './comparison/baseline.ts'
import { placed, PreciousError } from './errors.ts'
import type { EstimatorArtifact } from './estimator/artifact.ts'
import { estimatorsWith, mustBeTarget } from './estimator/target.ts'
import type { Files } from './host/files.ts'
import { judgeModels, type Measurements, type ReadModel } from './judge-models.ts'
import { assembleReport } from './report/assemble.ts'
import { sortKeys } from './report/json.ts'
import type { EstimatorReport, Report, UnavailableBaseline } from './report/report.ts'
import { sha256Of } from './sha256.ts'
import { findDevices } from './sharing/device.ts'
import { version } from './version.ts'

/** What the main job needs of the outside. */
export interface CheckPorts {
  readonly files: Pick<Files, 'readFile' | 'find'>
  /**
   * Models to check besides those that the config's entries match: paths relative to its folder, with forward slashes.
   * Those that no entry matches are estimated for the config's targets, without budgets.
   */
  readonly alsoModels?: readonly string[] | undefined
  /** Reads and assesses the model at an absolute path, for callers that remember assessments. Not with a baseline. */
  readonly assessFile?: AssessFile | undefined
  /** The models to compare with, or why there are none. */
  readonly baseline?: Baseline | UnavailableBaseline | undefined
  /** What was measured: budgets are judged on it where there is something. */
  readonly measurements?: Measurements | undefined
  /** Called before each model, with how many there are. */
  readonly onModel?: (path: string, index: number, count: number) => void
  /**
   * What compiles plain models: their figures are then read from what it makes of them. Not where assessments are
   * remembered, since those are of contents alone.
   */
  readonly compile?: Compile | undefined
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
 * The main job: finds the models of a config, analyses them, estimates what they take, compares them with a baseline,
 * judges their budgets and reports.
 * @throws PreciousError `config/no-match` where an entry matches no file or a device no model, `config/invalid` where
 * two devices match one, `target/unknown`, and of the compiler what is wrong for every model: `compiler/missing`,
 * `compiler/unusable`
 * @throws the reason of the signal once it is aborted
 */
export async function check(config: ResolvedConfig, ports: CheckPorts): Promise<CheckResult> {
  const { files, alsoModels = [] } = ports
  checkTargets(config)
  const paths = [...new Set([...(await findModels(config, files)), ...alsoModels])].sort()
  const devices = findDevices(config.devices, paths)
  const chosen = paths.map((path) => ({ path, budgets: budgetsOf(path, config) }))
  const estimators = estimatorsFor(chosen.flatMap(({ budgets }) => [...budgets.keys()]), config)
  const together = new Set(devices.flatMap(({ coCompiled, paths: sharing }) => (coCompiled ? sharing : [])))
  const { models, failures } = await readModels(chosen, estimators, config, { ...ports, together })
  const unreadablePaths = failures.flatMap(({ where }) => where ?? [])
  const judged = await judgeModels(models, { ...ports, config, estimators, devices, unreadablePaths })
  const unreadable = failures.map(({ where = '', code, what, hint }) => ({ path: where, code, what, hint }))
  const used = [...estimators.values()].map(reportEstimator)
  return { report: assembleReport(version, { estimators: used, unreadable, ...judged }), failures }
}

interface ReadPorts extends CheckPorts {
  /** Paths of models that are compiled together, which compiling each alone does not show. */
  readonly together: ReadonlySet<string>
}

interface ReadModels {
  readonly models: readonly ReadModel[]
  readonly failures: readonly PreciousError[]
}

async function readModels(
  chosen: readonly Pick<ReadModel, 'path' | 'budgets'>[],
  estimators: ReadonlyMap<string, EstimatorArtifact>,
  { directory }: ResolvedConfig,
  ports: ReadPorts,
): Promise<ReadModels> {
  const models: ReadModel[] = []
  const failures: PreciousError[] = []
  for (const [index, { path, budgets }] of chosen.entries()) {
    ports.signal?.throwIfAborted()
    ports.onModel?.(path, index, chosen.length)
    const wanted = [...budgets.keys()].flatMap((target) => estimators.get(target) ?? [])
    try {
      models.push({ path, budgets, ...(await readModel(path, resolve(directory, path), wanted, ports)) })
    } catch (error) {
      if (!(error instanceof PreciousError) || isOfEveryModel(error)) throw error
      failures.push(placed(error, path))
    }
  }
  return { models, failures }
}

/** Whether the next model would fail alike. */
export function isOfEveryModel({ code }: PreciousError): boolean {
  return code === 'compiler/missing' || code === 'compiler/unusable'
}

async function readModel(
  path: string,
  file: string,
  estimators: readonly EstimatorArtifact[],
  ports: ReadPorts,
): Promise<Omit<ReadModel, 'path' | 'budgets'>> {
  const { files, assessFile, baseline } = ports
  if (assessFile !== undefined) {
    const assessment = await assessFile(file, estimators)
    return { assessment, analysis: undefined, asCompiled: undefined, contentIds: [] }
  }
  const bytes = await files.readFile(file)
  // Loaded here, since callers that remember assessments may do without.
  const { assessAsCompiled, assessWithAnalysis } = await import('./assess.ts')
  const { assessment: plain, analysis } = assessWithAnalysis(bytes, estimators)
  const asCompiled = analysis.format === 'plain' ? await compiledAnalysis(path, { bytes, analysis }, ports) : undefined
  const assessment = asCompiled === undefined ? plain : assessAsCompiled(plain, asCompiled, estimators)
  const isCompared = baseline !== undefined && 'models' in baseline
  const contentIds = isCompared ? baseline.contentIdsOf(bytes, assessment.sha256) : []
  return { assessment, analysis, asCompiled, contentIds }
}

/** What compiling makes of a plain model's analysis; undefined where nothing compiles. */
async function compiledAnalysis(
  path: string,
  { bytes, analysis }: { readonly bytes: Uint8Array; readonly analysis: Analysis },
  { compile, together, signal }: ReadPorts,
): Promise<Analysis | undefined> {
  if (compile === undefined) return undefined
  const { analyseAsCompiled, analyseAsTogether } = await import('./as-compiled.ts')
  if (together.has(path)) return analyseAsTogether(analysis)
  const run = await compile(path, bytes, signal)
  return run && analyseAsCompiled(analysis, run)
}

/** A model that no entry matches was asked for all the same. */
function budgetsOf(path: string, config: ResolvedConfig): ModelBudgets {
  const budgets = budgetsFor(path, config)
  return budgets.size > 0 ? budgets : new Map(config.targets.map((target) => [target, []]))
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
function checkTargets({ file, targets, models, ownTargets }: ResolvedConfig): void {
  const named = [
    ...targets.map((target) => ({ target, where: file })),
    ...models.flatMap((entry) => (entry.targets ?? []).map((target) => ({ target, where: showPlace(entry.location) }))),
  ]
  for (const { target, where } of named) mustBeTarget(target, where, ownTargets)
}

function showPlace({ file, line }: Location): string {
  return line === undefined ? file : `${file}:${line}`
}

function estimatorsFor(
  targets: readonly string[],
  { ownTargets }: ResolvedConfig,
): ReadonlyMap<string, EstimatorArtifact> {
  const estimatorOf = estimatorsWith(ownTargets)
  return new Map([...new Set(targets)].sort().map((target) => [target, estimatorOf(target)]))
}

function reportEstimator(estimator: EstimatorArtifact): EstimatorReport {
  const { target, description, limits } = estimator
  const sha256 = sha256Of(JSON.stringify(estimator, sortKeys))
  return { target, description, version: estimator.version, sha256, limits }
}
