import { basename, resolve } from 'node:path'
import { PreciousError } from '../errors.ts'
import { readText } from '../host/files.ts'
import { type CsvTable, parseCsv, type Separator } from '../import/csv.ts'
import type { TableSource } from '../import/import-outcome.ts'
import { version } from '../version.ts'

/** A million rows are smaller. */
const largestFile = 256 * 1_048_576

/**
 * Reads a table.
 * @param file its path as the user knows it
 * @throws PreciousError `table/unreadable`, `table/invalid`
 */
export async function readTable(file: string, cwd: string, separator?: Separator): Promise<CsvTable> {
  const code = 'table/unreadable'
  const text = await readText(resolve(cwd, file), { shown: file, what: 'table', code, largestBytes: largestFile })
  const table = parseCsv(text, separator)
  if (table.header.length > 0) return table
  const what = text.trim() === '' ? 'the file is empty' : 'the first line is no header'
  const hint = 'Give a CSV file whose first line names the columns'
  throw new PreciousError('table/invalid', { what, hint, where: file })
}

/** What rows say of the table that they come from. */
export function tableSource(file: string): TableSource {
  return { fileName: basename(file), toolVersion: version }
}
