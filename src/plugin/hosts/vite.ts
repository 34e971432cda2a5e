import type { Plugin } from 'vite'
import type { ResolvedOptions } from '../resolve-options.ts'
import { observeRollup } from './rollup.ts'
import { DevelopmentServer } from './vite-server.ts'

/** Observes the builds of Vite as those of Rollup, and its development server. */
export function observeVite(options: ResolvedOptions): Partial<Plugin> {
  let root = process.cwd()
  let server: DevelopmentServer | undefined
  return {
    ...observeRollup(options, {
      root: () => root,
      isServing: () => server !== undefined,
      onStart: (build) => server?.serve(build),
      onReferences: () => server?.judgeSoon(),
    }),
    enforce: 'pre',
    configResolved(config) {
      root = config.root
    },
    configureServer(viteServer) {
      server = new DevelopmentServer(viteServer)
    },
  }
}
