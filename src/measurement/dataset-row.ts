import * as z from 'zod/mini'
import { compiledObject } from './compiled-object.ts'
import { type Properties, propertiesVersion, propertyDocumentation, propertyNames } from '../analysis/properties.ts'
import { expecting } from '../budget/schema-messages.ts'
import {
  isSomethingMeasured,
  partialStatisticFields,
  sha256Field,
  statisticKeys,
  text,
} from './line-fields.ts'
import type { LineForm } from './line-problems.ts'
import { type Numbers, numbersField, propertiesField } from './number-fields.ts'
import { type MeasuredQuantities, measuredQuantities, type PartialStatistic } from './statistic.ts'

/**
 * One line of a dataset, which estimators are trained and judged on: what one network took on one target, with all that
 * is read of the network, so that the network itself is needed no more. What budgets are judged on is another format,
 * see `measurement.ts`.
 */
export interface DatasetRow extends MeasuredQuantities<PartialStatistic> {
  readonly schemaVersion: 1
  readonly network: MeasuredNetwork
  /** Of `properties`; rows of other versions are not read, since names and meanings differ. */
  readonly propertiesVersion: typeof propertiesVersion
  readonly properties: Properties
  /** Further numbers that estimators may read, such as the edges of a cell; each name means the same in all rows. */
  readonly features?: Numbers | undefined
  /** Of any name: a dataset may be of a target that does not ship. */
  readonly target: string
  readonly settings: MeasurementSettings
  readonly provenance: Provenance
}

export interface MeasuredNetwork {
  /** Of its structure, without weights and names: see `networkHash`. */
  readonly hash: string
  /** As the importer knows it: a path, an architecture and its size, a cell. */
  readonly name: string
  /** What is never split between training and testing: networks of one architecture, or twins of one cell. */
  readonly group: string
  /** Of the model file, where there was one. */
  readonly sha256?: string | undefined
}

/** How it was measured, as far as it is known. */
export interface MeasurementSettings {
  /** Such as `USB 3` or `PCIe`. */
  readonly link?: string | undefined
  /** Such as `max`, `std` or `500 MHz`. */
  readonly clock?: string | undefined
  readonly host?: string | undefined
  /** Versions of driver, runtime and compiler. */
  readonly runtime?: string | undefined
  /** Inferences in each of the runs that a statistic is of. */
  readonly repetitions?: number | undefined
}

export interface Provenance {
  /** Who measured: a publication, a repository, a lab. */
  readonly source: string
  readonly licence?: string | undefined
  /** File and line that the figures were read from. */
  readonly importedFrom: string
  /** Of this tool, when it read the figures and analysed the network. */
  readonly toolVersion: string
}

const hash = expecting('the hash of a network, 64 hexadecimal digits in lower case')
const version = expecting(`${propertiesVersion}: import the figures anew with this version of the tool`)
const repetitions = expecting('a whole number of 1 or more')

const settingFields = {
  link: z.optional(text('a link', 200).check(z.describe('Such as USB 3 or PCIe.'))),
  clock: z.optional(text('a clock', 200).check(z.describe('Such as max, std or 500 MHz.'))),
  host: z.optional(text('a host', 200)),
  runtime: z.optional(text('a runtime', 200).check(z.describe('Versions of driver, runtime and compiler.'))),
  repetitions: z.optional(z.int(repetitions).check(
    z.gte(1, repetitions),
    z.describe('Inferences in each of the runs that a statistic is of.'),
  )),
}

const networkFields = {
  hash: z.string(hash).check(
    z.regex(/^[0-9a-f]{64}$/, hash),
    z.describe('Of the structure, without weights and names.'),
  ),
  name: text('a name', 1_000).check(z.describe('A path, an architecture and its size, a cell.')),
  group: text('a group', 1_000).check(z.describe('What is never split between training and testing.')),
  sha256: z.optional(sha256Field()),
}

const provenanceFields = {
  source: text('a source', 1_000).check(z.describe('Who measured.')),
  licence: z.optional(text('a licence', 200)),
  importedFrom: text('a file and line', 1_000).check(z.describe('File and line that the figures were read from.')),
  toolVersion: text('a version', 100),
}

const networkExample = '{ "hash": "...", "name": "mobilenet-v2 1/224", "group": "mobilenet-v2" }'
const provenanceExample = '{ "source": "...", "importedFrom": "table.csv:2", "toolVersion": "..." }'

const fields = compiledObject(
  {
    schemaVersion: z.literal(1, expecting('1')),
    network: compiledObject(networkFields, expecting(`an object such as ${networkExample}`)),
    propertiesVersion: z.literal(propertiesVersion, version),
    properties: propertiesField(),
    features: z.optional(numbersField()),
    target: text('the name of a target', 100),
    settings: compiledObject(settingFields, expecting('an object such as { "link": "USB 3" }, or {}')),
    ...partialStatisticFields(),
    provenance: compiledObject(provenanceFields, expecting(`an object such as ${provenanceExample}`)),
  },
  expecting('an object with the keys of a dataset row'),
)

/** The keys of a row. */
export const datasetKeys: readonly string[] = Object.keys(fields.def.shape)

const keysAt: Readonly<Record<string, readonly string[]>> = {
  '': datasetKeys,
  network: Object.keys(networkFields),
  properties: propertyNames,
  settings: Object.keys(settingFields),
  provenance: Object.keys(provenanceFields),
}

export const datasetRowForm: LineForm<DatasetRow> = {
  schema: fields.check(isSomethingMeasured),
  keysAt: (place) => keysAt[place] ?? statisticKeys,
}

/** The JSON Schema of one row (draft 2020-12). */
export function datasetRowJsonSchema(): Readonly<Record<string, unknown>> {
  // What is checked by code of its own is described by hand.
  const { properties, ...schema } = z.toJSONSchema(datasetRowForm.schema, { unrepresentable: 'any' })
  return {
    title: 'Precious dataset row',
    description: 'One line of a JSONL file: what one network took on one target, for training estimators.',
    ...schema,
    properties: {
      ...properties,
      properties: {
        type: 'object',
        properties: Object.fromEntries(
          propertyNames.map((name) => [name, { type: 'number', minimum: 0, description: propertyDocumentation[name] }]),
        ),
        required: propertyNames,
        additionalProperties: false,
      },
      features: {
        description: 'Further numbers that estimators may read.',
        type: 'object',
        additionalProperties: { type: 'number' },
      },
    },
    anyOf: measuredQuantities.map((quantity) => ({ required: [quantity] })),
  }
}
