import type { Plugin } from 'esbuild'
import { unplugin } from './plugin/factory.ts'
import type { PreciousOptions } from './plugin/options.ts'

export type { PreciousOptions }

/** Judges the budgets of the models in a esbuild build. */
const precious: (options?: PreciousOptions) => Plugin = unplugin.esbuild

// The second name makes `require` give the function itself.
export { precious as default, precious as 'module.exports' }
