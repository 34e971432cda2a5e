import { dirname, resolve } from 'node:path'
import type { OnEndResult, OnLoadResult, OnResolveArgs, OnResolveResult, PartialMessage, PluginBuild, ResolveResult } from 'esbuild'
import { PreciousError } from '../../errors.ts'
import { costQuery } from '../cost-module.ts'
import type { Finding } from '../finding.ts'
import { isModelId, withoutQuery } from '../import-location.ts'
import type { ResolvedOptions } from '../resolve-options.ts'
import { Session } from '../session.ts'
import { Sightings } from '../sightings.ts'
import { nodeFiles } from '../../host/files.ts'
import { pluginName, reportName } from '../names.ts'

const costNamespace = 'precious-cost'

/** Marks a resolution that this plugin asked for, so that it does not answer itself. */
const asked = { precious: true }

/**
 * Observes the builds of esbuild. It writes files before plugins hear of the end of a build, so budgets are judged
 * twice: at the start and at each import, where an error keeps it from writing, and at the end, where all imports are known.
 */
export function observeEsbuild(build: PluginBuild, options: ResolvedOptions): void {
  const { initialOptions } = build
  const session = new Session(options, initialOptions.absWorkingDir ?? process.cwd())
  const sightings = new Sightings()
  let builds = 0
  const isWatching = (): boolean => options.watch ?? builds > 1
  const known = new Set<string>()
  /** Whether esbuild was told not to write. */
  let isRefused = false
  const fails = async (...files: string[]): Promise<boolean> =>
    options.failOn === 'before-write' && (await session.fails({ files, importersOf: () => [] }, isWatching()))

  // Tells which files end up in the bundle. The result of a build has it then, too.
  initialOptions.metafile = true

  build.onStart(async () => {
    builds++
    sightings.clear()
    known.clear()
    session.begin()
    isRefused = await fails()
    return isRefused ? { errors: [stop] } : null
  })

  build.onResolve({ filter: /\.tflite$/ }, async (args): Promise<OnResolveResult | null> => {
    if (args.pluginData === asked) return null
    const { path, errors, warnings, ...resolved } = await resolveAgain(build, args, args.path)
    // esbuild has the better words for what cannot be resolved.
    if (errors.length > 0) return null
    const isKnown = known.has(path)
    known.add(path)
    sightings.note(path, args.importer === '' ? undefined : args.importer)
    const isReason = !isKnown && !isRefused && (await fails(path))
    isRefused ||= isReason
    // What esbuild resolved by itself, and the config to watch beside it.
    const watchFiles = await session.configFiles()
    return { ...resolved, path, warnings, watchFiles, ...(isReason ? { errors: [stop] } : {}) }
  })

  if (options.costModules) provideCostModules(build, session)

  build.onEnd(async ({ metafile }): Promise<OnEndResult> => {
    const inputs = Object.entries(metafile?.inputs ?? {})
    for (const [importer, { imports }] of inputs) {
      if (isModelId(importer)) sightings.note(resolve(session.root, importer))
      for (const { path } of imports) {
        if (isModelId(path)) sightings.note(resolve(session.root, path), resolve(session.root, importer))
      }
    }
    const { errors, warnings, summary, report } = await session.judge(sightings, isWatching())
    const isUnwritten = options.failOn === 'before-write' && errors.length > 0
    if (options.emit && report !== undefined && !isUnwritten) await emit(build, session.root, report)
    const taken = options.costModules ? inputs.flatMap(([, { imports }]) => imports.filter(isTaken)) : []
    const result = {
      errors: [...errors.map(messageOf), ...taken.slice(0, 1).map(takenMessage)],
      warnings: warnings.map(messageOf),
    }
    if (!(await isContext(build))) await print(build, result)
    if (summary !== undefined && showsInformation(initialOptions.logLevel)) console.error(summary)
    return result
  })
}

/** Whether this was built by a context, whose builds are not over yet when their end is told. */
async function isContext(build: PluginBuild): Promise<boolean> {
  const asking = { kind: 'entry-point', resolveDir: process.cwd(), pluginData: asked } as const
  return await build.resolve('.', asking).then(() => true, () => false)
}

/** esbuild shows the messages of a build's end where a context builds but not where `build` does, so this does. */
async function print({ esbuild, initialOptions }: PluginBuild, { errors, warnings }: Messages): Promise<void> {
  const { logLevel = 'warning', color = process.stderr.isTTY && process.env['NO_COLOR'] === undefined } = initialOptions
  if (logLevel === 'silent') return
  const shown = { error: errors, warning: logLevel === 'error' ? [] : warnings }
  for (const kind of ['error', 'warning'] as const) {
    const named = shown[kind].map((message) => ({ pluginName, ...message }))
    for (const text of await esbuild.formatMessages(named, { kind, color })) console.error(text.trimEnd())
  }
}

/** The levels at which esbuild shows what it has written. */
function showsInformation(level: string | undefined): boolean {
  return level === 'info' || level === 'debug' || level === 'verbose'
}

interface Messages {
  readonly errors: readonly PartialMessage[]
  readonly warnings: readonly PartialMessage[]
}

/** Keeps esbuild from writing; what is wrong comes at the end, with the places of the imports. */
const stop: PartialMessage = { text: 'Nothing is written, because of what follows.' }

async function resolveAgain(build: PluginBuild, args: OnResolveArgs, path: string): Promise<ResolveResult> {
  const { importer, namespace, resolveDir, kind } = args
  return await build.resolve(path, { importer, namespace, resolveDir, kind, pluginData: asked })
}

function messageOf({ text, place }: Finding): PartialMessage {
  if (place === undefined) return { text }
  if (place.position === undefined) return { text, location: { file: place.shownFile } }
  const { line, column, length, lineText } = place.position
  // esbuild counts columns in bytes.
  const bytesBefore = Buffer.byteLength(lineText.slice(0, column))
  const bytes = Buffer.byteLength(lineText.slice(column, column + length))
  return { text, location: { file: place.shownFile, line, column: bytesBefore, length: bytes, lineText } }
}

/** esbuild lets plugins add no files of their own. */
async function emit({ initialOptions }: PluginBuild, root: string, report: string): Promise<void> {
  const { outdir, outfile, write } = initialOptions
  const folder = outdir ?? (outfile === undefined ? undefined : dirname(outfile))
  if (folder === undefined || write === false) return
  await nodeFiles.writeFileAtomically(resolve(root, folder, reportName), report)
}

function provideCostModules(build: PluginBuild, session: Session): void {
  build.onResolve({ filter: /\.tflite\?precious$/ }, async (args): Promise<OnResolveResult> => {
    const resolved = await resolveAgain(build, args, withoutQuery(args.path))
    if (resolved.errors.length > 0) return { errors: resolved.errors }
    return { path: resolved.path, namespace: costNamespace }
  })
  build.onLoad({ filter: /.*/, namespace: costNamespace }, async ({ path }): Promise<OnLoadResult> => {
    try {
      const { code, watched } = await session.costModule(path)
      return { contents: code, loader: 'js', watchFiles: [...watched] }
    } catch (error) {
      if (!(error instanceof PreciousError)) throw error
      return { errors: [{ text: error.message }], watchFiles: [path, ...(await session.configFiles())] }
    }
  })
}

/** Whether another plugin answered an import that asks for a cost module. */
function isTaken({ original, path }: { readonly original?: string; readonly path: string }): boolean {
  return original?.endsWith(`.tflite${costQuery}`) === true && !path.startsWith(`${costNamespace}:`)
}

function takenMessage({ original }: { readonly original?: string }): PartialMessage {
  const text =
    `Another plugin takes the import "${original}", which costModules is for. Put unplugin-precious before it, or leave out ` +
    'costModules.'
  return { text }
}
