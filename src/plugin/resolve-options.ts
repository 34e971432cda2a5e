import * as z from 'zod/mini'
import { findProblems } from '../budget/config-problems.ts'
import { knownKeys } from '../budget/config-schema.ts'
import { expecting, oneOf } from '../budget/schema-messages.ts'
import type { UserConfig } from '../budget/user-config.ts'
import { PreciousError } from '../errors.ts'
import { mustBeTarget } from '../estimator/target.ts'
import { nearest } from '../nearest.ts'
import type { PreciousOptions } from './options.ts'

/** What stands in both the options and a config file. */
export type ConfigOptions = Partial<Omit<UserConfig, '$schema'>>

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

const pluginSchema = z.object({
  config: z.optional(z.union([z.string().check(z.minLength(1)), z.literal(false)], expecting('the path of a file, or false'))),
  scope: z.optional(oneOf(['config', 'bundle'], 'Which models are judged.')),
  failOn: z.optional(oneOf(['before-write', 'after-write', 'never'], 'When a failed budget fails the build.')),
  emit: z.optional(z.boolean(expecting('true or false'))),
  costModules: z.optional(z.boolean(expecting('true or false'))),
  cache: z.optional(z.union([z.boolean(), z.string().check(z.minLength(1))], expecting('true, false or the path of a folder'))),
  root: z.optional(z.string(expecting('the path of a folder')).check(z.minLength(1, 'must be the path of a folder'))),
  watch: z.optional(z.boolean(expecting('true or false'))),
})

const pluginKeys: readonly string[] = Object.keys(pluginSchema.shape)
const allKeys: readonly string[] = [...knownKeys.config, ...pluginKeys]

/** Stands for what the config file may say, so that what is missing here does not count as a mistake. */
const fromFile = { target: 'any', models: [{ match: '*' }] } as const

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
    ...problemsOfConfig(own),
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

function problemsOfConfig(own: ConfigOptions): string[] {
  const checked = findProblems({ ...fromFile, ...own })
  if (checked.problems !== undefined) return checked.problems.map(({ text }) => text)
  const { config } = checked
  const targets = [config.target ?? [], ...config.models.map(({ target }) => target ?? [])].flat()
  return [...new Set(targets)].filter((target) => target !== fromFile.target).flatMap(problemOfTarget)
}

function problemOfTarget(target: string): string[] {
  try {
    mustBeTarget(target.trim())
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

/** Properties that are there but undefined count as missing. */
function pick(object: object, keys: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(object).filter(([key, value]) => keys.includes(key) && value !== undefined))
}

function invalid(problems: readonly string[]): PreciousError {
  const [first = ''] = problems
  const what =
    problems.length === 1 ? first : `there are ${problems.length} problems:${problems.map((text) => `\n  ${text}`).join('')}`
  return new PreciousError('options/invalid', {
    what,
    hint: 'Correct the options given to the plugin and run again',
    where: 'options of unplugin-precious',
  })
}
