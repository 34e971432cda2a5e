import { PreciousError } from '../errors.ts'
import type { OwnTargets } from '../estimator/target.ts'
import type { Budget, BudgetKey, Level, Location } from './budget.ts'
import { type CompileMode, usualCompileMode } from './compile-mode.ts'
import { findProblems, type Problem } from './config-problems.ts'
import { dimensionOfKey, isRelative } from './config-schema.ts'
import { type ResolvedDevice, resolveDevices } from './device.ts'
import { normaliseGlob } from './glob.ts'
import type { Policy } from './judge.ts'
import { type LineOf, locateProperties } from './locate.ts'
import type { PropertyPath } from './property-lines.ts'
import { parseQuantity } from './quantity.ts'
import type { UserBudgets, UserConfig, UserModel } from './user-config.ts'

/** Where a config comes from. */
export interface ConfigSource {
  /** The config file's path as shown to the user, with forward slashes; undefined for options given in code. */
  readonly file: string | undefined
  /** The folder that the config's paths are relative to, absolute. */
  readonly directory: string
  /** The file's text, in which lines are found. */
  readonly text?: string | undefined
}

/** The config with all defaults filled in. */
export interface ResolvedConfig extends Policy {
  /** The config file's path as shown to the user; undefined for options given in code. */
  readonly file: string | undefined
  /** The folder that `match` is relative to, absolute. */
  readonly directory: string
  /**
   * Targets of models whose entry names none. Empty only where every entry names its own. Here and in `models`, paths of
   * target files stand as they were written until the files are read (`host/target-files.ts`), then their names.
   */
  readonly targets: readonly string[]
  /** The targets that were read from files. */
  readonly ownTargets?: OwnTargets | undefined
  readonly models: readonly ResolvedModel[]
  /** Whether the vendor's compiler compiles the models. */
  readonly compile: CompileMode
  /** Devices that several models use in turn. */
  readonly devices: readonly ResolvedDevice[]
}

export interface ResolvedModel {
  /** Globs, relative to the config's folder; those that start with `!` take files out. */
  readonly match: readonly string[]
  readonly targets: readonly string[] | undefined
  readonly budgets: readonly Budget[]
  readonly allowEmpty: boolean
  readonly location: Location
}

/** A limit as written: the text or number, or the parts of the longer form. */
type UserLimit = Readonly<Partial<Record<Budget['kind'], string | number | undefined>>> & {
  readonly level?: Level | undefined
}

/** What locations name where there is no config file. */
const withoutFile = 'options'

const limitKinds = ['max', 'min', 'maxIncrease'] as const

/**
 * Validates a config and fills in its defaults.
 * @throws PreciousError `config/invalid` that lists everything that is wrong, each with its key and line
 */
export function resolveConfig(user: unknown, source: ConfigSource): ResolvedConfig {
  const file = source.file ?? withoutFile
  const lineOf = nearestLine(source.text === undefined ? () => undefined : locateProperties(source.text, file))
  const checked = findProblems(user)
  if (checked.problems !== undefined) throw invalidConfig(checked.problems, file, lineOf)
  const { config } = checked
  const locate = (path: PropertyPath): Location => {
    const line = lineOf(path)
    return line === undefined ? { file } : { file, line }
  }
  return {
    file: source.file,
    directory: source.directory,
    targets: listTargets(config.target) ?? [],
    models: config.models.map((model, index) => resolveModel(model, ['models', index], locate)),
    uncertain: config.uncertain ?? 'warn',
    unknown: config.unknown ?? 'error',
    compile: config.compile ?? usualCompileMode,
    devices: resolveDevices(config.devices, locate),
  }
}

function resolveModel(model: UserModel, path: PropertyPath, locate: (path: PropertyPath) => Location): ResolvedModel {
  return {
    match: [model.match].flat().map(normaliseGlob),
    targets: listTargets(model.target),
    budgets: listBudgets(model.budgets ?? {}, [...path, 'budgets'], locate),
    allowEmpty: model.allowEmpty ?? false,
    location: locate(path),
  }
}

function listTargets(target: UserConfig['target']): readonly string[] | undefined {
  return target === undefined ? undefined : [...new Set([target].flat().map((name) => name.trim()))]
}

/** Budgets in the order of {@link budgetKeys}. */
function listBudgets(
  user: UserBudgets,
  path: PropertyPath,
  locate: (path: PropertyPath) => Location,
): readonly Budget[] {
  return budgetKeys.flatMap((key) => {
    const value = user[key]
    return value === undefined ? [] : budgetsOfKey(key, value, [...path, key], locate)
  })
}

/** Every key that the schema knows, in its order. */
const budgetKeys = Object.keys(dimensionOfKey) as BudgetKey[]

function budgetsOfKey(
  key: BudgetKey,
  value: string | number | UserLimit,
  path: PropertyPath,
  locate: (path: PropertyPath) => Location,
): readonly Budget[] {
  const shorthand = key === 'throughput' ? 'min' : 'max'
  if (typeof value !== 'object') return [budget(key, shorthand, value, 'error', locate(path))]
  const level = value.level ?? 'error'
  const budgets = limitKinds.flatMap((kind) => {
    const limit = value[kind]
    return limit === undefined ? [] : [budget(key, kind, limit, level, locate([...path, kind]))]
  })
  return budgets.length > 0 ? budgets : [switchedOff(key, shorthand, locate(path))]
}

function budget(
  key: BudgetKey,
  kind: Budget['kind'],
  written: string | number,
  level: Level,
  location: Location,
): Budget {
  const relative = kind === 'maxIncrease' && isRelative(written)
  const limit = parseQuantity(written, relative ? 'percentage' : dimensionOfKey[key])
  return { key, kind, limit, relative, text: String(written).trim(), level, location }
}

/** `{ level: 'off' }` without a limit only keeps the entries that follow from setting this budget. */
function switchedOff(key: BudgetKey, kind: 'max' | 'min', location: Location): Budget {
  const limit = kind === 'max' ? Number.MAX_VALUE : 0
  return { key, kind, limit, relative: false, text: 'off', level: 'off', location }
}

/** The line of a property, or else of the innermost property around it that is written out. */
function nearestLine(lineOf: LineOf): LineOf {
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const line = lineOf(path.slice(0, length))
      if (line !== undefined) return line
    }
    return undefined
  }
}

function invalidConfig(problems: readonly Problem[], file: string, lineOf: LineOf): PreciousError {
  const placed = problems.map(({ path, text }) => ({ line: lineOf(path), text }))
  placed.sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
  const [first] = placed
  if (placed.length === 1 && first !== undefined) {
    const where = first.line === undefined ? file : `${file}:${first.line}`
    return new PreciousError('config/invalid', { what: first.text, hint: 'Correct it and run again', where })
  }
  const list = placed.map(({ line, text }) => `\n  ${line === undefined ? '' : `line ${line}: `}${text}`)
  return new PreciousError('config/invalid', {
    what: `the config has ${placed.length} problems:${list.join('')}`,
    hint: 'Correct them and run again',
    where: file,
  })
}
