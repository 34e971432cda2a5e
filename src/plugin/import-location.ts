import { basename, dirname, resolve } from 'node:path'
import { globMatcher, problemOfGlob } from '../budget/glob.ts'

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

/** Comments, so that they are passed over, and texts in quotes. */
const commentOrText = /\/\/[^\n]*|\/\*[^]*?\*\/|<!--[^]*?-->|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[^])*`/g

/** How model files end. */
export const modelEnding = '.tflite'

/** Every text in quotes that names a model. Made for JavaScript and what resembles it; never throws. */
export function findModelReferences(source: string): ModelReference[] {
  if (!source.includes(modelEnding)) return []
  return [...source.matchAll(commentOrText)].flatMap((match) => {
    const [text] = match
    if (!/^["'`]/.test(text) || !text.includes(modelEnding)) return []
    return [referenceAt(source, match.index, text)]
  })
}

function referenceAt(source: string, start: number, text: string): ModelReference {
  const lineStart = source.lastIndexOf('\n', start) + 1
  const lineEnd = source.indexOf('\n', start)
  const before = source.slice(Math.max(0, start - 40), start)
  const after = source.slice(start + text.length, start + text.length + 60)
  return {
    specifier: text.slice(1, -1),
    line: source.slice(0, start).split('\n').length,
    column: start - lineStart,
    length: text.length,
    lineText: source.slice(lineStart, lineEnd === -1 ? source.length : lineEnd).replace(/\r$/, ''),
    isUrl: /\bnew\s+URL\(\s*(?:\/\*[^]*\*\/\s*)?$/.test(before) && /^\s*,\s*import\.meta\.url\b/.test(after),
  }
}

/**
 * The reference in an importer that means a model: the one whose path leads there, or else that names a file like it, or else
 * a pattern that matches it.
 * @param importer the file that `source` is from, absolute
 * @param model absolute
 */
export function locateImport(source: string, importer: string, model: string): ModelReference | undefined {
  const references = findModelReferences(source)
  return (
    references.find((reference) => fileOf(reference, importer) === model) ??
    references.find(({ specifier }) => basename(withoutQuery(specifier)) === basename(model)) ??
    references.find(({ specifier }) => isPatternOf(specifier, importer, model))
  )
}

/** The file that a relative reference leads to. */
export function fileOf({ specifier }: Pick<ModelReference, 'specifier'>, importer: string): string | undefined {
  const path = withoutQuery(specifier)
  return /^\.{0,2}\//.test(path) ? resolve(dirname(importer), path) : undefined
}

/** `./models/*.tflite`, or a template whose gaps may hold anything within a folder. */
function isPatternOf(specifier: string, importer: string, model: string): boolean {
  const pattern = withoutQuery(specifier).replaceAll(/\$\{[^}]*\}/g, '*').replace(/^\.\//, '')
  if (!pattern.includes('*') || problemOfGlob(pattern) !== undefined) return false
  const folder = `${dirname(importer)}/`
  return model.startsWith(folder) && globMatcher([pattern])(model.slice(folder.length))
}

/** A model's path or module id without the `?` or `#` behind it. Folders may have such names. */
export function withoutQuery(path: string): string {
  return path.replace(/(\.tflite)[?#].*$/s, '$1')
}

/** Whether a module id or path names a model file, with or without a query. */
export function isModelId(id: string): boolean {
  return withoutQuery(id).endsWith(modelEnding) && !id.includes('\0')
}
