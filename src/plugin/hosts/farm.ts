import { readFileSync, watchFile } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import type { JsPlugin } from '@farmfe/core'
import { nodeFiles } from '../../host/files.ts'
import { costQuery } from '../cost-module.ts'
import type { Finding } from '../finding.ts'
import { hostError } from '../host-error.ts'
import { findModelReferences, isModelId, mayMean } from '../import-location.ts'
import { pluginName, reportName } from '../names.ts'
import type { ResolvedOptions } from '../resolve-options.ts'
import { type Judgement, Session, type SightedModels } from '../session.ts'

/** What the plugin uses of Farm's compiler. */
interface FarmCompiler {
  /** Absolute paths of all modules, also of those from the persistent cache. */
  resolvedModulePaths(root: string): string[]
  /** Relative to the root. */
  outputPath(): string
}

/** How often a config is looked at. */
const pollMs = 500

/** Observes the builds of Farm by the modules that its compiler has, also those from its persistent cache. */
export function observeFarm(options: ResolvedOptions): Partial<JsPlugin> {
  let session = new Session(options, process.cwd())
  let isDevelopment = false
  let compiler: FarmCompiler | undefined
  let judgement: Judgement | undefined
  const others = new Set<string>()

  async function judge(): Promise<Judgement> {
    const isWatching = options.watch ?? isDevelopment
    session.begin()
    judgement = await session.judge(sightingsOf(compiler, session.root), isWatching)
    // Farm shows what its context is told at earlier hooks only.
    for (const { text } of judgement.warnings) console.warn(`[ ${pluginName} ] Warning: ${text}`)
    if (judgement.summary !== undefined) console.log(`[ ${pluginName} ] ${judgement.summary}`)
    if (isWatching) watchOthers(judgement.watched)
    return judgement
  }

  /** Farm fails on files to watch that are no modules of its, as the config. */
  function watchOthers(files: readonly string[]): void {
    const modules = new Set(compiler?.resolvedModulePaths(session.root))
    for (const file of files) {
      if (others.has(file) || modules.has(file)) continue
      others.add(file)
      watchFile(file, { persistent: false, interval: pollMs }, () => void judge().catch(console.error))
    }
  }

  return {
    // Before Farm's own plugins, which take every request that ends like a file they know.
    priority: 1_000,
    configResolved: ({ root, compilation }) => {
      session = new Session(options, root ?? process.cwd())
      // Farm watches in this mode alone, unless the user sets another.
      isDevelopment = compilation?.mode === 'development'
    },
    configureDevServer: () => {
      isDevelopment = true
    },
    configureCompiler: (given) => {
      compiler = given
    },
    // Called for the first build and for each update after it; an error here keeps Farm from writing.
    finalizeResources: {
      executor: async () => {
        const { errors } = await judge()
        if (options.failOn === 'before-write' && errors.length > 0) throw hostError(textOf(errors))
        return undefined
      },
    },
    writeResources: {
      executor: async () => {
        // A file that is emitted when all modules are known comes too late for Farm.
        if (options.emit && judgement?.report !== undefined && compiler !== undefined) {
          const folder = resolve(session.root, compiler.outputPath())
          await nodeFiles.writeFileAtomically(join(folder, reportName), judgement.report)
        }
        const errors = judgement?.errors ?? []
        if (options.failOn !== 'after-write' || errors.length === 0) return
        // An error thrown here would end the process with a stack.
        console.error(textOf(errors))
        process.exitCode = 1
      },
    },
    ...(options.costModules ? costModuleHooks(() => session) : {}),
  }
}

function sightingsOf(compiler: FarmCompiler | undefined, root: string): SightedModels {
  const modules = [...new Set(compiler?.resolvedModulePaths(root))]
  const isSource = (path: string): boolean => isAbsolute(path) && !isModelId(path) && !/[\\/]node_modules[\\/]/.test(path)
  return {
    files: modules.filter(isModelId),
    importersOf: (model) => modules.filter((path) => isSource(path) && imports(path, model)),
  }
}

/** Farm ends the process when it is asked for the importers of a module with a query, so the sources tell. */
function imports(path: string, model: string): boolean {
  try {
    return findModelReferences(readFileSync(path, 'utf8')).some((reference) => mayMean(reference, path, model))
  } catch {
    // Modules that plugins made are no files.
    return false
  }
}

function textOf(findings: readonly Finding[]): string {
  return findings.map(({ text }) => text).join('\n\n')
}

/** What follows a model's path in the path of its cost module: Farm takes what ends like a model for a file to copy. */
const costEnding = '.precious.js'

function costModuleHooks(session: () => Session): Pick<JsPlugin, 'resolve' | 'load'> {
  return {
    resolve: {
      filters: { sources: [String.raw`\.tflite\?precious$`], importers: ['.*'] },
      executor: async ({ source, importer, kind }, context) => {
        if (context === undefined) return null
        const path = source.slice(0, -costQuery.length)
        const resolved = await context.resolve({ source: path, importer, kind }, { meta: {}, caller: pluginName })
        // Farm gives null for what it cannot find, whatever its types say.
        const resolvedPath: string | undefined = resolved?.resolvedPath
        if (resolvedPath === undefined) return null
        return { resolvedPath: resolvedPath + costEnding, query: [], sideEffects: false, external: false, meta: {} }
      },
    },
    load: {
      filters: { resolvedPaths: [String.raw`\.tflite\.precious\.js$`] },
      executor: async ({ resolvedPath }) => {
        const { code } = await session().costModule(resolvedPath.slice(0, -costEnding.length))
        return { content: code, moduleType: 'js' }
      },
    },
  }
}
