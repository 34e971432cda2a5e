/** What stands between cells. */
export type Separator = ',' | ';' | '\t'

export const separators: readonly Separator[] = [',', ';', '\t']

/** A row of a table, or what keeps it from being read. */
export type CsvRow =
  | { readonly line: number; readonly cells: readonly string[]; readonly problem?: undefined }
  | { readonly line: number; readonly problem: string }

export interface CsvTable {
  /** Names of columns; none in an empty text. */
  readonly header: readonly string[]
  /** Each with as many cells as the header, or with a problem; empty lines are left out. Lines count from 1. */
  readonly rows: readonly CsvRow[]
}

/** No cell is longer: a quote that is not closed by then is a slip, and only its own line is lost. */
const longestCell = 65_536

/**
 * Reads a table with a header (RFC 4180): cells in quotes may hold separators, line ends and doubled quotes. Spaces
 * around cells are no part of them. Lines end with a newline, before which a carriage return may stand.
 * @param separator by default the one that the first line has most of
 */
export function parseCsv(text: string, separator?: Separator): CsvTable {
  const content = text.replace(/^\uFEFF/, '')
  const [first, ...records] = recordsOf(content, separator ?? separatorOf(content))
  if (first === undefined) return { header: [], rows: [] }
  const header = first.problem === undefined ? first.cells : []
  return { header, rows: records.map((row) => fitted(row, header.length)) }
}

function separatorOf(text: string): Separator {
  const [line = ''] = text.slice(0, longestCell).replaceAll(/"[^"]*"/g, '').trimStart().split('\n', 1)
  const count = (separator: Separator): number => line.split(separator).length
  return separators.reduce((most, separator) => (count(separator) > count(most) ? separator : most))
}

/** Spreadsheets add empty cells at the end of rows; other differences mean that cells are in the wrong columns. */
function fitted(row: CsvRow, length: number): CsvRow {
  if (row.problem !== undefined || row.cells.length === length) return row
  const { line, cells } = row
  if (cells.length > length && cells.slice(length).every((cell) => cell === '')) {
    return { line, cells: cells.slice(0, length) }
  }
  const isShort = cells.length < length
  const problem = isShort ? `${cells.length} of ${length} cells` : `${cells.length} cells for ${length} columns`
  return { line, problem: `the row has ${problem}` }
}

function* recordsOf(text: string, separator: Separator): Generator<CsvRow> {
  let position = 0
  let line = 1
  while (position < text.length) {
    const { end, ...record } = readRecord(text, position, separator)
    if (!isBlank(record)) yield { line, ...record }
    line += text.slice(position, end).split('\n').length - 1
    position = end
  }
}

type Read<Content> = (Content | { readonly problem: string }) & {
  /** Where what follows begins. */
  readonly end: number
}

type Record = { readonly cells: readonly string[]; readonly problem?: undefined } | { readonly problem: string }

function isBlank(record: Record): boolean {
  return record.problem === undefined && record.cells.length === 1 && record.cells[0] === ''
}

function readRecord(text: string, start: number, separator: Separator): Record & { readonly end: number } {
  const cells: string[] = []
  let position = start
  for (;;) {
    const cell = readCell(text, position, separator)
    if ('problem' in cell) return { problem: cell.problem, end: endOfLine(text, start) + 1 }
    cells.push(cell.value)
    if (text[cell.end] !== separator) return { cells, end: cell.end + 1 }
    position = cell.end + 1
  }
}

/** The cell's end is where the separator, the newline or the end of the text is. */
function readCell(text: string, start: number, separator: Separator): Read<{ readonly value: string }> {
  let position = start
  while (text[position] === ' ') position++
  if (text[position] === '"') return readQuoted(text, position + 1, separator)
  const end = endOfCell(text, position, separator)
  return { value: text.slice(position, end).trim(), end }
}

function readQuoted(text: string, start: number, separator: Separator): Read<{ readonly value: string }> {
  let close = text.indexOf('"', start)
  while (close >= 0 && text[close + 1] === '"' && close - start <= longestCell) close = text.indexOf('"', close + 2)
  if (close < 0 || close - start > longestCell) return { problem: 'a quote is not closed', end: start }
  const end = endOfCell(text, close + 1, separator)
  if (text.slice(close + 1, end).trim() !== '') return { problem: 'text follows a closing quote', end }
  return { value: text.slice(start, close).replaceAll('""', '"'), end }
}

function endOfCell(text: string, start: number, separator: Separator): number {
  let end = start
  while (end < text.length && text[end] !== separator && text[end] !== '\n') end++
  return end
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start)
  return end < 0 ? text.length : end
}
