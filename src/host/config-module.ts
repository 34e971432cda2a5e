import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

/** What was last imported from a file in this process. */
interface Imported {
  /** Undefined where the import failed, so that the next one starts afresh. */
  readonly text: string | undefined
  /** How many different texts there were, counted from 1. */
  readonly generation: number
  /** All that it was named by: its own path, and links to it. */
  readonly paths: ReadonlySet<string>
}

/** By real path. */
const lastImported = new Map<string, Imported>()

/**
 * Imports a module as its file is now: Node gives again what it once imported, but a program that watches sees files
 * change. A file whose text did not change is not evaluated again. Changes of the modules that it imports are not seen.
 * @param path absolute
 * @param text what the file holds
 * @param load imports it; given a specifier that is another one for each text
 */
export async function importModule(
  path: string,
  text: string,
  load: (specifier: string) => Promise<unknown>,
): Promise<unknown> {
  const file = realPath(path)
  const before = lastImported.get(file)
  const isSame = before?.text === text
  const generation = before === undefined ? 1 : before.generation + (isSame ? 0 : 1)
  const paths = new Set([...(before?.paths ?? [file]), path])
  if (before !== undefined && !isSame) forgetRequired(paths)
  lastImported.set(file, { text, generation, paths })
  try {
    const { href } = pathToFileURL(path)
    return await load(generation === 1 ? href : `${href}?precious=${generation}`)
  } catch (error) {
    lastImported.set(file, { text: undefined, generation, paths })
    throw error
  }
}

/** CommonJS modules, and those that jiti makes, are kept by their paths alone. */
function forgetRequired(paths: Iterable<string>): void {
  const { cache } = createRequire(import.meta.url)
  for (const path of paths) delete cache[path]
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
