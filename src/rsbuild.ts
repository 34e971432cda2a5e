import type { RsbuildPlugin } from '@rsbuild/core'
import { unplugin } from './plugin/factory.ts'
import type { PreciousOptions } from './plugin/options.ts'

export type { PreciousOptions }

/** Judges the budgets of the models in a Rsbuild build. */
const precious: (options?: PreciousOptions) => RsbuildPlugin = unplugin.rsbuild

// The second name makes `require` give the function itself.
export { precious as default, precious as 'module.exports' }
