import { PreciousError } from '../errors.ts'
import { propertiesVersion } from '../analysis/properties.ts'
import { type DatasetRow, datasetRowForm, type MeasurementSettings } from '../measurement/dataset-row.ts'
import { checkLine, joinProblems } from '../measurement/line-problems.ts'
import type { Numbers } from '../measurement/number-fields.ts'
import { type MeasuredQuantity, measuredQuantities, type PartialStatistic } from '../measurement/statistic.ts'
import { figureIn, numberIn } from './cell-number.ts'
import { columnOf } from './column.ts'
import type { CsvTable } from './csv.ts'
import type { ImportOutcome, TableSource } from './import-outcome.ts'
import type { FoundModel, Models } from './models.ts'

/** Where a table has a quantity. */
export interface QuantityColumns {
  readonly column: string
  /** Of the single runs, in the same unit. */
  readonly deviation?: string | undefined
  /** How many of the quantity's own unit the table's is. */
  readonly factor: number
}

/** Where a table has what, by the names of its columns. */
export interface TableColumns {
  readonly model: string
  readonly quantities: { readonly [Quantity in MeasuredQuantity]?: QuantityColumns | undefined }
  readonly runs?: string | undefined
  readonly group?: string | undefined
  readonly features: readonly string[]
}

/** What is the same for all rows. */
export interface MeasuredTableSource extends TableSource {
  readonly target: string
  readonly settings: MeasurementSettings
  readonly source: string
  readonly licence?: string | undefined
}

type Cell = (column: string) => string

/** A row of the table that cannot be a row of a dataset. */
class BadRow extends Error {}

/**
 * The rows of a table of models and what they took. A row without any figure is empty; one whose model cannot be found,
 * or with a cell that is not what it has to be, is a problem.
 * @throws PreciousError `table/invalid` where a column is missing
 */
export async function* importTable(
  table: CsvTable,
  columns: TableColumns,
  source: MeasuredTableSource,
  models: Models,
): AsyncGenerator<ImportOutcome, void, undefined> {
  const places = placesOf(table, columns, source.fileName)
  for (const content of table.rows) {
    const { line } = content
    if (content.problem !== undefined) {
      yield { kind: 'problem', line, problem: content.problem }
      continue
    }
    const cell: Cell = (column) => content.cells[places.get(column) ?? -1] ?? ''
    const hasFigure = measuredQuantities.some((quantity) => cell(columns.quantities[quantity]?.column ?? '') !== '')
    yield hasFigure ? await importRow(line, cell, columns, source, models) : { kind: 'empty', line }
  }
}

function placesOf(table: CsvTable, columns: TableColumns, file: string): ReadonlyMap<string, number> {
  const { model, quantities, runs, group, features } = columns
  const figures = measuredQuantities.flatMap((quantity) => {
    const { column, deviation } = quantities[quantity] ?? {}
    return [column, deviation]
  })
  const wanted = [model, ...figures, runs, group, ...features].filter((name) => name !== undefined)
  return new Map(wanted.map((name) => [name, columnOf(table, name, file)]))
}

async function importRow(
  line: number,
  cell: Cell,
  columns: TableColumns,
  source: MeasuredTableSource,
  models: Models,
): Promise<ImportOutcome> {
  try {
    const figures = figuresOf(cell, columns)
    const features = featuresOf(cell, columns)
    const model = await models.find(cell(columns.model))
    const group = columns.group === undefined ? model.group : cell(columns.group)
    const row = rowOf({ ...model, group }, { ...figures, ...(features && { features }) }, line, source)
    const { problems } = checkLine(row, datasetRowForm)
    if (problems === undefined) return { kind: 'row', line, row }
    return { kind: 'problem', line, problem: joinProblems(problems) }
  } catch (error) {
    if (error instanceof BadRow || error instanceof RangeError) return { kind: 'problem', line, problem: error.message }
    if (!(error instanceof PreciousError)) throw error
    const problem = `${error.where === undefined ? '' : `${error.where}: `}${error.what}`
    return { kind: 'problem', line, problem }
  }
}

function rowOf(
  { facts, name, group, sha256 }: FoundModel,
  numbers: Pick<DatasetRow, MeasuredQuantity | 'features'>,
  line: number,
  { target, settings, source, licence, fileName, toolVersion }: MeasuredTableSource,
): DatasetRow {
  return {
    schemaVersion: 1,
    network: { hash: facts.hash, name, group, ...(sha256 !== undefined && { sha256 }) },
    propertiesVersion,
    properties: facts.properties,
    target,
    settings,
    ...numbers,
    provenance: {
      source,
      ...(licence !== undefined && { licence }),
      importedFrom: `${fileName}:${line}`,
      toolVersion,
    },
  }
}

function figuresOf(cell: Cell, { quantities, runs }: TableColumns): Pick<DatasetRow, MeasuredQuantity> {
  const count = runs === undefined ? '' : cell(runs)
  const found = measuredQuantities.flatMap((quantity) => {
    const columns = quantities[quantity]
    if (columns === undefined || cell(columns.column) === '') return []
    const statistic: PartialStatistic = {
      mean: scaled(figure(cell, columns.column), columns.factor),
      ...deviationOf(cell, columns),
      ...(count !== '' && { runs: number(count, runs ?? '') }),
    }
    return [[quantity, statistic] as const]
  })
  return Object.fromEntries(found)
}

function deviationOf(cell: Cell, { deviation, factor }: QuantityColumns): Pick<PartialStatistic, 'standardDeviation'> {
  if (deviation === undefined || cell(deviation) === '') return {}
  return { standardDeviation: scaled(number(cell(deviation), deviation), factor) }
}

function featuresOf(cell: Cell, { features }: TableColumns): Numbers | undefined {
  if (features.length === 0) return undefined
  return Object.fromEntries(features.map((column) => [column, number(cell(column), column)]))
}

/** As many digits as every decimal number keeps: 1900 mW are 1.9 W, and not 1.9000000000000001. */
const exactDigits = 15

function scaled(value: number, factor: number): number {
  return factor === 1 ? value : Number((value * factor).toPrecision(exactDigits))
}

function figure(cell: Cell, column: string): number {
  const { value, problem } = { value: 0, ...figureIn(cell(column), column) }
  if (problem !== undefined) throw new BadRow(problem)
  return value
}

function number(text: string, column: string): number {
  const { value, problem } = { value: 0, ...numberIn(text, column) }
  if (problem !== undefined) throw new BadRow(problem)
  return value
}
