import { readFile, realpath } from 'node:fs/promises'
import { showFile } from '../host/files.ts'
import { locateImport } from './import-location.ts'

/** Where a model is imported. */
export interface ImportPlace {
  /** The importing file, absolute. */
  readonly file: string
  /** The same as users are shown it, relative to the project. */
  readonly shownFile: string
  /** With line and column, `src/app.js:3:14`, where they are known. */
  readonly shown: string
  /** Undefined where the import could not be found in the file, as where code computes it. */
  readonly position: ImportPosition | undefined
}

export interface ImportPosition {
  /** Counted from 1. */
  readonly line: number
  /** Counted from 0. */
  readonly column: number
  readonly length: number
  readonly lineText: string
}

/**
 * Where a model is imported, one place for each importer, in the order of their paths. The importers' files are read,
 * since what a bundler has is often transformed and its lines are others.
 * @param names the model's absolute paths: several where links lead to it
 * @param importers absolute paths
 * @param root what shown paths are relative to
 */
export async function placesOf(
  names: readonly string[],
  importers: Iterable<string>,
  root: string,
): Promise<ImportPlace[]> {
  const files = [...new Set(importers)].sort()
  // Bundlers follow links, so that what they name may lie in the folder that the project's one leads to.
  const roots = [root, await realpath(root).catch(() => root)]
  return await Promise.all(files.map(async (file) => placeIn(file, await readSource(file), names, roots)))
}

function placeIn(
  file: string,
  source: string | undefined,
  names: readonly string[],
  roots: readonly string[],
): ImportPlace {
  const [reference] = source === undefined ? [] : names.flatMap((name) => locateImport(source, file, name) ?? [])
  const [shownFile = file] = roots.map((root) => showFile(file, root)).sort((a, b) => a.length - b.length)
  if (reference === undefined) return { file, shownFile, shown: shownFile, position: undefined }
  const { line, column, length, lineText } = reference
  const shown = `${shownFile}:${line}:${column + 1}`
  return { file, shownFile, shown, position: { line, column, length, lineText } }
}

async function readSource(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch(() => undefined)
}
