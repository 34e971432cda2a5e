import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { configJsonSchema } from '../src/budget/config-json-schema.ts'
import { learnedEstimatorJsonSchema } from '../src/estimator/learning/learned-estimator.ts'
import { spaceJsonSchema } from '../src/generator/sampling/space-schema.ts'
import { datasetRowJsonSchema } from '../src/measurement/dataset-row.ts'
import { measurementJsonSchema } from '../src/measurement/measurement.ts'
import { reportJsonSchema } from '../src/report/report-schema.ts'

/** Writes the published JSON Schemas; with `--check` it says whether they are up to date instead. */
const folder = fileURLToPath(new URL('../schemas/', import.meta.url))
const schemas = {
  'config.schema.json': configJsonSchema(),
  'dataset-row.schema.json': datasetRowJsonSchema(),
  'learned-estimator.schema.json': learnedEstimatorJsonSchema(),
  'measurement.schema.json': measurementJsonSchema(),
  'report.schema.json': reportJsonSchema(),
  'space.schema.json': spaceJsonSchema(),
}

mkdirSync(folder, { recursive: true })
for (const [name, schema] of Object.entries(schemas)) {
  const text = `${JSON.stringify(schema, null, 2)}\n`
  if (!process.argv.includes('--check')) {
    writeFileSync(folder + name, text)
  } else if (readFileSync(folder + name, 'utf8') !== text) {
    console.error(`schemas/${name} is out of date: run "npm run schemas" and commit it.`)
    process.exitCode = 1
  }
}
