import type { Plugin } from 'vite'
import type { ResolvedOptions } from '../resolve-options.ts'
import { pluginName } from '../names.ts'
import { buildsOf, observeRollup, observeWorker } from './rollup.ts'
import { DevelopmentServer } from './vite-server.ts'

/** Observes the builds of Vite as those of Rollup, and its development server. */
export function observeVite(options: ResolvedOptions): Partial<Plugin> {
  let root = process.cwd()
  let server: DevelopmentServer | undefined
  const host = { root: () => root, isServing: () => server !== undefined }
  const buildOf = buildsOf(options, host)
  return {
    ...observeRollup(options, {
      ...host,
      buildOf,
      onStart: (build) => server?.serve(build),
      onReferences: () => server?.judgeSoon(),
    }),
    enforce: 'pre',
    // Vite bundles workers apart, with plugins of their own.
    config: () => ({
      worker: { plugins: () => [{ name: `${pluginName}:worker`, enforce: 'pre', ...observeWorker(options, buildOf) }] },
    }),
    configResolved(config) {
      root = config.root
    },
    configureServer(viteServer) {
      server = new DevelopmentServer(viteServer)
    },
  }
}
