import { plural } from '../report/format.ts'
import { printable } from '../report/table.ts'
import type { Terminal } from './terminal.ts'

/** A line of a dataset that is no row. */
export interface BadRow {
  /** As the user knows it. */
  readonly file: string
  readonly line: number
  readonly problem: string
}

/** A file that is no dataset has no end of bad rows. */
const mostNamed = 20

/** Names the first bad rows and counts the others. */
export function warnOfBadRows(badRows: readonly BadRow[], { stderr }: Terminal): void {
  for (const { file, line, problem } of badRows.slice(0, mostNamed)) {
    stderr.write(`warning: ${printable(`${file}:${line}: ${problem}`)}\n`)
  }
  const more = badRows.length - mostNamed
  if (more > 0) stderr.write(`warning: ${plural(more, 'further bad row')}\n`)
}
