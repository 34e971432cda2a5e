import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Finding } from '../finding.ts'
import { isModelId } from '../import-location.ts'
import { pluginName, reportName } from '../names.ts'
import type { ResolvedOptions } from '../resolve-options.ts'
import { type Judgement, Session } from '../session.ts'
import { Sightings } from '../sightings.ts'
import { provideCostModules } from './webpack-cost-modules.ts'
import type { WebpackLikeCompilation, WebpackLikeCompiler, WebpackLikeModule } from './webpack-like.ts'

/** Where a summary goes. */
export type Log = (text: string) => void

/**
 * Observes the builds of webpack and what works like it: Rspack, and Rsbuild on top of that. Modules are seen before
 * they are joined, assets by the file they were made from. Nothing is loaded or changed.
 */
export function observeWebpack(compiler: WebpackLikeCompiler, options: ResolvedOptions, log?: Log): void {
  const session = new Session(options, compiler.context)
  const sightings = new Sightings()
  let judgement: Judgement | undefined

  compiler.hooks.run.tap(pluginName, () => session.begin())
  compiler.hooks.watchRun.tap(pluginName, () => session.begin())
  if (options.costModules) provideCostModules(compiler, session)

  compiler.hooks.thisCompilation.tap(pluginName, (compilation) => {
    sightings.clear()
    judgement = undefined
    let judging: Promise<Judgement> | undefined
    const { PROCESS_ASSETS_STAGE_ADDITIONS, PROCESS_ASSETS_STAGE_REPORT } = compiler.webpack.Compilation
    // Behind the stage in which plugins copy files, before the one in which names are hashed.
    const start = { name: pluginName, stage: PROCESS_ASSETS_STAGE_ADDITIONS }
    compilation.hooks.processAssets.tapPromise(start, async () => {
      noteAssets(sightings, compilation, compiler.context)
      judging = session.judge(sightings, options.watch ?? compiler.watchMode)
      // What goes wrong is told in the last stage.
      judging.catch(() => undefined)
      if (!options.emit) return
      const { report } = await judging
      if (report !== undefined) compilation.emitAsset(reportName, new compiler.webpack.sources.RawSource(report))
    })
    // Models are judged while the minimiser works, which has processes of its own.
    const end = { name: pluginName, stage: PROCESS_ASSETS_STAGE_REPORT }
    compilation.hooks.processAssets.tapPromise(end, async () => {
      judgement = await judging
      const { errors = [], warnings = [], watched = [] } = judgement ?? {}
      compilation.warnings.push(...warnings.map((finding) => messageOf(finding, compiler)))
      if (options.failOn === 'before-write') compilation.errors.push(...errors.map((one) => messageOf(one, compiler)))
      for (const file of watched) {
        const dependencies = existsSync(file) ? compilation.fileDependencies : compilation.missingDependencies
        dependencies.add(file)
      }
    })
  })
  // Child compilers, as those for workers, take part in this hook but not in `thisCompilation`.
  compiler.hooks.compilation.tap(pluginName, (compilation) => {
    compilation.hooks.finishModules.tap(pluginName, (modules) => noteModules(sightings, compilation, modules))
  })
  // By default webpack's development mode writes in spite of errors.
  compiler.hooks.shouldEmit.tap(pluginName, () => {
    const isRefused = options.failOn === 'before-write' && (judgement?.errors.length ?? 0) > 0
    return isRefused ? false : undefined
  })
  compiler.hooks.afterEmit.tap(pluginName, (compilation) => {
    if (options.failOn !== 'after-write') return
    compilation.errors.push(...(judgement?.errors ?? []).map((one) => messageOf(one, compiler)))
  })
  compiler.hooks.done.tap(pluginName, () => {
    if (judgement?.summary === undefined) return
    const print = log ?? ((text) => compiler.getInfrastructureLogger(pluginName).info(text))
    print(judgement.summary)
  })
}

function noteModules(
  sightings: Sightings,
  compilation: WebpackLikeCompilation,
  modules: Iterable<WebpackLikeModule>,
): void {
  for (const module of modules) {
    const resource = resourceOf(module)
    if (resource === undefined || !isModelId(resource)) continue
    sightings.note(resource)
    for (const importer of importersOf(compilation, module)) sightings.note(resource, importer)
  }
}

/** The files that import a module. What `require.context` and the like make is no file, so that who asked for it counts. */
function importersOf(
  compilation: WebpackLikeCompilation,
  module: WebpackLikeModule,
  seen: Set<WebpackLikeModule> = new Set(),
): string[] {
  if (seen.has(module)) return []
  seen.add(module)
  return [...compilation.moduleGraph.getIncomingConnections(module)].flatMap(({ originModule }) => {
    if (originModule === null || originModule === undefined) return []
    return resourceOf(originModule) ?? importersOf(compilation, originModule, seen)
  })
}

/** The file of a module, with its query; modules that are made of others have none. */
function resourceOf(module: WebpackLikeModule): string | undefined {
  return 'resource' in module && typeof module.resource === 'string' ? module.resource : undefined
}

/** Copied files, and what child compilers made of models. */
function noteAssets(sightings: Sightings, compilation: WebpackLikeCompilation, context: string): void {
  for (const { info } of compilation.getAssets()) {
    if (info.sourceFilename !== undefined) sightings.note(resolve(context, info.sourceFilename))
  }
}

/** A message of the bundler's own kind, which names the import where there is one. */
function messageOf({ text, place }: Finding, compiler: WebpackLikeCompiler): Error {
  const message = Object.assign(new compiler.webpack.WebpackError(text), { name: 'BudgetError', hideStack: true })
  if (place === undefined) return message
  const file = place.shownFile
  if (place.position === undefined) return Object.assign(message, { file })
  const { line, column, length } = place.position
  return Object.assign(message, { file, loc: { start: { line, column }, end: { line, column: column + length } } })
}
