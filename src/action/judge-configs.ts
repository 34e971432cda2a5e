import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { check } from '../check.ts'
import { compilerFor } from '../compiled-for.ts'
import type { Baseline } from '../comparison/baseline.ts'
import type { PreciousError } from '../errors.ts'
import { nodeFiles, showFile } from '../host/files.ts'
import type { Environment } from '../host/git-process.ts'
import { gitBaseline } from '../host/git-baseline.ts'
import { readConfig, type ReadConfig } from '../host/read-config.ts'
import { readMeasurementFile } from '../host/measurement-file.ts'
import { readReportFile } from '../host/report-file.ts'
import type { Measurements } from '../judge-models.ts'
import { formatCommit } from '../report/format.ts'
import { reportAsBaseline } from '../report/as-baseline.ts'
import type { UnavailableBaseline } from '../report/report.ts'
import type { ConfigReport } from '../report/run-report.ts'
import { baseOfEvent, type BaseRequest, baseOfRevision, hasBase, nameBase } from './base-revision.ts'
import type { Inputs } from './inputs.ts'

/** What configs are judged with. */
export interface JudgeRequest {
  readonly inputs: Inputs
  /** Where the repository is checked out, absolute; paths in reports are relative to it. */
  readonly workspace: string
  /** What finds the base commit, or why nothing can. */
  readonly base: BaseRequest | UnavailableBaseline
  /** Where the vendor's compiler is looked for, for configs that ask for it. */
  readonly env: Environment
  /** Told of a compiler that does not do and that the run goes on without. */
  readonly onProblem: (problem: PreciousError) => void
}

/**
 * Judges the models of every config that the workflow names, or of the one that is found.
 * @throws PreciousError where a config, a baseline or the measurements cannot be used
 */
export async function judgeConfigs(request: JudgeRequest): Promise<ConfigReport[]> {
  const { inputs, workspace, env, onProblem } = request
  const directory = resolve(workspace, inputs.workingDirectory)
  const measurements = await readMeasurements(request, directory)
  const findBaseline = await baselineFinder(request, directory)
  const reports: ConfigReport[] = []
  for (const path of inputs.configs.length === 0 ? [undefined] : inputs.configs) {
    // Lines of the config are told with its path in the repository, which annotations go by.
    const search = { directory, path, shownFrom: workspace, option: 'the input "config"' }
    const loaded = await readConfig({ ...search, targets: inputs.targets })
    const baseline = await findBaseline(loaded)
    const compile = compilerFor(loaded.config.compile, { env, directory: loaded.config.directory, onProblem })
    const { report } = await check(loaded.config, { files: nodeFiles, baseline, measurements, compile })
    reports.push({ config: loaded.shownPath, report })
  }
  return reports
}

async function readMeasurements(
  { inputs: { measurements: file }, workspace }: JudgeRequest,
  directory: string,
): Promise<Measurements | undefined> {
  if (file === undefined) return undefined
  const path = resolve(directory, file)
  return await readMeasurementFile(path, shownOf(path, file, workspace))
}

/** A file's path in the repository, which annotations go by; as it was given where it lies elsewhere. */
function shownOf(path: string, given: string, workspace: string): string {
  const shown = showFile(path, workspace)
  return shown.startsWith('../') ? given : shown
}

type FindBaseline = (loaded: ReadConfig) => Promise<Baseline | UnavailableBaseline | undefined>

/** Decides once where baselines come from; each config has its own models there. */
async function baselineFinder({ inputs, base, workspace }: JudgeRequest, directory: string): Promise<FindBaseline> {
  const { baseline: given } = inputs
  if (given === 'none') return () => Promise.resolve(undefined)
  const file = given === undefined ? undefined : await reportFileOf(given, directory)
  if (given !== undefined && file !== undefined) return await fromReport(file, shownOf(file, given, workspace), base)
  if ('state' in base) return () => Promise.resolve(base)
  const revision = given === undefined ? await baseOfEvent(base) : await baseOfRevision(base.git, given)
  return async ({ config, content }) => {
    return 'state' in revision ? revision : await gitBaseline(base.git, revision, config, content)
  }
}

/** The path of a report that the workflow names; undefined where it names a revision. */
async function reportFileOf(given: string, directory: string): Promise<string | undefined> {
  const path = resolve(directory, given)
  const isFile = await stat(path).then((found) => found.isFile(), () => given.endsWith('.json'))
  return isFile ? path : undefined
}

/**
 * Only a report of exactly the base commit counts: the latest one of a branch may be of any. Where the event has no
 * base, the report alone says what to compare with.
 */
async function fromReport(
  path: string,
  given: string,
  base: BaseRequest | UnavailableBaseline,
): Promise<FindBaseline> {
  const unavailable = (reason: string): FindBaseline => () => Promise.resolve({ state: 'unavailable', reason })
  const file = await readReportFile(path, given)
  if (file.kind === 'report') {
    return unavailable(`The report ${given} does not say of which commit it is: use one that this action wrote.`)
  }
  const { commit, reports } = file.run
  const revision = 'state' in base || !hasBase(base.event) ? undefined : await nameBase(base)
  if (revision !== undefined && 'state' in revision) return unavailable(revision.reason)
  if (revision !== undefined && revision.commit !== commit) {
    return unavailable(`The report ${given} is of ${formatCommit(commit)}, not of ${revision.name}.`)
  }
  const name = `the report of ${revision === undefined ? formatCommit(commit) : revision.name}`
  return ({ shownPath }) => {
    const found = reports.find(({ config }) => config === shownPath)
    if (found !== undefined) return Promise.resolve(reportAsBaseline(found.report, name, commit))
    return Promise.resolve({ state: 'unavailable', reason: `The report ${given} has nothing of ${shownPath}.` })
  }
}
