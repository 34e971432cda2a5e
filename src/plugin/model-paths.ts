import { realpath, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ResolvedConfig } from '../budget/resolve-config.ts'
import type { CheckPorts } from '../check.ts'
import { nodeFiles, showFile } from '../host/files.ts'

/** Finds the files that globs match, see `Files`. */
export type FindFiles = CheckPorts['files']['find']

/** The models of a build by their paths, relative to the config's folder. */
export interface ModelPaths {
  /** Each model's files as the bundler names them; none for a model that only the config matches. */
  readonly bundled: ReadonlyMap<string, readonly string[]>
  /** For `check`: which of the models the globs of an entry match. */
  readonly find: FindFiles
}

/**
 * Brings together what the config matches and what the bundler has. A file that is reached by two ways, such as a link,
 * is one model.
 * @param files that the bundler has, absolute; those that are not on disk are left out
 */
export async function pathsOfModels(
  { models, directory }: ResolvedConfig,
  scope: 'config' | 'bundle',
  files: Iterable<string>,
  find: FindFiles = nodeFiles.find,
): Promise<ModelPaths> {
  const matched = new Map<string, readonly string[]>()
  for (const { match } of models) matched.set(keyOf(match), await find(match, directory))
  const matchedPaths = new Set([...matched.values()].flat())
  const pathOfReal = new Map<string, string>()
  for (const path of matchedPaths) pathOfReal.set(await realFile(resolve(directory, path)), path)
  const realDirectory = await realFile(directory)
  const bundled = new Map<string, string[]>()
  for (const file of new Set(files)) {
    if (!(await isFile(file))) continue
    const real = await realFile(file)
    const ownPath = showFile(real, realDirectory)
    const path = matchedPaths.has(ownPath) ? ownPath : (pathOfReal.get(real) ?? ownPath)
    bundled.set(path, [...(bundled.get(path) ?? []), file])
  }
  const isInScope = (path: string): boolean => scope === 'config' || bundled.has(path)
  return { bundled, find: (globs) => Promise.resolve((matched.get(keyOf(globs)) ?? []).filter(isInScope)) }
}

function keyOf(globs: readonly string[]): string {
  return JSON.stringify(globs)
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then((found) => found.isFile(), () => false)
}

/** The file itself where it can be told. */
async function realFile(path: string): Promise<string> {
  return await realpath(path).catch(() => path)
}
