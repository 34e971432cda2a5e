import { readFileSync } from 'node:fs'
import { parseCsv } from '../../src/import/csv.ts'

/** Rows of a CSV file by column name. */
export function readTable(file: string): Record<string, string>[] {
  const { header, rows } = parseCsv(readFileSync(file, 'utf8'), ',')
  return rows.map((row) => {
    if (row.problem !== undefined) throw new Error(`${file}:${row.line}: ${row.problem}`)
    return Object.fromEntries(header.map((name, index) => [name, row.cells[index] ?? '']))
  })
}
