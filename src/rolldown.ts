import type { Plugin } from 'rolldown'
import { unplugin } from './plugin/factory.ts'
import type { PreciousOptions } from './plugin/options.ts'

export type { PreciousOptions }

/** Judges the budgets of the models in a Rolldown build. */
const precious: (options?: PreciousOptions) => Plugin = unplugin.rolldown

// The second name makes `require` give the function itself.
export { precious as default, precious as 'module.exports' }
