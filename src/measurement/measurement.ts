import * as z from 'zod/mini'
import { expecting } from '../budget/schema-messages.ts'
import { isSomethingMeasured, sha256Field, statisticFields, statisticKeys, text } from './line-fields.ts'
import { type MeasuredQuantities, measuredQuantities } from './statistic.ts'

/**
 * One line of a file of measurements, which budgets are judged on: what one model took on one target. What estimators
 * are trained on is another format, see `dataset-row.ts`.
 */
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

const time = expecting('a time with its zone, such as "2026-11-25T10:00:00Z"')

const fields = z.strictObject(
  {
    schemaVersion: z.literal(1, expecting('1')),
    sha256: sha256Field(),
    target: text('the name of a target', 100),
    ...statisticFields(),
    measuredAt: z.iso.datetime({ offset: true, ...time }),
    how: text('a text for people', 1_000).check(z.describe('Device, driver and settings.')),
    model: z.optional(text('a path', 1_000).check(z.describe('Path of the model, relative to the config.'))),
  },
  expecting('an object with the keys of a measurement'),
)

export const measurementSchema: z.ZodMiniType<MeasurementLine> = fields.check(isSomethingMeasured)

/** The keys of a line. */
export const measurementKeys: readonly string[] = Object.keys(fields.def.shape)

/** The keys that are known at a place of a line, such as `latencyMs`; '' is the line itself. */
export function measurementKeysAt(place: string): readonly string[] {
  return place === '' ? measurementKeys : statisticKeys
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
