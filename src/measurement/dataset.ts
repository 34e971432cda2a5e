import { type DatasetRow, datasetRowForm } from './dataset-row.ts'
import { checkLine } from './line-problems.ts'

/** A line of a text file without its end, or what keeps it from being read. */
export type TextLine =
  | { readonly line: number; readonly text: string; readonly problem?: undefined }
  | { readonly line: number; readonly problem: string }

/** A line of a dataset: a row, or what is wrong with it. */
export type CheckedRow =
  | { readonly line: number; readonly row: DatasetRow; readonly problems?: undefined }
  | { readonly line: number; readonly row?: undefined; readonly problems: readonly [string, ...string[]] }

/**
 * The rows of a dataset as its lines come, in constant memory; empty lines are allowed. A line that is no row is given
 * with all that is wrong with it: whoever reads the dataset decides whether to go on without.
 */
export async function* readRows(lines: AsyncIterable<TextLine>): AsyncGenerator<CheckedRow, void, undefined> {
  for await (const content of lines) {
    if (content.problem !== undefined) yield { line: content.line, problems: [content.problem] }
    else if (content.text.trim() !== '') yield checkRow(content.line, content.text)
  }
}

function checkRow(line: number, text: string): CheckedRow {
  const value = parseJson(text)
  if (value === undefined) return { line, problems: ['the line is not JSON'] }
  const checked = checkLine(value, datasetRowForm)
  if (checked.problems === undefined) return { line, row: checked.value }
  const [first = 'the line is not a row', ...others] = checked.problems
  return { line, problems: [first, ...others] }
}

/** Undefined where it is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Rows are written this many characters at a time. */
const blockCharacters = 65_536

/** The text of a dataset, a block of whole lines at a time. The same rows give the same text. */
export async function* datasetText(
  rows: AsyncIterable<DatasetRow> | Iterable<DatasetRow>,
): AsyncGenerator<string, void, undefined> {
  let block = ''
  for await (const row of rows) {
    block += `${JSON.stringify(row)}\n`
    if (block.length < blockCharacters) continue
    yield block
    block = ''
  }
  if (block !== '') yield block
}
