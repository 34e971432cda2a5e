import { readFileSync } from 'node:fs'
import { type RunReport, runReportSchema } from '../../../src/report/run-report.ts'

/** What the action wrote to its report, checked against the schema. */
export function readRun(path: string): RunReport {
  return runReportSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
}
