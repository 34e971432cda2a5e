import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { PreciousError } from '../errors.ts'
import { ConfigLoadError, configLoaders } from './config-loaders.ts'
import { showFile } from './files.ts'

/** A config as it was found, before validation. */
export interface ConfigFile {
  readonly value: unknown
  /** Absolute. */
  readonly filepath: string
  /** The path as users are shown it, with forward slashes. */
  readonly shownPath: string
  /** What the file holds, in which lines are found. */
  readonly text: string
}

/** Where to look for a config. */
export interface ConfigSearch {
  /** The working directory. Looked at, and then its parents up to the one that holds a `package.json`. */
  readonly directory: string
  /** A config named by the user, relative to `directory`; the search is left out. */
  readonly path?: string | undefined
  /** What paths are shown relative to, absolute. @default `directory` */
  readonly shownFrom?: string | undefined
  /** How a user names a config. @default "--config" */
  readonly option?: string | undefined
}

/** Names that one expects beside those that cosmiconfig looks for by itself. */
const furtherPlaces = ['mts', 'cts', 'json', 'yaml', 'yml'].map((ending) => `precious.config.${ending}`)

/**
 * Finds and loads the config: the `precious` key of a `package.json`, `.preciousrc`, `.preciousrc.{json,yaml,ts,...}`,
 * the same in `.config`, or `precious.config.{js,ts,mjs,cjs,mts,cts,json,yaml,yml}`, the first that is there.
 * What a config exports is that of its text now, also where it was loaded before; changes of the modules that it
 * imports are not seen.
 * @throws PreciousError `config/missing`, `config/unreadable` or, where it exports no object, `config/invalid`
 */
export async function loadConfigFile(request: ConfigSearch): Promise<ConfigFile> {
  const { directory, path, shownFrom = directory, option = '--config' } = request
  // Loaded here, since plugins with their options in code never get this far.
  const { cosmiconfig, getDefaultSearchPlaces } = await import('cosmiconfig')
  const texts = new Map<string, string>()
  const search = async () => {
    const explorer = cosmiconfig('precious', {
      searchPlaces: [...getDefaultSearchPlaces('precious'), ...furtherPlaces],
      searchStrategy: 'project',
      loaders: rememberingTexts(texts),
      // A config that is there but exports nothing is a mistake to tell, not one to search past.
      ignoreEmptySearchPlaces: false,
      cache: false,
    })
    if (path === undefined) return await explorer.search(directory)
    const filepath = resolve(directory, path)
    await mustBeFile(filepath, shownFrom)
    return await explorer.load(filepath)
  }
  const found = await search().catch((error: unknown) => {
    throw readable(error, path === undefined ? undefined : resolve(directory, path), shownFrom)
  })
  if (found === null && path === undefined) throw notFound(option)
  if (found === null) throw withoutKey(showFile(resolve(directory, path ?? ''), shownFrom))
  const shownPath = showFile(found.filepath, shownFrom)
  const value: unknown = found.config
  mustBeObject(value, shownPath, found.isEmpty === true && !texts.has(found.filepath))
  return { value, filepath: found.filepath, shownPath, text: texts.get(found.filepath) ?? '' }
}

/** The loaders of each kind of file, which note the text they were given. */
function rememberingTexts(texts: Map<string, string>): typeof configLoaders {
  const remembering = Object.entries(configLoaders).map(([ending, load]) => {
    const remember: typeof load = async (filepath, text) => {
      texts.set(filepath, text)
      return (await load(filepath, text)) ?? undefined
    }
    return [ending, remember] as const
  })
  return Object.fromEntries(remembering)
}

async function mustBeFile(filepath: string, shownFrom: string): Promise<void> {
  const found = await stat(filepath).catch(() => undefined)
  if (found === undefined) {
    throw new PreciousError('config/missing', {
      what: 'there is no such config file',
      hint: 'Check the path that was given',
      where: showFile(filepath, shownFrom),
    })
  }
  if (!found.isFile()) {
    throw new PreciousError('config/unreadable', {
      what: 'this is a folder, not a config file',
      hint: 'Name a file, such as precious.config.mjs',
      where: showFile(filepath, shownFrom),
    })
  }
}

function withoutKey(where: string): PreciousError {
  const hint = 'Add the config under that key, or name another file'
  return new PreciousError('config/missing', { what: 'the file has no key "precious"', hint, where })
}

function notFound(option: string): PreciousError {
  return new PreciousError('config/missing', {
    what: 'no config was found here or in the folders above, up to the one with package.json',
    hint:
      'Write precious.config.json with { "target": "coral-usb3-max", "models": [{ "match": "**/*.tflite", ' +
      `"budgets": { "latency": "10 ms" } }] }, or name a config with ${option}`,
  })
}

function mustBeObject(value: unknown, where: string, isEmpty: boolean): void {
  const what = isEmpty ? 'the config file is empty' : problemOfValue(value)
  if (what === undefined) return
  const verb = /\.[cm]?[jt]s$/.test(where) ? 'Export' : 'Write'
  const hint = `${verb} an object such as { target: "coral-usb3-max", models: [...] }`
  throw new PreciousError('config/invalid', { what, hint, where })
}

/** What a config is that is no object; undefined where it is one. */
function problemOfValue(value: unknown): string | undefined {
  if (value === undefined || value === null) return 'the config has no default export or no content'
  if (typeof value === 'function') return 'the config exports a function, which is not supported'
  if (Array.isArray(value)) return 'the config is a list, not an object'
  return typeof value === 'object' ? undefined : `the config is a ${typeof value}, not an object`
}

/** Puts the file and line in front of what went wrong while loading. */
function readable(error: unknown, asked: string | undefined, shownFrom: string): unknown {
  if (error instanceof PreciousError) return error
  const filepath = filepathOf(error) ?? asked
  const shown = filepath === undefined ? undefined : showFile(filepath, shownFrom)
  if (error instanceof ConfigLoadError) {
    const where = shown === undefined || error.line === undefined ? shown : `${shown}:${error.line}`
    const cause = error.cause
    return new PreciousError('config/unreadable', { what: error.message, hint: error.hint, where, cause })
  }
  const [what = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  const kinds = Object.keys(configLoaders).filter((ending) => ending.startsWith('.'))
  const hint = what.startsWith('No loader specified')
    ? `Use a file that ends in ${kinds.join(', ')}`
    : `Check ${filepath === undefined ? 'the config' : basename(filepath)}`
  const details = { what: what.replace(/[.:]\s*$/, ''), hint, where: shown, cause: error }
  return new PreciousError('config/unreadable', details)
}

function filepathOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('filepath' in error)) return undefined
  return typeof error.filepath === 'string' ? error.filepath : undefined
}
