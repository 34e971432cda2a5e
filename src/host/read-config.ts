import { basename, dirname } from 'node:path'
import { resolveConfig, type ResolvedConfig } from '../budget/resolve-config.ts'
import { type ConfigSearch, loadConfigFile } from './config-file.ts'
import { withTargetFiles } from './own-targets.ts'

/** Which config to read. */
export interface ConfigRequest extends ConfigSearch {
  /** Take the place of every target that the config names. Paths are relative to `directory`. */
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
 * Finds, loads and resolves a config, and reads the target files that it names.
 * @throws PreciousError `config/missing`, `config/unreadable`, `config/invalid`, and of target files `target/unreadable`,
 * `target/invalid`, `target/clash`
 */
export async function readConfig({ targets, ...search }: ConfigRequest): Promise<ReadConfig> {
  const { value, shownPath, filepath, text } = await loadConfigFile(search)
  const source = { file: shownPath, directory: dirname(filepath), text }
  const content = { name: basename(filepath), text }
  const { directory, shownFrom = directory } = search
  if (targets === undefined || typeof value !== 'object') {
    const place = { directory: source.directory, shownFrom }
    const { config } = await withTargetFiles(resolveConfig(value, source), place)
    return { config, content, shownPath }
  }
  const written = resolveConfig({ ...value, target: targets }, source)
  const models = written.models.map((model) => ({ ...model, targets: undefined }))
  const { config } = await withTargetFiles({ ...written, models }, { directory, shownFrom })
  return { config, content, shownPath }
}
