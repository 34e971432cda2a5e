import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { reportJsonSchema } from '../../src/report/report-schema.ts'

it('the published schema of reports is the one that the code makes (run "npm run schemas" and commit it)', () => {
  const published = readFileSync(new URL('../../schemas/report.schema.json', import.meta.url), 'utf8')
  expect(published).toBe(`${JSON.stringify(reportJsonSchema(), null, 2)}\n`)
})
