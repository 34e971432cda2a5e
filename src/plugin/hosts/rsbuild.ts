import type { RsbuildPlugin } from '@rsbuild/core'
import { asHostErrors } from '../host-error.ts'
import type { ResolvedOptions } from '../resolve-options.ts'
import type { WebpackLikeCompiler } from './webpack-like.ts'
import { observeWebpack } from './webpack.ts'

/** Observes the Rspack inside Rsbuild. Rsbuild keeps Rspack's own log to errors, so the summary goes to its logger. */
export function observeRsbuild(options: ResolvedOptions): Partial<RsbuildPlugin> {
  return {
    setup(api) {
      api.modifyRspackConfig((config) => {
        config.plugins ??= []
        config.plugins.push({
          apply: (compiler: WebpackLikeCompiler) => {
            asHostErrors(() => observeWebpack(compiler, options, (text) => api.logger.info(text)))
          },
        })
      })
    },
  }
}
