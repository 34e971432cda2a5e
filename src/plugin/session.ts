import { join, resolve } from 'node:path'
import { budgetsFor } from '../budget/select.ts'
import type { Assessment } from '../assess.ts'
import { type AssessFile, check } from '../check.ts'
import { PreciousError } from '../errors.ts'
import { estimatorsWith } from '../estimator/target.ts'
import { nodeFiles } from '../host/files.ts'
import { withTargetFiles } from '../host/own-targets.ts'
import { toBuildText } from '../report/build-text.ts'
import { toJson } from '../report/json.ts'
import { namedFromConfig } from '../report/named-from-config.ts'
import type { Report } from '../report/report.ts'
import { rememberAssessments } from '../cache/assessments.ts'
import { isCi } from '../cache/ci.ts'
import { usualCacheFolder } from '../cache/folder.ts'
import { Store } from '../cache/store.ts'
import { toCostModule } from './cost-module.ts'
import { errorFinding, type Finding, findingsOf, unheededFinding } from './finding.ts'
import { type LoadedConfig, loadConfig } from './load-config.ts'
import { type FindFiles, pathsOfModels } from './model-paths.ts'
import { placesOf } from './places.ts'
import type { ResolvedOptions } from './resolve-options.ts'

/** The models that a bundler has. */
export interface SightedModels {
  /** Absolute, without queries. */
  readonly files: Iterable<string>
  /** The files that import one of them, absolute. Asked for models that there is something to tell about. */
  readonly importersOf: (file: string) => Iterable<string>
}

/** What to tell at the end of a build. */
export interface Judgement {
  /** These fail the build, when the option `failOn` says. */
  readonly errors: readonly Finding[]
  /** While watching, only those that were not told for the build before. */
  readonly warnings: readonly Finding[]
  /** All that is to tell, also what was told before. */
  readonly findings: readonly Finding[]
  /** What the models take, for the terminal; undefined where nothing changed since it was last told, or went wrong. */
  readonly summary: string | undefined
  /** The report as JSON; undefined where there is none. */
  readonly report: string | undefined
  /** The config, target files and the models, absolute. */
  readonly watched: readonly string[]
}

/** What was found out about the models of a build. */
interface Checked {
  readonly findings: readonly Finding[]
  readonly report: Report | undefined
  readonly watched: readonly string[]
}

/** Where a config is expected to appear where there was none. */
const usualConfigs = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json', 'yaml'].map((ending) => `precious.config.${ending}`)

/** The config with its target files, absolute, read. */
interface BuildConfig extends LoadedConfig {
  readonly targetFiles: readonly string[]
}

/** What is known during one build. */
interface BuildMemory {
  config: Promise<BuildConfig> | undefined
  readonly found: Map<string, Promise<readonly string[]>>
  readonly assessed: Map<string, Promise<Assessment>>
}

function newBuild(): BuildMemory {
  return { config: undefined, found: new Map(), assessed: new Map() }
}

/** Judges the models of one bundler's builds, one after the other. Knows no bundler. */
export class Session {
  readonly options: ResolvedOptions
  /** The folder of the project, absolute. */
  readonly root: string
  private build: BuildMemory = newBuild()
  private remembering: Promise<AssessFile> | undefined
  private lastConfigFile: string | undefined
  private told: ReadonlySet<string> = new Set()
  private toldSummary: string | undefined

  /** @param root what the bundler takes for the folder of the project */
  constructor(options: ResolvedOptions, root: string) {
    this.options = options
    this.root = resolve(options.root ?? root)
  }

  /** Starts a build: what is known of the config and the files may be out of date. They are read when asked for. */
  begin(): void {
    this.build = newBuild()
  }

  /**
   * Judges the models of a build. What is wrong with the config or a model is among the findings.
   * @param isWatching whether the bundler goes on after this build, so that nothing may fail it
   */
  async judge(sighted: SightedModels, isWatching: boolean): Promise<Judgement> {
    const { findings, report, watched } = await this.check(sighted)
    const mayFail = !isWatching && this.options.failOn !== 'never'
    const isNew = isWatching ? this.untold(findings) : () => true
    const summary = report === undefined ? undefined : toBuildText(report)
    const isSummaryNew = summary !== this.toldSummary
    this.toldSummary = summary
    return {
      errors: findings.filter(({ isFailure }) => isFailure && mayFail),
      warnings: findings.filter((finding) => !(finding.isFailure && mayFail) && isNew(finding)),
      findings,
      summary: isSummaryNew ? summary : undefined,
      report: report === undefined ? undefined : toJson(namedFromConfig(report)),
      watched,
    }
  }

  /** The config file and the target files that it names, absolute, where there are any. */
  async configFiles(): Promise<string[]> {
    try {
      const { file, targetFiles } = await this.config()
      return [...(file === undefined ? [] : [file]), ...targetFiles]
    } catch (error) {
      return error instanceof PreciousError ? this.configOf(error) : []
    }
  }

  /** Whether a build with these models would have errors; nothing counts as told. */
  async fails(sighted: SightedModels, isWatching: boolean): Promise<boolean> {
    if (isWatching || this.options.failOn === 'never') return false
    const { findings } = await this.check(sighted)
    return findings.some(({ isFailure }) => isFailure)
  }

  /**
   * The module that `import cost from './model.tflite?precious'` gives.
   * @param file absolute
   * @throws PreciousError where the config or the model cannot be read
   */
  async costModule(file: string): Promise<{ readonly code: string; readonly watched: readonly string[] }> {
    const { config, file: configFile, targetFiles } = await this.config()
    const { bundled } = await pathsOfModels(config, this.options.scope, [file], this.find)
    const [path = file] = bundled.keys()
    const selected = [...budgetsFor(path, config).keys()]
    const targets = selected.length > 0 ? selected : config.targets
    const assessment = await this.assessFile(file, targets.map(estimatorsWith(config.ownTargets)))
    const watched = [file, ...(configFile === undefined ? [] : [configFile]), ...targetFiles]
    return { code: toCostModule(path, assessment), watched }
  }

  private async check(sighted: SightedModels): Promise<Checked> {
    const watched = new Set<string>()
    try {
      const { config, file, targetFiles } = await this.config()
      for (const read of [...(file === undefined ? [] : [file]), ...targetFiles]) watched.add(read)
      const { bundled, find } = await pathsOfModels(config, this.options.scope, sighted.files, this.find)
      for (const model of [...bundled.values()].flat()) watched.add(model)
      const isBundleOnly = this.options.scope === 'bundle'
      const optional = <Entry>(entries: readonly Entry[]): readonly (Entry & { readonly allowEmpty: boolean })[] =>
        entries.map((entry) => ({ ...entry, allowEmpty: true }))
      const models = isBundleOnly ? optional(config.models) : config.models
      const devices = isBundleOnly ? optional(config.devices) : config.devices
      const assessFile: AssessFile = (model, estimators) => {
        watched.add(model)
        return this.assessFile(model, estimators)
      }
      const ports = { files: { readFile: nodeFiles.readFile, find }, alsoModels: [...bundled.keys()], assessFile }
      const { report } = await check({ ...config, models, devices }, ports)
      const findings = await findingsOf(report, async (path) => {
        const names = bundled.get(path) ?? [resolve(config.directory, path)]
        return await placesOf(names, names.flatMap((name) => [...sighted.importersOf(name)]), this.root)
      })
      return { findings: [...findings, ...unheededFinding(config)], report, watched: [...watched] }
    } catch (error) {
      if (!(error instanceof PreciousError)) throw error
      for (const file of this.configOf(error)) watched.add(file)
      return { findings: [errorFinding(error)], report: undefined, watched: [...watched] }
    }
  }

  private config(): Promise<BuildConfig> {
    this.build.config ??= this.loadConfig()
    return this.build.config
  }

  private async loadConfig(): Promise<BuildConfig> {
    const { file, config: written } = await loadConfig(this.options, this.root)
    this.lastConfigFile = file
    const place = { directory: written.directory, shownFrom: this.root }
    const { config, files } = await withTargetFiles(written, place)
    return { file, config, targetFiles: files }
  }

  /** Where the config may be that an error is about: to be watched, so that correcting or adding it is noticed. */
  private configOf({ code, where }: PreciousError): string[] {
    const last = this.lastConfigFile === undefined ? [] : [this.lastConfigFile]
    if (code.startsWith('target/')) return [...last, ...(where === undefined ? [] : [this.fileAt(where)])]
    if (!code.startsWith('config/')) return []
    if (where !== undefined) return [this.fileAt(where)]
    return this.lastConfigFile === undefined ? usualConfigs.map((name) => join(this.root, name)) : [this.lastConfigFile]
  }

  /** A place that a message names, without its line. */
  private fileAt(where: string): string {
    return resolve(this.root, where.replace(/:\d+$/, ''))
  }

  /** The files that globs match, looked for once in a build. */
  private readonly find: FindFiles = (globs, directory) => {
    const key = JSON.stringify([globs, directory])
    const found = this.build.found.get(key) ?? nodeFiles.find(globs, directory)
    this.build.found.set(key, found)
    return found
  }

  /** Reads a model once in a build, however often it is asked for. */
  private readonly assessFile: AssessFile = (file, estimators) => {
    const key = JSON.stringify([file, ...estimators.map(({ target }) => target)])
    const assessed = this.build.assessed.get(key) ?? this.assessAnew(file, estimators)
    this.build.assessed.set(key, assessed)
    return assessed
  }

  private readonly assessAnew: AssessFile = async (file, estimators) => {
    this.remembering ??= this.openCache()
    return await (await this.remembering)(file, estimators)
  }

  private async openCache(): Promise<AssessFile> {
    const { cache } = this.options
    const folder = cache?.folder === undefined ? usualCacheFolder(this.root) : resolve(this.root, cache.folder)
    const store = cache === undefined ? undefined : new Store(await folder)
    return rememberAssessments({ store, trustsStamps: !isCi() })
  }

  /** Remembers what is told now, and says of each finding whether it was not told the time before. */
  private untold(findings: readonly Finding[]): (finding: Finding) => boolean {
    const before = this.told
    this.told = new Set(findings.map(({ subject }) => subject))
    return ({ subject }) => !before.has(subject)
  }
}
