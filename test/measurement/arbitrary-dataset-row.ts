import fc from 'fast-check'
import { type PropertyName, propertyNames, type Properties } from '../../src/analysis/properties.ts'
import type { DatasetRow } from '../../src/measurement/dataset-row.ts'
import type { PartialStatistic } from '../../src/measurement/statistic.ts'

function propertiesOf(valueOf: (name: PropertyName) => number): Properties {
  return Object.fromEntries(propertyNames.map((name) => [name, valueOf(name)])) as Properties
}

/** A valid row of which the mean latency alone is known, changed where a test says so. */
export function rowWith(changes: Partial<DatasetRow> = {}): DatasetRow {
  return {
    schemaVersion: 1,
    network: { hash: 'a'.repeat(64), name: 'mobilenet-v2 1/224', group: 'mobilenet-v2' },
    propertiesVersion: 1,
    properties: propertiesOf((name) => name.length),
    target: 'my-target',
    settings: {},
    latencyMs: { mean: 2.5 },
    provenance: { source: 'me', importedFrom: 'table.csv:2', toolVersion: '0.1.0' },
    ...changes,
  }
}

const name = fc.string({ minLength: 1, maxLength: 100, unit: 'binary' })
const optionalText = fc.option(name, { nil: undefined })
const figure = fc.double({ min: 1e-6, max: 1e6, noNaN: true })

const statistic: fc.Arbitrary<PartialStatistic> = fc.oneof(
  fc.record({ mean: figure }),
  fc.record({ mean: figure, runs: fc.integer({ min: 1, max: 1_000 }) }),
  fc.record({ mean: figure, standardDeviation: figure, runs: fc.integer({ min: 2, max: 1_000 }) }),
)

export const arbitraryRow: fc.Arbitrary<DatasetRow> = fc
  .record({
    network: fc.record({ hash: fc.stringMatching(/^[0-9a-f]{64}$/), name, group: name }),
    properties: fc.infiniteStream(fc.double({ min: 0, max: 1e15, noNaN: true })).map((numbers) =>
      propertiesOf(() => numbers.next().value ?? 0),
    ),
    features: fc.option(fc.dictionary(name, fc.double({ noNaN: true, noDefaultInfinity: true })), { nil: undefined }),
    settings: fc.record({ link: optionalText, clock: optionalText, host: optionalText, runtime: optionalText }),
    latencyMs: statistic,
    powerW: fc.option(statistic, { nil: undefined }),
    energyMj: fc.option(statistic, { nil: undefined }),
    provenance: fc.record({ source: name, licence: optionalText, importedFrom: name, toolVersion: name }),
  })
  .map(rowWith)
