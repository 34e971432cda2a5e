import { importNasBench } from '../import/nas-bench-201.ts'
import { type ImportNasBenchOptions, mustFit } from './import-options.ts'
import { readTable, tableSource } from './read-table.ts'
import type { Terminal } from './terminal.ts'
import { writeImported } from './write-imported.ts'

/** `precious import nb201`: what a lab measured of NAS-Bench-201, as a dataset. Returns the exit code. */
export async function importNasBenchCommand(
  file: string,
  options: ImportNasBenchOptions,
  terminal: Terminal,
): Promise<number> {
  mustFit(options)
  const table = await readTable(file, terminal.cwd)
  const outcomes = importNasBench(table, { ...tableSource(file), variant: options.variant })
  return writeImported({ file, outcomes, rowCount: table.rows.length, options }, terminal)
}
