import * as z from 'zod/mini'
import { knownKeys, userConfigSchema } from './config-schema.ts'
import { nearest } from '../nearest.ts'
import type { PropertyPath } from './property-lines.ts'
import type { UserConfig } from './user-config.ts'

/** Something that is wrong with a config. */
export interface Problem {
  readonly path: PropertyPath
  /** The key and what is wrong with it, as one sentence without a full stop. */
  readonly text: string
}

/** A valid config, or all that is wrong with it. */
export type CheckedConfig =
  | { readonly config: UserConfig; readonly problems?: undefined }
  | { readonly problems: readonly Problem[] }

/** Checks a config as a whole, so that one run tells everything that has to be corrected. */
export function findProblems(user: unknown): CheckedConfig {
  const parsed = z.safeParse(userConfigSchema, user)
  const problems = parsed.success ? [] : parsed.error.issues.flatMap((issue) => problemsOfIssue(issue, []))
  if (lacksTarget(user)) {
    const text = 'target is missing; name one such as "coral-usb3-max", or one in every entry of "models"'
    problems.push({ path: ['target'], text })
  }
  return parsed.success && problems.length === 0 ? { config: parsed.data } : { problems }
}

/** `models[2].budgets.latency`. */
export function showPath(path: PropertyPath): string {
  return path.reduce<string>((shown, key) => {
    if (typeof key === 'number') return `${shown}[${key}]`
    if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)) return `${shown}[${JSON.stringify(key)}]`
    return shown === '' ? key : `${shown}.${key}`
  }, '')
}

function problemsOfIssue(issue: z.core.$ZodIssue, parent: PropertyPath): readonly Problem[] {
  const path = [...parent, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))]
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key))
  if (issue.code === 'invalid_union') {
    // A choice that at least takes values of this type says best what is wrong inside.
    const inside = issue.errors.find((issues) => !issues.some(({ code, path: at }) => isOtherType(code, at)))
    if (inside !== undefined) return inside.flatMap((choice) => problemsOfIssue(choice, path))
  }
  return [{ path, text: `${path.length === 0 ? 'the config' : showPath(path)} ${joined(issue.message)}` }]
}

function isOtherType(code: string, path: readonly PropertyKey[]): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_union')
}

/** Messages of the schema go on from the key; those of the quantity parser name the value first. */
function joined(message: string): string {
  return /^(?:is|must|takes|sets)\b/.test(message) ? message : `is not valid: ${message}`
}

function unknownKey(path: PropertyPath, key: string): Problem {
  const known = knownKeysAt(path)
  const advice = adviceOnLimit(path, key) ?? adviceOnKey(key, known)
  return { path: [...path, key], text: `${showPath([...path, key])} is not a known key; ${advice}` }
}

function adviceOnKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known)
  return near === undefined ? `known are ${known.join(', ')}` : `the nearest known one is "${near}"`
}

/** A limit in the wrong direction is no misspelling. */
function adviceOnLimit(path: PropertyPath, key: string): string | undefined {
  if (path.length !== 4) return undefined
  const isThroughput = path.at(-1) === 'throughput'
  if (isThroughput && key === 'max') return 'a throughput is limited by "min"'
  if (isThroughput && key === 'maxIncrease') return 'limit the increase of the latency instead'
  return key === 'min' ? 'only a throughput has one; use "max"' : undefined
}

function knownKeysAt(path: PropertyPath): readonly string[] {
  if (path.length === 0) return knownKeys.config
  if (path.length === 2) return path[0] === 'devices' ? knownKeys.device : knownKeys.model
  if (path.length === 3) return knownKeys.budgets
  return path.at(-1) === 'throughput' ? knownKeys.throughputLimit : knownKeys.limit
}

function lacksTarget(user: unknown): boolean {
  if (!isObject(user) || user['target'] !== undefined || !Array.isArray(user['models'])) return false
  return user['models'].some((model: unknown) => isObject(model) && model['target'] === undefined)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
