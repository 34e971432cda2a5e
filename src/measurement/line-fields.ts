import * as z from 'zod/mini'
import { compiledObject } from './compiled-object.ts'
import { expecting } from '../budget/schema-messages.ts'
import {
  type MeasuredQuantities,
  measuredQuantities,
  type MeasuredQuantity,
  type PartialStatistic,
  type Statistic,
} from './statistic.ts'

/** No inference takes eleven days or a gigawatt: larger figures are slips, and their products would overflow. */
const largestFigure = 1e9

const positive = expecting(`a positive number, at most ${largestFigure}`)
const notNegative = expecting(`0 or a positive number, at most ${largestFigure}`)
const manyRuns = expecting('a whole number of 2 or more: a single run does not say how far off its mean may be')
const someRuns = expecting('a whole number of 1 or more')

const mean = z.number(positive).check(z.positive(positive), z.lte(largestFigure, positive))
const deviation = z.number(notNegative).check(z.nonnegative(notNegative), z.lte(largestFigure, notNegative))

/** The keys of a statistic. */
export const statisticKeys: readonly string[] = ['mean', 'standardDeviation', 'runs']

/** The fields that a line has of what was measured: each an optional `Figure`. */
export type QuantityFields<Figure> = Readonly<Record<MeasuredQuantity, z.ZodMiniOptional<z.ZodMiniType<Figure>>>>

const units: Readonly<Record<MeasuredQuantity, string>> = {
  latencyMs: 'Time of one inference, in milliseconds.',
  powerW: 'Mean power of the accelerator during back-to-back inferences, in watts.',
  energyMj: 'Energy the accelerator takes for one inference, in millijoules.',
}

function quantityFields<Figure>(figure: (unit: string) => z.ZodMiniType<Figure>): QuantityFields<Figure> {
  const field = (quantity: MeasuredQuantity): z.ZodMiniOptional<z.ZodMiniType<Figure>> =>
    z.optional(figure(units[quantity]))
  return { latencyMs: field('latencyMs'), powerW: field('powerW'), energyMj: field('energyMj') }
}

/** Statistics of repeated runs. */
export function statisticFields(): QuantityFields<Statistic> {
  const runs = z.int(manyRuns).check(z.gte(2, manyRuns))
  const expected = expecting('an object such as { "mean": 2.31, "standardDeviation": 0.05, "runs": 200 }')
  return quantityFields((unit) =>
    compiledObject({ mean, standardDeviation: deviation, runs }, expected).check(z.describe(unit)),
  )
}

/** Statistics of which the mean alone may be known. */
export function partialStatisticFields(): QuantityFields<PartialStatistic> {
  const runs = z.optional(z.int(someRuns).check(z.gte(1, someRuns)))
  const known = '{ "mean": 2.31, "standardDeviation": 0.05, "runs": 200 }'
  const expected = expecting(`an object such as { "mean": 2.31 } or ${known}`)
  return quantityFields((unit) =>
    compiledObject({ mean, standardDeviation: z.optional(deviation), runs }, expected)
      .check(isSpreadOfRuns, z.describe(unit)),
  )
}

const isSpreadOfRuns = z.check<PartialStatistic>(({ value, issues }) => {
  if (value.runs !== 1 || value.standardDeviation === undefined) return
  const message = 'has a standard deviation, but a single run has none; leave one of them out'
  issues.push({ code: 'custom', input: value, message })
})

/** Refuses a line without any figure. */
export const isSomethingMeasured: z.core.$ZodCheck<MeasuredQuantities<unknown>> = z.check(({ value, issues }) => {
  if (measuredQuantities.some((quantity) => value[quantity] !== undefined)) return
  const message = `measures nothing; add ${measuredQuantities.map((name) => `"${name}"`).join(', ')} or several of them`
  issues.push({ code: 'custom', input: value, message })
})

export function text(name: string, longest: number): z.ZodMiniString {
  const expected = expecting(`${name} of 1 to ${longest} characters`)
  return z.string(expected).check(z.minLength(1, expected), z.maxLength(longest, expected))
}

const sha256 = expecting('the SHA-256 of the model file, 64 hexadecimal digits')

/** The hash of a model file, in either case; read as lower case. */
export function sha256Field(): z.ZodMiniString {
  return z.string(sha256).check(z.regex(/^[0-9A-Fa-f]{64}$/, sha256), z.toLowerCase(), z.describe('Of the model file.'))
}
