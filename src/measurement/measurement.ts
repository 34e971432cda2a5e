import * as z from 'zod/mini'
import { expecting } from '../budget/schema-messages.ts'

/** Repeated runs of one quantity, in its own unit. */
export interface Statistic {
  readonly mean: number
  /** Of the single runs, not of their mean; with runs - 1 in the denominator. */
  readonly standardDeviation: number
  /** 2 or more. */
  readonly runs: number
}

/** What was measured of one inference. */
export interface MeasuredQuantities {
  /** Time of one inference, in milliseconds. */
  readonly latencyMs?: Statistic | undefined
  /** Mean power of the accelerator during back-to-back inferences, in watts. */
  readonly powerW?: Statistic | undefined
  /** Energy the accelerator takes for one inference, in millijoules. */
  readonly energyMj?: Statistic | undefined
}

export type MeasuredQuantity = keyof MeasuredQuantities

export const measuredQuantities: readonly MeasuredQuantity[] = ['latencyMs', 'powerW', 'energyMj']

/** One line of a file of measurements: what one model took on one target. */
export interface MeasurementLine extends MeasuredQuantities {
  readonly schemaVersion: 1
  /** Of the model's file, in lower case. */
  readonly sha256: string
  readonly target: string
  /** ISO 8601 with a zone. */
  readonly measuredAt: string
  /** Device, driver and settings, for people. */
  readonly how: string
  /** Where the model lies, relative to the config's folder: tells a model that changed from a foreign one. */
  readonly model?: string | undefined
}

/** No inference takes eleven days or a gigawatt: larger figures are slips, and their products would overflow. */
const largestFigure = 1e9

const positive = expecting(`a positive number, at most ${largestFigure}`)
const notNegative = expecting(`0 or a positive number, at most ${largestFigure}`)
const manyRuns = expecting('a whole number of 2 or more: a single run does not say how far off its mean may be')

function text(name: string, longest: number): z.ZodMiniString {
  const expected = expecting(`${name} of 1 to ${longest} characters`)
  return z.string(expected).check(z.minLength(1, expected), z.maxLength(longest, expected))
}

function statistic(unit: string) {
  const fields = {
    mean: z.number(positive).check(z.positive(positive), z.lte(largestFigure, positive)),
    standardDeviation: z.number(notNegative).check(z.nonnegative(notNegative), z.lte(largestFigure, notNegative)),
    runs: z.int(manyRuns).check(z.gte(2, manyRuns)),
  }
  const example = '{ "mean": 2.31, "standardDeviation": 0.05, "runs": 200 }'
  return z.optional(z.strictObject(fields, expecting(`an object such as ${example}`)).check(z.describe(unit)))
}

const isSomethingMeasured = z.check<MeasuredQuantities>(({ value, issues }) => {
  if (measuredQuantities.some((quantity) => value[quantity] !== undefined)) return
  const message = `measures nothing; add ${measuredQuantities.map((name) => `"${name}"`).join(', ')} or several of them`
  issues.push({ code: 'custom', input: value, message })
})

const sha256 = expecting('the SHA-256 of the model file, 64 hexadecimal digits')
const time = expecting('a time with its zone, such as "2026-11-25T10:00:00Z"')

const fields = z.strictObject(
  {
    schemaVersion: z.literal(1, expecting('1')),
    sha256: z.string(sha256).check(
      z.regex(/^[0-9A-Fa-f]{64}$/, sha256),
      z.toLowerCase(),
      z.describe('Of the model file.'),
    ),
    target: text('the name of a target', 100),
    latencyMs: statistic('Time of one inference, in milliseconds.'),
    powerW: statistic('Mean power of the accelerator during back-to-back inferences, in watts.'),
    energyMj: statistic('Energy the accelerator takes for one inference, in millijoules.'),
    measuredAt: z.iso.datetime({ offset: true, ...time }),
    how: text('a text for people', 1_000).check(z.describe('Device, driver and settings.')),
    model: z.optional(text('a path', 1_000).check(z.describe('Path of the model, relative to the config.'))),
  },
  expecting('an object with the keys of a measurement'),
)

export const measurementSchema: z.ZodMiniType<MeasurementLine> = fields.check(isSomethingMeasured)

/** The keys of a line, and of each statistic in it. */
export const knownKeys: { readonly line: readonly string[]; readonly statistic: readonly string[] } = {
  line: Object.keys(fields.def.shape),
  statistic: ['mean', 'standardDeviation', 'runs'],
}

/** The JSON Schema of one line (draft 2020-12). */
export function measurementJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    title: 'Precious measurement',
    description: 'One line of a JSONL file: what one model took on one target.',
    ...z.toJSONSchema(measurementSchema),
    anyOf: measuredQuantities.map((quantity) => ({ required: [quantity] })),
  }
}
