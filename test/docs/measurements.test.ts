import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parseMeasurements } from '../../src/measurement/measurement-lines.ts'
import { measuredEstimates } from '../../src/measurement/measured-estimates.ts'
import { measurementJsonSchema, measurementKeys } from '../../src/measurement/measurement.ts'

const guide = readFileSync(new URL('../../docs/measurements.md', import.meta.url), 'utf8')

it('the lines that the guide shows are measurements', () => {
  const [, example = ''] = /```jsonl\n([\s\S]*?)```/.exec(guide) ?? []
  const measured = parseMeasurements(example, 'docs/measurements.md').map(({ measurement }) => measurement)
  const quantities = measured.map((one) => measuredEstimates(one).map(({ quantity }) => quantity))
  expect(quantities).toEqual([['latency', 'power', 'energy'], ['energy']])
})

it('the guide says what every key is', () => {
  const documented = [...guide.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key)
  expect(documented).toEqual(measurementKeys)
})

it('the published schema of measurements is the one that the code makes (run "npm run schemas" and commit it)', () => {
  const published = readFileSync(new URL('../../schemas/measurement.schema.json', import.meta.url), 'utf8')
  expect(published).toBe(`${JSON.stringify(measurementJsonSchema(), null, 2)}\n`)
})
