import type { JsPlugin } from '@farmfe/core'
import { unplugin } from './plugin/factory.ts'
import type { PreciousOptions } from './plugin/options.ts'

export type { PreciousOptions }

/** Judges the budgets of the models in a Farm build. */
const precious: (options?: PreciousOptions) => JsPlugin = unplugin.farm

// The second name makes `require` give the function itself.
export { precious as default, precious as 'module.exports' }
