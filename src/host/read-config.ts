import { basename, dirname } from 'node:path'
import { resolveConfig, type ResolvedConfig } from '../budget/resolve-config.ts'
import { type ConfigSearch, loadConfigFile } from './config-file.ts'

/** Which config to read. */
export interface ConfigRequest extends ConfigSearch {
  /** Take the place of every target that the config names. */
  readonly targets?: readonly string[] | undefined
}

/** The config as a file. */
export interface ConfigContent {
  /** Its name in its folder. */
  readonly name: string
  readonly text: string
}

export interface ReadConfig {
  readonly config: ResolvedConfig
  readonly content: ConfigContent
  /** As users are shown it, with forward slashes. */
  readonly shownPath: string
}

/**
 * Finds, loads and resolves a config.
 * @throws PreciousError `config/missing`, `config/unreadable`, `config/invalid`
 */
export async function readConfig({ targets, ...search }: ConfigRequest): Promise<ReadConfig> {
  const { value, shownPath, filepath, text } = await loadConfigFile(search)
  const source = { file: shownPath, directory: dirname(filepath), text }
  const content = { name: basename(filepath), text }
  if (targets === undefined || typeof value !== 'object') {
    return { config: resolveConfig(value, source), content, shownPath }
  }
  const config = resolveConfig({ ...value, target: targets }, source)
  const models = config.models.map((model) => ({ ...model, targets: undefined }))
  return { config: { ...config, models }, content, shownPath }
}
