import { dirname, resolve } from 'node:path'
import { PreciousError } from '../../errors.ts'
import { costQuery } from '../cost-module.ts'
import { withoutQuery } from '../import-location.ts'
import { reportName } from '../names.ts'
import type { ResolvedOptions } from '../resolve-options.ts'
import { RollupBuild } from './rollup-build.ts'
import type { RollupLikeContext, RollupLikeHooks } from './rollup-like.ts'
import { errorOf, logOf } from './rollup-log.ts'

/** What differs between the bundlers of Rollup's family. */
export interface RollupHost {
  /** The folder of the project; asked when the first build starts. */
  readonly root: () => string
  /** Whether a development server runs: its environments are one build, so that what is told is told once. */
  readonly isServing?: () => boolean
  /** Gives the builds where others need them too. */
  readonly buildOf?: BuildOf
  /** Called when a build starts. */
  readonly onStart?: (build: RollupBuild) => void
  /** Called when a module turns out to name models. */
  readonly onReferences?: (build: RollupBuild) => void
}

/** Gives the build that a hook is called for. */
export type BuildOf = (context: RollupLikeContext) => RollupBuild

const costModuleId = /\.tflite\?precious$/

/** The hooks that observe a build of Rollup, Rolldown or Vite. */
export function observeRollup(options: ResolvedOptions, host: RollupHost): RollupLikeHooks {
  const { onStart, onReferences } = host
  const buildOf = host.buildOf ?? buildsOf(options, host)
  const isWatching = ({ meta }: RollupLikeContext): boolean => options.watch ?? meta.watchMode

  return {
    buildStart() {
      const build = buildOf(this)
      build.begin()
      onStart?.(build)
    },

    watchChange(id) {
      buildOf(this).forget(id)
    },

    transform: {
      // Before other plugins, so that lines are those of the file.
      order: 'pre',
      filter: { code: '.tflite' },
      handler(code, id) {
        const build = buildOf(this)
        build.noteReferences(id, code)
        onReferences?.(build)
        return null
      },
    },

    async buildEnd(error) {
      if (error !== undefined) return
      const build = buildOf(this)
      if (options.costModules) refuseOtherPlugins(this, build)
      // Vite empties the output folder and copies public files before bundles are generated.
      if (options.failOn !== 'before-write' || !(await build.fails(this, isWatching(this)))) return
      const { errors, warnings } = await build.judge(this, {}, false)
      for (const warning of warnings) this.warn(logOf(warning))
      this.error(errorOf(errors))
    },

    generateBundle: {
      order: 'post',
      async handler(_, bundle) {
        const build = buildOf(this)
        const isFirst = !build.isJudged
        const { errors, warnings, summary, report, watched } = await build.judge(this, bundle, isWatching(this))
        if (options.emit && report !== undefined) this.emitFile({ type: 'asset', fileName: reportName, source: report })
        if (isFirst) {
          for (const file of watched) this.addWatchFile(file)
          for (const warning of warnings) this.warn(logOf(warning))
          if (summary !== undefined) this.info({ message: summary })
        }
        if (options.failOn === 'before-write' && errors.length > 0) this.error(errorOf(errors))
      },
    },

    writeBundle: {
      order: 'post',
      async handler(_, bundle) {
        const { errors } = await buildOf(this).judge(this, bundle, isWatching(this))
        if (options.failOn === 'after-write' && errors.length > 0) this.error(errorOf(errors))
      },
    },

    ...(options.costModules ? costModuleHooks(buildOf) : {}),
  }
}

/** One build for each environment, made when it is first asked for. */
export function buildsOf(options: ResolvedOptions, { root, isServing }: RollupHost): BuildOf {
  const builds = new Map<string, RollupBuild>()
  return ({ environment }) => {
    const name = isServing?.() === true ? '' : (environment?.name ?? '')
    const build = builds.get(name) ?? new RollupBuild(options, root())
    builds.set(name, build)
    return build
  }
}

/** The hooks that observe the bundles that Vite makes of workers: part of a build that is judged as a whole. */
export function observeWorker(options: ResolvedOptions, buildOf: BuildOf): Partial<RollupLikeHooks> {
  const costModules = options.costModules ? costModuleHooks(buildOf) : {}
  return {
    ...costModules,
    transform: {
      order: 'pre',
      filter: { code: '.tflite' },
      handler(code, id) {
        buildOf(this).noteReferences(id, code)
        return null
      },
    },
    buildEnd(error) {
      if (error === undefined) buildOf(this).noteWorker(this)
    },
  }
}

/** The hooks that make cost modules, before any other plugin. */
function costModuleHooks(buildOf: BuildOf): Partial<RollupLikeHooks> {
  return {
    resolveId: {
      order: 'pre',
      filter: { id: costModuleId },
      async handler(source, importer) {
        if (!costModuleId.test(source)) return null
        const path = withoutQuery(source)
        const resolved = await this.resolve(path, importer, { skipSelf: true })
        const file = resolved === null ? resolve(dirname(importer ?? ''), path) : withoutQuery(resolved.id)
        return file + costQuery
      },
    },

    load: {
      order: 'pre',
      filter: { id: costModuleId },
      async handler(id) {
        if (!costModuleId.test(id)) return null
        const build = buildOf(this)
        build.costModules.add(id)
        try {
          const { code, watched } = await build.session.costModule(withoutQuery(id))
          for (const file of watched) this.addWatchFile(file)
          return { code, moduleType: 'js', map: null }
        } catch (error) {
          if (!(error instanceof PreciousError)) throw error
          for (const file of await build.session.configFiles()) this.addWatchFile(file)
          this.addWatchFile(withoutQuery(id))
          return this.error({ message: error.message, id, stack: '' })
        }
      },
    },
  }
}

/** Says of cost modules that another plugin made that they are not this plugin's. */
function refuseOtherPlugins(context: RollupLikeContext, { costModules }: RollupBuild): void {
  const taken = [...context.getModuleIds()].find((id) => costModuleId.test(id) && !costModules.has(id))
  if (taken === undefined) return
  const message =
    `another plugin takes imports with the query "${costQuery}", which costModules is for. ` +
    'Keep it from them, or leave out costModules.'
  context.error({ message, id: taken, stack: '' })
}
