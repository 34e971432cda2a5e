import * as z from 'zod/mini'
import { coefficient, columnCount } from './json.ts'
import { weightedMedian } from './median.ts'
import type { Family, Regressor, Row } from './regressor.ts'
import { meanTarget, mustBeRow, tableOf } from './table.ts'

export interface UserConstant {
  /** @default 'mean' */
  readonly statistic?: 'mean' | 'median' | undefined
}

export interface ResolvedConstant {
  readonly statistic: 'mean' | 'median'
}

export interface ConstantJson {
  readonly family: 'constant'
  readonly columns: number
  readonly value: number
}

export const constantSchema: z.ZodMiniType<ConstantJson> = z.strictObject({
  family: z.literal('constant'),
  columns: columnCount,
  value: coefficient,
})

export class Constant implements Regressor {
  readonly family = 'constant'
  readonly #json: ConstantJson

  constructor(json: ConstantJson) {
    this.#json = json
  }

  get columns(): number {
    return this.#json.columns
  }

  predict(row: Row): number {
    mustBeRow(row, this.columns)
    return this.#json.value
  }

  toJSON(): ConstantJson {
    return this.#json
  }
}

/** The same for all rows: what any other family has to beat. */
export const constant: Family<UserConstant, ResolvedConstant> = {
  name: 'constant',
  resolve: ({ statistic = 'mean' }) => ({ statistic }),
  fit(data, { statistic = 'mean' }) {
    const table = tableOf(data)
    const value = statistic === 'mean' ? meanTarget(table) : weightedMedian(table.targets, table.weights)
    return new Constant({ family: 'constant', columns: table.columns, value })
  },
}
