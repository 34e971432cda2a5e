import type { WebpackPluginInstance } from 'webpack'
import { unplugin } from './plugin/factory.ts'
import type { PreciousOptions } from './plugin/options.ts'

export type { PreciousOptions }

/** Judges the budgets of the models in a webpack build. */
const precious: (options?: PreciousOptions) => WebpackPluginInstance = unplugin.webpack

// The second name makes `require` give the function itself.
export { precious as default, precious as 'module.exports' }
