import type { Row, TrainingData } from './regressor.ts'

/** Beyond this, the squares of what is summed would not stay finite. */
const largest = 1e100
const largestWeight = 1e9
/** Networks are described by dozens of properties; more than these are a mistake. */
export const mostColumns = 10_000

/** Training data that were checked, in one block of memory. Rows without weight are left out. */
export interface Table {
  readonly rows: number
  readonly columns: number
  /** Row after row. */
  readonly values: Float64Array
  readonly targets: Float64Array
  readonly weights: Float64Array
}

/**
 * Checks training data.
 * @throws RangeError if rows, targets and weights do not match, no row has weight, or a number is not finite or beyond
 * 1e100 (targets and features) or below 0 or beyond 1e9 (weights)
 */
export function tableOf({ rows, targets, weights }: TrainingData): Table {
  if (targets.length !== rows.length || (weights ?? rows).length !== rows.length) {
    const given = `${rows.length} rows, ${targets.length} targets and ${(weights ?? rows).length} weights`
    throw new RangeError(`${given} do not match`)
  }
  const columns = rows[0]?.length ?? 0
  if (columns > mostColumns) throw new RangeError(`${columns} features are more than ${mostColumns}`)
  for (const row of rows) mustBeRow(row, columns)
  targets.forEach((target) => mustBeFinite(target, 'target'))
  weights?.forEach(mustBeWeight)
  const kept = [...rows.keys()].filter((row) => weights?.[row] !== 0)
  if (kept.length === 0) throw new RangeError('there is no row to learn from')
  const values = new Float64Array(kept.length * columns)
  kept.forEach((row, index) => values.set(rows[row] ?? [], index * columns))
  return {
    rows: kept.length,
    columns,
    values,
    targets: Float64Array.from(kept, (row) => targets[row] ?? 0),
    weights: Float64Array.from(kept, (row) => weights?.[row] ?? 1),
  }
}

/** @throws RangeError if a row has another number of features, or one that is not finite or beyond 1e100 */
export function mustBeRow(row: Row, columns: number): void {
  if (row.length !== columns) throw new RangeError(`a row has ${row.length} features, not ${columns}`)
  for (let column = 0; column < columns; column++) mustBeFinite(row[column] ?? Number.NaN, 'feature')
}

/** Some rows of a table, as a table. */
export function selectRows({ columns, values, targets, weights }: Table, selected: readonly number[]): Table {
  const block = new Float64Array(selected.length * columns)
  selected.forEach((row, index) => {
    block.set(values.subarray(row * columns, (row + 1) * columns), index * columns)
  })
  return {
    rows: selected.length,
    columns,
    values: block,
    targets: Float64Array.from(selected, (row) => targets[row] ?? 0),
    weights: Float64Array.from(selected, (row) => weights[row] ?? 0),
  }
}

export function sumOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}

/** The mean of the targets by their weights. */
export function meanTarget({ rows, targets, weights }: Table): number {
  const first = targets[0] ?? 0
  let sum = 0
  // From the first one on, so that equal targets have exactly their own mean.
  for (let row = 0; row < rows; row++) sum += (weights[row] ?? 0) * ((targets[row] ?? 0) - first)
  return first + sum / sumOf(weights)
}

function mustBeFinite(value: number, what: string): void {
  if (!(Math.abs(value) <= largest)) throw new RangeError(`the ${what} ${value} is not a number from -1e100 to 1e100`)
}

function mustBeWeight(weight: number): void {
  if (!(weight >= 0 && weight <= largestWeight)) throw new RangeError(`the weight ${weight} is not from 0 to 1e9`)
}
