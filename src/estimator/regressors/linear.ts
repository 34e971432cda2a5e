import * as z from 'zod/mini'
import { coefficient, coefficientsUpTo, malformed } from './json.ts'
import type { Regressor, Row } from './regressor.ts'
import { mustBeRow } from './table.ts'

/** Targets of up to 1e100 over features that differ by as little as 1e-50 give less. */
const largestSlope = 1e200

const linearFamilies = ['ridge', 'non-negative'] as const

/** `intercept + sum of coefficient x (feature - center)`. */
export interface LinearJson {
  readonly family: (typeof linearFamilies)[number]
  readonly intercept: number
  /** Of each column: the feature at which it adds nothing, so that large features do not cancel. */
  readonly centers: readonly number[]
  readonly coefficients: readonly number[]
}

export const linearSchema: z.ZodMiniType<LinearJson> = z.strictObject({
  family: z.enum(linearFamilies),
  intercept: coefficient,
  centers: coefficientsUpTo(1e100),
  coefficients: coefficientsUpTo(largestSlope),
})

/** A weighted sum of the features. */
export class Linear implements Regressor {
  readonly #json: LinearJson

  /** @throws PreciousError `target/invalid` if there are not as many centers as coefficients */
  constructor(json: LinearJson, where?: string) {
    const given = [json.centers.length, json.coefficients.length] as const
    if (given[0] !== given[1]) malformed(`${given[0]} centers do not match ${given[1]} coefficients`, where)
    this.#json = json
  }

  get family(): LinearJson['family'] {
    return this.#json.family
  }

  get columns(): number {
    return this.#json.coefficients.length
  }

  predict(row: Row): number {
    mustBeRow(row, this.columns)
    const { intercept, centers } = this.#json
    return this.#json.coefficients.reduce(
      (sum, value, column) => sum + value * ((row[column] ?? 0) - (centers[column] ?? 0)),
      intercept,
    )
  }

  toJSON(): LinearJson {
    return this.#json
  }
}
