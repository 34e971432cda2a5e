import * as z from 'zod/mini'
import { coefficient, coefficientsUpTo, columnCount, malformed } from './json.ts'
import type { Regressor, Row } from './regressor.ts'
import { mostColumns, mustBeRow } from './table.ts'

/** `intercept + sum over the remembered rows of coefficient x (covariance with the row)`. */
export interface KernelJson {
  readonly family: 'kernel'
  readonly columns: number
  readonly intercept: number
  readonly length: number
  /** Of each column, what is taken from it, and what the rest is multiplied by. */
  readonly centers: readonly number[]
  readonly scales: readonly number[]
  /** The remembered rows, one after the other. */
  readonly rows: readonly number[]
  /** One for each of them. */
  readonly coefficients: readonly number[]
}

/** A hundred columns of fifty thousand rows. */
const mostNumbers = 5_000_000
const largestFeature = 1e100

export const kernelSchema: z.ZodMiniType<KernelJson> = z.strictObject({
  family: z.literal('kernel'),
  columns: columnCount,
  intercept: coefficient,
  length: z.number().check(z.gte(1e-3), z.lte(1e3)),
  centers: coefficientsUpTo(largestFeature),
  scales: z.array(z.number().check(z.gte(0), z.lte(1e60))).check(z.maxLength(mostColumns)),
  rows: z.array(z.number().check(z.gte(-largestFeature), z.lte(largestFeature))).check(z.maxLength(mostNumbers)),
  coefficients: z.array(coefficient).check(z.maxLength(mostNumbers)),
})

/** Remembered rows, each of which bears on estimates of rows like it. */
export class KernelMachine implements Regressor {
  readonly family = 'kernel'
  readonly #json: KernelJson
  readonly #rows: Float64Array
  /** What the straight parts of all covariances add up to, for each column. */
  readonly #slopes: Float64Array

  /** @throws PreciousError `target/invalid` if the lengths of the lists do not match */
  constructor(json: KernelJson, where?: string) {
    const { columns, centers, scales, rows, coefficients } = json
    const isWhole = centers.length === columns && scales.length === columns
    if (!isWhole || rows.length !== columns * coefficients.length) malformed('the lists of a kernel do not match', where)
    this.#json = json
    this.#rows = scaled(rows, json)
    this.#slopes = new Float64Array(columns)
    for (const [index, value] of this.#rows.entries()) {
      const column = index % columns
      this.#slopes[column] = (this.#slopes[column] ?? 0) + value * (coefficients[Math.floor(index / columns)] ?? 0)
    }
  }

  get columns(): number {
    return this.#json.columns
  }

  predict(row: Row): number {
    mustBeRow(row, this.columns)
    const { columns, intercept, coefficients, length } = this.#json
    const own = scaled(row, this.#json)
    let sum = intercept
    for (const [column, slope] of this.#slopes.entries()) sum += slope * (own[column] ?? 0)
    for (const [index, factor] of coefficients.entries()) {
      sum += factor * likeness(squaredDistance(own, 0, this.#rows, index * columns, columns), length)
    }
    return sum
  }

  toJSON(): KernelJson {
    return this.#json
  }
}

/** Beyond this, rows are as far from all others as can be, and squares stay finite. */
const farthest = 1e50

/** Rows in the units in which distances are measured. */
export function scaled(
  rows: Row,
  { columns, centers, scales }: Pick<KernelJson, 'columns' | 'centers' | 'scales'>,
): Float64Array {
  return Float64Array.from(rows, (value, index) => {
    const column = index % columns
    const own = (value - (centers[column] ?? 0)) * (scales[column] ?? 0)
    return Math.min(farthest, Math.max(-farthest, own))
  })
}

/** How alike two rows are: 1 for equal ones. The Matern function of smoothness 3/2. */
export function likeness(squared: number, length: number): number {
  const distance = Math.sqrt(3 * squared) / length
  return (1 + distance) * Math.exp(-distance)
}

export function squaredDistance(
  left: Float64Array,
  leftStart: number,
  right: Float64Array,
  rightStart: number,
  columns: number,
): number {
  let sum = 0
  for (let column = 0; column < columns; column++) {
    const difference = (left[leftStart + column] ?? 0) - (right[rightStart + column] ?? 0)
    sum += difference * difference
  }
  return sum
}
