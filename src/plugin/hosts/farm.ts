import type { JsPlugin } from '@farmfe/core'
import { costQuery } from '../cost-module.ts'
import type { Finding } from '../finding.ts'
import { isModelId } from '../import-location.ts'
import { pluginName, reportName } from '../names.ts'
import type { ResolvedOptions } from '../resolve-options.ts'
import { type Judgement, Session } from '../session.ts'
import { Sightings } from '../sightings.ts'

/** What the plugin uses of Farm's compiler. */
interface FarmCompiler {
  /** Absolute paths of all modules, also of those from the persistent cache. */
  resolvedModulePaths(root: string): string[]
  /** Absolute paths of the files that import a module. */
  getParentFiles(file: string): string[]
  addExtraWatchFile(root: string, files: string[]): void
}

/** Observes the builds of Farm by the modules that its compiler has, also those from its persistent cache. */
export function observeFarm(options: ResolvedOptions): Partial<JsPlugin> {
  let session = new Session(options, process.cwd())
  let isDevelopment = false
  let compiler: FarmCompiler | undefined
  let judgement: Judgement | undefined

  return {
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
      executor: async (_, context) => {
        session.begin()
        judgement = await session.judge(sightingsOf(compiler, session.root), options.watch ?? isDevelopment)
        const { errors, warnings, summary, report, watched } = judgement
        compiler?.addExtraWatchFile(session.root, [...watched])
        for (const { text } of warnings) context?.warn(`[${pluginName}] ${text}`)
        if (summary !== undefined) console.log(summary)
        if (options.emit && report !== undefined) {
          const content = [...Buffer.from(report)]
          context?.emitFile({ resolvedPath: reportName, name: reportName, content, resourceType: 'json' })
        }
        if (options.failOn === 'before-write' && errors.length > 0) throw buildError(errors)
        return undefined
      },
    },
    writeResources: {
      executor: async () => {
        const errors = judgement?.errors ?? []
        if (options.failOn !== 'after-write' || errors.length === 0) return
        // An error thrown here would end the process with a stack.
        console.error(buildError(errors).message)
        process.exitCode = 1
      },
    },
    ...(options.costModules ? costModuleHooks(() => session) : {}),
  }
}

function sightingsOf(compiler: FarmCompiler | undefined, root: string): Sightings {
  const sightings = new Sightings()
  for (const path of compiler?.resolvedModulePaths(root) ?? []) {
    if (!isModelId(path)) continue
    sightings.note(path)
    for (const importer of compiler?.getParentFiles(path) ?? []) sightings.note(path, importer)
  }
  return sightings
}

function buildError(findings: readonly Finding[]): Error {
  const message = findings.map(({ text }) => text).join('\n\n')
  return Object.assign(new Error(message), { stack: '' })
}

function costModuleHooks(session: () => Session): Pick<JsPlugin, 'resolve' | 'load'> {
  return {
    resolve: {
      filters: { sources: [String.raw`\.tflite\?precious$`], importers: ['.*'] },
      executor: async ({ source, importer, kind }, context, hookContext) => {
        if (context === undefined) return null
        const path = source.slice(0, -costQuery.length)
        const caller = `${hookContext?.caller ?? ''} ${pluginName}`
        const resolved = await context.resolve({ source: path, importer, kind }, { meta: {}, caller })
        return { ...resolved, query: [[costQuery.slice(1), '']] }
      },
    },
    load: {
      filters: { resolvedPaths: [String.raw`\.tflite$`] },
      executor: async ({ resolvedPath, query }) => {
        if (!query.some(([name]) => name === costQuery.slice(1))) return null
        const { code } = await session().costModule(resolvedPath)
        return { content: code, moduleType: 'js' }
      },
    },
  }
}
