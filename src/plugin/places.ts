import { readFile } from 'node:fs/promises'
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
 * Where a model is imported, one place for each importer, in the order of their paths. The importers' files are read, since
 * what a bundler has is often transformed and its lines are others.
 * @param importers absolute paths
 * @param root what shown paths are relative to
 */
export async function placesOf(model: string, importers: Iterable<string>, root: string): Promise<ImportPlace[]> {
  const files = [...new Set(importers)].sort()
  return await Promise.all(files.map(async (file) => placeIn(file, await readSource(file), model, root)))
}

function placeIn(file: string, source: string | undefined, model: string, root: string): ImportPlace {
  const reference = source === undefined ? undefined : locateImport(source, file, model)
  const shownFile = showFile(file, root)
  if (reference === undefined) return { file, shownFile, shown: shownFile, position: undefined }
  const { line, column, length, lineText } = reference
  const shown = `${shownFile}:${line}:${column + 1}`
  return { file, shownFile, shown, position: { line, column, length, lineText } }
}

async function readSource(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch(() => undefined)
}
