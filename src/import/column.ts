import { PreciousError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { CsvTable } from './csv.ts'

/**
 * The place of a column that the header names.
 * @param file the table as the user knows it
 * @throws PreciousError `table/invalid` where there is none, or several
 */
export function columnOf({ header }: CsvTable, name: string, file: string): number {
  const index = header.indexOf(name)
  if (index >= 0 && index === header.lastIndexOf(name)) return index
  throw index < 0 ? missing(name, header, file) : ambiguous(name, file)
}

function missing(name: string, header: readonly string[], where: string): PreciousError {
  if (header.length === 0) {
    const hint = 'Give a file whose first line names the columns'
    return new PreciousError('table/invalid', { what: 'the table has no header', hint, where })
  }
  const near = nearest(name, header)
  const columns = header.map((column) => `"${column}"`).join(', ')
  const hint = near === undefined ? `The columns are ${columns}` : `Did you mean "${near}"? The columns are ${columns}`
  return new PreciousError('table/invalid', { what: `the table has no column "${name}"`, hint, where })
}

function ambiguous(name: string, where: string): PreciousError {
  const hint = 'Give each column a name of its own'
  return new PreciousError('table/invalid', { what: `the table has several columns "${name}"`, hint, where })
}
