import { createUnplugin, type UnpluginInstance } from 'unplugin'
import { asHostErrors } from './host-error.ts'
import { observeEsbuild } from './hosts/esbuild.ts'
import { observeFarm } from './hosts/farm.ts'
import { observeRollup } from './hosts/rollup.ts'
import { observeRsbuild } from './hosts/rsbuild.ts'
import { observeVite } from './hosts/vite.ts'
import { observeWebpack } from './hosts/webpack.ts'
import { pluginName } from './names.ts'
import type { PreciousOptions } from './options.ts'
import { resolveOptions } from './resolve-options.ts'

/**
 * The plugin for every bundler. Each is observed by its own interface, which says more than what they have in common:
 * unplugin packs the observers.
 */
export const unplugin: UnpluginInstance<PreciousOptions | undefined, false> = createUnplugin((user) => {
  const options = asHostErrors(() => resolveOptions(user))
  const rollup = observeRollup(options, { root: () => process.cwd() })
  return {
    name: pluginName,
    webpack: (compiler) => asHostErrors(() => observeWebpack(compiler, options)),
    rspack: (compiler) => asHostErrors(() => observeWebpack(compiler, options)),
    rsbuild: observeRsbuild(options),
    rollup,
    rolldown: rollup,
    vite: observeVite(options),
    esbuild: { setup: (build) => observeEsbuild(build, options) },
    farm: observeFarm(options),
  }
})
