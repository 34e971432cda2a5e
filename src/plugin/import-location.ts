import { basename, dirname, resolve } from 'node:path'
import { globMatcher, normaliseGlob, problemOfGlob } from '../budget/glob.ts'
import { showFile } from '../host/files.ts'

/** A text in quotes in a source file that names a model. */
export interface ModelReference {
  /** As written, without the quotes. */
  readonly specifier: string
  /** Counted from 1. */
  readonly line: number
  /** Of the opening quote, counted from 0. */
  readonly column: number
  /** With both quotes. */
  readonly length: number
  readonly lineText: string
  /** Whether it stands in `new URL(..., import.meta.url)`. */
  readonly isUrl: boolean
}

/** How model files end. */
export const modelEnding = '.tflite'

/** A regular expression of usual length, which stands where no division can. Its quotes are none. */
const expression = /\/(?<=(?:[(,=:[!&|?{};]|=>|\breturn)\s*\/)(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,99}\]){1,99}\//

/** What begins a comment or a text in quotes. */
const beginnings = new RegExp(`${/\/\/|\/\*|<!--|["'`]/.source}|${expression.source}`, 'g')

/** A text in quotes from the opening one to behind the closing one. */
interface Span {
  readonly start: number
  readonly end: number
}

/** Every text in quotes that names a model. Made for JavaScript and what resembles it; never throws. */
export function findModelReferences(source: string): ModelReference[] {
  if (!source.includes(modelEnding)) return []
  const references: ModelReference[] = []
  const endOfLine = (start: number): number => indexOrEnd(source, '\n', start)
  let [line, lineStart, lineEnd] = [1, 0, endOfLine(0)]
  for (const { start, end } of textsIn(source)) {
    const specifier = source.slice(start + 1, end - 1)
    if (!specifier.includes(modelEnding)) continue
    while (lineEnd < start) [line, lineStart, lineEnd] = [line + 1, lineEnd + 1, endOfLine(lineEnd + 1)]
    const textEnd = source[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd
    references.push({
      specifier,
      line,
      column: start - lineStart,
      length: end - start,
      lineText: source.slice(lineStart, Math.max(lineStart, textEnd)),
      isUrl: isUrlBase(source, { start, end }),
    })
  }
  return references
}

/** The texts in quotes outside of comments. Takes time in proportion to the source, whatever it holds. */
function* textsIn(source: string): Generator<Span> {
  const next = new RegExp(beginnings)
  const unclosedUntil = new Map<string, number>()
  for (let found = next.exec(source); found !== null; found = next.exec(source)) {
    const { 0: beginning, index: start } = found
    if (start < (unclosedUntil.get(beginning) ?? 0)) continue
    const { end, isClosed } = endOf(beginning, source, start)
    if (!isClosed) {
      unclosedUntil.set(beginning, end)
      continue
    }
    next.lastIndex = end
    if (/^["'`]/.test(beginning)) yield { start, end }
  }
}

/** Where what began ends, and whether it is closed there or merely cannot go on. */
function endOf(beginning: string, source: string, start: number): { readonly end: number; readonly isClosed: boolean } {
  if (/^["'`]/.test(beginning)) return endOfText(source, start)
  if (beginning === '//') return { end: indexOrEnd(source, '\n', start), isClosed: true }
  if (beginning !== '/*' && beginning !== '<!--') return { end: start + beginning.length, isClosed: true }
  const closing = beginning === '/*' ? '*/' : '-->'
  const at = source.indexOf(closing, start + beginning.length)
  return at === -1 ? { end: source.length, isClosed: false } : { end: at + closing.length, isClosed: true }
}

function endOfText(source: string, start: number): { readonly end: number; readonly isClosed: boolean } {
  const quote = source[start]
  for (let at = start + 1; at < source.length; at++) {
    const letter = source[at]
    if (letter === quote) return { end: at + 1, isClosed: true }
    if (letter === '\n' && quote !== '`') return { end: at, isClosed: false }
    if (letter === '\\') at++
  }
  return { end: source.length, isClosed: false }
}

function indexOrEnd(source: string, part: string, start: number): number {
  const at = source.indexOf(part, start)
  return at === -1 ? source.length : at
}

/** Whether a text stands in `new URL(..., import.meta.url)`. */
function isUrlBase(source: string, { start, end }: Span): boolean {
  const before = source.slice(Math.max(0, start - 100), start)
  if (!/\bnew\s+URL\(\s*(?:\/\*[^]*\*\/\s*)?$/.test(before)) return false
  return /^\s*,\s*import\.meta\.url\b/.test(source.slice(end, end + 60))
}

/**
 * The reference in an importer that means a model: the one whose path leads there, or else that names a file like it
 * and leads nowhere by itself, or else a pattern that matches it, or else any that names a file like it.
 * @param importer the file that `source` is from, absolute
 * @param model absolute
 */
export function locateImport(source: string, importer: string, model: string): ModelReference | undefined {
  const references = findModelReferences(source)
  return (
    references.find((reference) => fileOf(reference, importer) === model) ??
    references.find((reference) => fileOf(reference, importer) === undefined && isNamesake(reference, model)) ??
    references.find(({ specifier }) => isPatternOf(specifier, importer, model)) ??
    references.find((reference) => isNamesake(reference, model))
  )
}

/**
 * Whether a reference may mean a model when nobody says that the importer has it: its path leads there, or it is a
 * pattern that matches, or it leads nowhere by itself and names a file like it, as from the root of a site.
 */
export function mayMean(reference: ModelReference, importer: string, model: string): boolean {
  const path = withoutQuery(reference.specifier)
  if (path.startsWith('/') && model.endsWith(path)) return true
  const file = fileOf(reference, importer)
  return file === model || (file === undefined && isNamesake(reference, model)) || isPatternOf(path, importer, model)
}

function isNamesake({ specifier }: ModelReference, model: string): boolean {
  return basename(withoutQuery(specifier)) === basename(model)
}

/** The file that a relative reference leads to. */
export function fileOf({ specifier }: Pick<ModelReference, 'specifier'>, importer: string): string | undefined {
  const path = withoutQuery(specifier)
  return /^\.{0,2}\//.test(path) ? resolve(dirname(importer), path) : undefined
}

/** `../models/*.tflite`, or a template whose gaps may hold anything within a folder. From `/` on, wherever that is. */
function isPatternOf(specifier: string, importer: string, model: string): boolean {
  const gapless = withoutQuery(specifier).replaceAll(/(?:\$\{[^}]*\})+/g, '*')
  const pattern = gapless.startsWith('/') ? `**${gapless}` : normaliseGlob(gapless)
  if (problemOfGlob(pattern) !== undefined) return false
  const path = gapless.startsWith('/') ? model.replace(/^\//, '') : showFile(model, dirname(importer))
  return globMatcher([pattern])(path)
}

/** A model's path or module id without the `?` or `#` behind it. Folders may have such names. */
export function withoutQuery(path: string): string {
  return path.replace(/(\.tflite)[?#].*$/is, '$1')
}

/** Whether a module id or path names a model file, with or without a query. */
export function isModelId(id: string): boolean {
  return withoutQuery(id).toLowerCase().endsWith(modelEnding) && !id.includes('\0')
}
