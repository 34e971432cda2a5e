import { dirname } from 'node:path'
import { usualCompileMode } from '../budget/compile-mode.ts'
import { resolveConfig, type ResolvedConfig } from '../budget/resolve-config.ts'
import { PreciousError } from '../errors.ts'
import { type ConfigFile, loadConfigFile } from '../host/config-file.ts'
import type { ConfigOptions, ResolvedOptions } from './resolve-options.ts'

/** The config of a build, and the file it was read from. */
export interface LoadedConfig {
  readonly config: ResolvedConfig
  /** Absolute; undefined where all comes from the options. */
  readonly file: string | undefined
}

/** What the budgets in the options are said to stand in. */
const shownOptions = 'plugin options'

/**
 * The config file with the options before it.
 * @param root the folder of the project, absolute
 * @throws PreciousError `config/missing`, `config/unreadable` or `config/invalid`
 */
export async function loadConfig({ config: path, own }: ResolvedOptions, root: string): Promise<LoadedConfig> {
  const found = path === false ? undefined : await findFile(root, path, own.models !== undefined)
  const directory = found === undefined ? root : dirname(found.filepath)
  const fromFile =
    found && resolveConfig(withTarget(found.value, own), { file: found.shownPath, directory, text: found.text })
  const fromOptions = resolveOwn(own, fromFile, directory)
  const targets = own.target === undefined ? undefined : [...new Set([own.target].flat().map((name) => name.trim()))]
  const fileModels = fromFile?.models ?? []
  const config: ResolvedConfig = {
    file: fromFile?.file,
    directory,
    targets: targets ?? fromFile?.targets ?? (own.models === undefined ? [] : (fromOptions?.targets ?? [])),
    models: [
      ...(own.models === undefined ? [] : (fromOptions?.models ?? [])),
      ...(targets === undefined ? fileModels : fileModels.map((entry) => ({ ...entry, targets: undefined }))),
    ],
    uncertain: own.uncertain ?? fromFile?.uncertain ?? 'warn',
    unknown: own.unknown ?? fromFile?.unknown ?? 'error',
    compile: own.compile ?? fromFile?.compile ?? usualCompileMode,
    devices: [...(fromOptions?.devices ?? []), ...(fromFile?.devices ?? [])],
  }
  return { config, file: found?.filepath }
}

/** A file needs no target where the options have one. */
function withTarget(value: unknown, { target }: ConfigOptions): unknown {
  return target === undefined || typeof value !== 'object' || value === null ? value : { target, ...value }
}

/** Entries in the options without a target have that of the file. */
function resolveOwn(
  own: ConfigOptions,
  fromFile: ResolvedConfig | undefined,
  directory: string,
): ResolvedConfig | undefined {
  if (own.models === undefined && own.devices === undefined) return undefined
  const targets = fromFile === undefined || fromFile.targets.length === 0 ? {} : { target: fromFile.targets }
  // Devices alone are no config of their own: what is needed beside them is not used.
  const rest = own.models === undefined ? { target: 'any', models: [{ match: '*' }] } : {}
  return resolveConfig({ ...rest, ...targets, ...own }, { file: shownOptions, directory })
}

async function findFile(root: string, path: string | undefined, isOptional: boolean): Promise<ConfigFile | undefined> {
  try {
    return await loadConfigFile({ directory: root, path })
  } catch (error) {
    if (!(error instanceof PreciousError) || error.code !== 'config/missing' || path !== undefined) throw error
    if (isOptional) return undefined
    const hint =
      'Write precious.config.json with { "target": "coral-usb3-max", "models": [{ "match": "**/*.tflite", ' +
      '"budgets": { "latency": "10 ms" } }] }, or give the plugin the option "models"'
    throw new PreciousError('config/missing', { what: error.what, hint, where: error.where, cause: error })
  }
}
