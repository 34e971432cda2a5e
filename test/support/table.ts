import { readFileSync } from 'node:fs'

/** Rows of a CSV file by column name; cells hold no commas. */
export function readRows(file: string): Record<string, string>[] {
  const [header = [], ...rows] = readFileSync(file, 'utf8').trim().split(/\r?\n/).map((line) => line.split(','))
  return rows.map((cells) => Object.fromEntries(header.map((name, column) => [name, cells[column] ?? ''])))
}

/** How far a value is from what is expected, as a share of that; zero only equals zero. */
export function relativeError(value: number, expected: number): number {
  if (expected === 0) return value === 0 ? 0 : Number.POSITIVE_INFINITY
  return Math.abs(value / expected - 1)
}
