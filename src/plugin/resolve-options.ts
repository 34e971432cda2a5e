import * as z from 'zod/mini'
import { findProblems } from '../budget/config-problems.ts'
import { knownKeys } from '../budget/config-schema.ts'
import { expecting, oneOf } from '../budget/schema-messages.ts'
import { PreciousError } from '../errors.ts'
import { mustNameTargets } from '../estimator/target.ts'
import { nearest } from '../nearest.ts'
import type { PreciousOptions } from './options.ts'

/** What stands in both the options and a config file. */
export type ConfigOptions = Pick<PreciousOptions, 'target' | 'models' | 'uncertain' | 'unknown' | 'compile' | 'devices'>

/** The options with all defaults filled in. */
export interface ResolvedOptions {
  readonly config: string | false | undefined
  readonly scope: 'config' | 'bundle'
  readonly failOn: 'before-write' | 'after-write' | 'never'
  readonly emit: boolean
  readonly costModules: boolean
  /** Whether results are kept on disk, and where; undefined is the usual place. */
  readonly cache: { readonly folder: string | undefined } | undefined
  /** Undefined is what the bundler says. */
  readonly root: string | undefined
  /** Undefined is what the bundler says. */
  readonly watch: boolean | undefined
  /** Validated by itself; resolved with the config file. */
  readonly own: ConfigOptions
}

/** Refuses an empty one as if it were no text, so that the message of the whole choice is told. */
const someText = z.string().check(z.minLength(1, { abort: true }))

const pluginSchema = z.object({
  config: z.optional(z.union([someText, z.literal(false)], { error: () => 'must be the path of a file, or false' })),
  scope: z.optional(oneOf(['config', 'bundle'], 'Which models are judged.')),
  failOn: z.optional(oneOf(['before-write', 'after-write', 'never'], 'When a failed budget fails the build.')),
  emit: z.optional(z.boolean(expecting('true or false'))),
  costModules: z.optional(z.boolean(expecting('true or false'))),
  cache: z.optional(z.union([z.boolean(), someText], { error: () => 'must be true, false or the path of a folder' })),
  root: z.optional(z.string(expecting('the path of a folder')).check(z.minLength(1, 'must be the path of a folder'))),
  watch: z.optional(z.boolean(expecting('true or false'))),
})

const pluginKeys: readonly string[] = Object.keys(pluginSchema.shape)
const allKeys: readonly string[] = [...knownKeys.config, ...pluginKeys]

/** Stand for what the config file may say, so that what is missing here does not count as a mistake. */
const someTarget = { target: 'any' } as const
const someModels = { models: [{ match: '*' }] } as const

/**
 * Validates the options and fills in their defaults.
 * @throws PreciousError `options/invalid` that lists everything that is wrong
 */
export function resolveOptions(user: PreciousOptions = {}): ResolvedOptions {
  const given: unknown = user
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw invalid(['they must be an object'])
  const known = pick(given, allKeys)
  const own = pick(known, knownKeys.config)
  const parsed = z.safeParse(pluginSchema, known)
  const problems = [
    ...Object.keys(given).filter((key) => !allKeys.includes(key)).map(unknownKey),
    ...(parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)),
    ...problemsOfConfig(own, known['config'] !== false),
    ...problemsOfTargets(own),
    ...(known['config'] === false && own['models'] === undefined ? ['models is missing, and config is false'] : []),
  ]
  if (!parsed.success || problems.length > 0) throw invalid(problems)
  const { config, scope = 'config', failOn = 'before-write', emit = false, costModules = false } = parsed.data
  const { cache = true, root, watch } = parsed.data
  return {
    config,
    scope,
    failOn,
    emit,
    costModules,
    cache: cache === false ? undefined : { folder: cache === true ? undefined : cache },
    root,
    watch,
    own,
  }
}

function problemsOfConfig(own: ConfigOptions, hasFile: boolean): string[] {
  const { problems = [] } = findProblems({ ...(hasFile ? someTarget : {}), ...someModels, ...own })
  // Without models the target is the lesser worry.
  const isAboutTarget = own.models === undefined && own.target === undefined
  return problems.filter(({ path }) => !(isAboutTarget && path[0] === 'target')).map(({ text }) => text)
}

/** Looks at what is not valid too, so that all is told at once. */
function problemsOfTargets({ target, models }: ConfigOptions): string[] {
  const entries: readonly unknown[] = Array.isArray(models) ? models : []
  const named = [target, ...entries.map((entry) => isObject(entry) ? entry['target'] : undefined)].flat()
  const targets = named.filter((name) => typeof name === 'string').map((name) => name.trim())
  return [...new Set(targets)].filter((name) => name !== '').flatMap(problemOfTarget)
}

function problemOfTarget(target: string): string[] {
  try {
    mustNameTargets([target])
    return []
  } catch (error) {
    if (!(error instanceof PreciousError)) throw error
    return [`${error.what}; ${error.hint.charAt(0).toLowerCase()}${error.hint.slice(1)}`]
  }
}

function unknownKey(key: string): string {
  const near = nearest(key, allKeys)
  const advice = near === undefined ? `known are ${allKeys.join(', ')}` : `the nearest known one is "${near}"`
  return `${key} is not a known option; ${advice}`
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** Properties that are there but undefined count as missing. */
function pick(object: object, keys: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(object).filter(([key, value]) => keys.includes(key) && value !== undefined))
}

function invalid(problems: readonly string[]): PreciousError {
  const [first = ''] = problems
  const list = problems.map((text) => `\n  ${text}`).join('')
  const what = problems.length === 1 ? first : `there are ${problems.length} problems:${list}`
  return new PreciousError('options/invalid', {
    what,
    hint: 'Correct the options given to the plugin and run again',
    where: 'plugin options',
  })
}
