import { sumOf, type Table } from './table.ts'

/** The features of a table by rank: small numbers that all trees grow on. */
export interface Bins {
  readonly columns: number
  /** Row after row, for each column the place of its bin among the bins of all columns. */
  readonly places: Uint32Array
  /** Where the bins of each column begin, and behind the last one where they end. */
  readonly starts: Uint32Array
  /** Lowest and highest value in each bin of all columns. */
  readonly lows: Float64Array
  readonly highs: Float64Array
}

/** Histograms of so many bins in each of a hundred columns take 100 MB. */
export const mostBins = 65_536
/** Beyond so many rows, a split at every 128th of them loses next to nothing, and histograms stay small. */
const fewRows = 2_048
const binsOfManyRows = 128
/** So many keep the histogram of a hundred columns in the cache of a core; few properties have more values. */
const binsOfFewRows = 256

/** How many bins a column has at most for trees that are many, if nobody says so. */
export function defaultBins(rows: number): number {
  return rows <= fewRows ? binsOfFewRows : binsOfManyRows
}

/** The same for a tree that is alone: of few rows, each distinct value has a bin. */
export function defaultBinsOfOne(rows: number): number {
  return rows <= fewRows ? fewRows : binsOfManyRows
}

interface BinLimits {
  readonly lows: Float64Array
  readonly highs: Float64Array
}

/**
 * Sorts each feature into bins: one for each distinct value if there are no more than `most`, else bins of about equal
 * weight.
 */
export function binsOf(table: Table, most: number): Bins {
  const { rows, columns } = table
  const places = new Uint32Array(rows * columns)
  const starts = new Uint32Array(columns + 1)
  const limits: BinLimits[] = []
  for (let column = 0, start = 0; column < columns; column++) {
    const values = columnOf(table, column)
    const own = binColumn(values, table.weights, most)
    for (let row = 0; row < rows; row++) places[row * columns + column] = start + placeIn(own.highs, values[row] ?? 0)
    limits.push(own)
    start += own.highs.length
    starts[column + 1] = start
  }
  return {
    columns,
    places,
    starts,
    lows: joined(limits.map(({ lows }) => lows)),
    highs: joined(limits.map(({ highs }) => highs)),
  }
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0))
  let start = 0
  for (const part of parts) {
    whole.set(part, start)
    start += part.length
  }
  return whole
}

function columnOf({ rows, columns, values }: Table, column: number): Float64Array {
  const found = new Float64Array(rows)
  // Adding 0 makes -0 the 0 that it equals.
  for (let row = 0; row < rows; row++) found[row] = (values[row * columns + column] ?? 0) + 0
  return found
}

function binColumn(values: Float64Array, weights: Float64Array, most: number): BinLimits {
  const { distinct, weightOf } = distinctValues(values, weights)
  if (distinct.length <= most) return { lows: distinct, highs: distinct }
  const total = sumOf(weightOf)
  const lows: number[] = []
  const highs: number[] = []
  let below = 0
  let last = -1
  for (const [index, value] of distinct.entries()) {
    const weight = weightOf[index] ?? 0
    const bin = Math.min(Math.floor(((below + weight / 2) / total) * most), most - 1)
    if (bin === last) highs[highs.length - 1] = value
    else {
      lows.push(value)
      highs.push(value)
    }
    last = bin
    below += weight
  }
  return { lows: Float64Array.from(lows), highs: Float64Array.from(highs) }
}

interface DistinctValues {
  /** Ascending. */
  readonly distinct: Float64Array
  readonly weightOf: Float64Array
}

function distinctValues(values: Float64Array, weights: Float64Array): DistinctValues {
  const distinct = values.toSorted().filter((value, index, sorted) => index === 0 || value !== sorted[index - 1])
  const weightOf = new Float64Array(distinct.length)
  for (const [row, value] of values.entries()) {
    const place = placeIn(distinct, value)
    weightOf[place] = (weightOf[place] ?? 0) + (weights[row] ?? 0)
  }
  return { distinct, weightOf }
}

/** The first place in ascending numbers that is not below the value. */
function placeIn(ascending: Float64Array, value: number): number {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
