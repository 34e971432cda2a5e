import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PreciousError } from '../../errors.ts'
import { costQuery } from '../cost-module.ts'
import { hostError } from '../host-error.ts'
import { withoutQuery } from '../import-location.ts'
import { pluginName } from '../names.ts'
import type { Session } from '../session.ts'
import { version } from '../../version.ts'
import type { WebpackLikeCompiler } from './webpack-like.ts'

/** The sessions of compilers, for the loader. */
const sessions = new WeakMap<object, Session>()

/**
 * Lets `import cost from './model.tflite?precious'` give the estimates of a model. The request is resolved as any other,
 * so that aliases work, but loaded by the loader of this package alone and treated as a JavaScript module whatever rules
 * there are for models.
 * @throws PreciousError `options/invalid` where a rule takes such imports already
 */
export function provideCostModules(compiler: WebpackLikeCompiler, session: Session): void {
  refuseOtherRules(compiler.options.module.rules)
  sessions.set(compiler, session)
  // The version is part of a module's name in persistent caches.
  const loader = `${fileURLToPath(new URL('./cost-loader.js', import.meta.url))}?${version}`
  compiler.hooks.normalModuleFactory.tap(pluginName, (factory) => {
    factory.hooks.beforeResolve.tapPromise(pluginName, (data) => {
      if (/^[^!]*\.tflite\?precious$/.test(data.request)) {
        const name = basename(withoutQuery(data.request))
        // `!!` leaves out every loader that rules would add.
        data.request = `./${name}.precious.mjs!=!!!${loader}!${data.request}`
      }
      return Promise.resolve()
    })
  })
}

/** What the loader uses of its context. */
export interface CostLoaderContext {
  readonly resourcePath: string
  readonly _compiler?: object | undefined
  addDependency(file: string): void
  async(): (error: unknown, code?: string) => void
}

/** Gives the code of a cost module to webpack or Rspack. */
export async function loadCostModule(context: CostLoaderContext): Promise<void> {
  const done = context.async()
  const session = sessionOf(context._compiler)
  if (session === undefined) {
    done(new Error('the plugin unplugin-precious, which makes these modules, does not belong to this compiler'))
    return
  }
  try {
    const { code, watched } = await session.costModule(context.resourcePath)
    for (const file of watched) context.addDependency(file)
    done(null, code)
  } catch (error) {
    done(error instanceof PreciousError ? hostError(error.message) : error)
  }
}

/** A child compiler has the session of its parent. */
function sessionOf(compiler: unknown): Session | undefined {
  if (typeof compiler !== 'object' || compiler === null) return undefined
  return sessions.get(compiler) ?? sessionOf(property(property(compiler, 'parentCompilation'), 'compiler'))
}

function refuseOtherRules(rules: readonly unknown[]): void {
  if (!rules.some(takesCostQuery)) return
  throw new PreciousError('options/invalid', {
    what: `a rule in module.rules takes imports with the query "${costQuery}", which costModules is for`,
    hint: `Exclude "${costQuery}" from its resourceQuery, or leave out costModules`,
    where: 'plugin options',
  })
}

/** Whether a rule is meant for such imports: one that takes every query is not. */
function takesCostQuery(rule: unknown): boolean {
  const condition = property(rule, 'resourceQuery')
  if (condition !== undefined) return takesQuery(condition, costQuery) && !takesQuery(condition, '')
  return [property(rule, 'rules'), property(rule, 'oneOf')].some(
    (nested) => Array.isArray(nested) && nested.some(takesCostQuery),
  )
}

/** Evaluates a condition as webpack does. */
function takesQuery(condition: unknown, query: string): boolean {
  if (typeof condition === 'string') return query.startsWith(condition)
  if (condition instanceof RegExp) return condition.test(query)
  if (typeof condition === 'function') return Boolean(condition(query))
  if (Array.isArray(condition)) return condition.some((one) => takesQuery(one, query))
  const [and, or, not] = ['and', 'or', 'not'].map((name) => property(condition, name))
  return (
    (and === undefined || [and].flat().every((one) => takesQuery(one, query))) &&
    (or === undefined || takesQuery(or, query)) &&
    (not === undefined || !takesQuery(not, query))
  )
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
