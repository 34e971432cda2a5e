import { dirname, resolve } from 'node:path'
import { PreciousError } from '../errors.ts'
import { nodeFiles } from '../host/files.ts'
import { columnOf } from '../import/column.ts'
import {
  importTable,
  type MeasuredTableSource,
  type QuantityColumns,
  type TableColumns,
} from '../import/measured-table.ts'
import { Models } from '../import/models.ts'
import { factorOf } from '../import/unit.ts'
import type { MeasuredQuantity } from '../measurement/statistic.ts'
import { type ImportCsvOptions, mustFit, separatorOf } from './import-options.ts'
import { readTable, tableSource } from './read-table.ts'
import type { Terminal } from './terminal.ts'
import { writeImported } from './write-imported.ts'

/** `precious import csv`: a table of models and what they took, as a dataset. Returns the exit code. */
export async function importCsvCommand(file: string, options: ImportCsvOptions, terminal: Terminal): Promise<number> {
  mustFit(options)
  const source = sourceOf(file, options)
  const table = await readTable(file, terminal.cwd, separatorOf(options.separator))
  const columns = columnsOf(options, (name) => columnOf(table, name, file))
  const folder = dirname(resolve(terminal.cwd, file))
  const models = new Models((path) => nodeFiles.readFile(resolve(folder, path.replaceAll('\\', '/'))))
  const outcomes = importTable(table, columns, source, models)
  return writeImported({ file, outcomes, rowCount: table.rows.length, options }, terminal)
}

/** @param mustExist throws where the table has no such column */
function columnsOf(options: ImportCsvOptions, mustExist: (column: string) => unknown): TableColumns {
  const { model, runs, group, feature = [], latency, power, energy } = options
  if (latency === undefined && power === undefined && energy === undefined) {
    const hint = 'Name the columns of what was measured with --latency, --power or --energy'
    throw new PreciousError('usage/invalid', { what: 'no column of figures is named', hint })
  }
  // Before units: a column that is missing does not say one either.
  for (const column of [model, latency, power, energy]) if (column !== undefined) mustExist(column)
  const quantities = {
    latencyMs: quantityOf('latencyMs', 'latency', options),
    powerW: quantityOf('powerW', 'power', options),
    energyMj: quantityOf('energyMj', 'energy', options),
  }
  return { model, quantities, runs, group, features: feature }
}

function quantityOf(
  quantity: MeasuredQuantity,
  name: 'latency' | 'power' | 'energy',
  options: ImportCsvOptions,
): QuantityColumns | undefined {
  const { [name]: column, [`${name}Unit` as const]: unit, [`${name}Deviation` as const]: deviation } = options
  if (column !== undefined) return { column, deviation, factor: factorOf(quantity, { column, unit }, `--${name}-unit`) }
  const stray = unit === undefined ? 'deviation' : 'unit'
  if (unit === undefined && deviation === undefined) return undefined
  const hint = `Name the column with --${name}`
  throw new PreciousError('usage/invalid', { what: `--${name}-${stray} is of a column that is not named`, hint })
}

function sourceOf(file: string, options: ImportCsvOptions): MeasuredTableSource {
  const { target, link, clock, host, runtime, licence } = options
  const table = tableSource(file)
  const stated = { link, clock, host, runtime, repetitions: repetitionsOf(options) }
  const settings = Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined))
  return { ...table, target, settings, source: options.source ?? table.fileName, licence }
}

function repetitionsOf({ repetitions }: ImportCsvOptions): number | undefined {
  if (repetitions === undefined) return undefined
  if (/^[1-9]\d{0,14}$/.test(repetitions)) return Number(repetitions)
  const what = `--repetitions takes a whole number of 1 or more, not "${repetitions}"`
  throw new PreciousError('usage/invalid', { what, hint: 'Give how many inferences each run has' })
}
