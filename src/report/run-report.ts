import * as z from 'zod/mini'
import { reportSchema } from './report-schema.ts'
import type { Report } from './report.ts'

/** What a run of the GitHub Action found: what it hands on as an artifact. */
export interface RunReport {
  readonly schemaVersion: 1
  /** Full id of the commit that was checked out: the head of the pull request, or what was pushed. */
  readonly commit: string
  /** Of the repository that the run belongs to; null for other events. */
  readonly pullRequest: number | null
  /** One for each config, in their order. */
  readonly reports: readonly ConfigReport[]
}

export interface ConfigReport {
  /** The config's path relative to the repository, with forward slashes. */
  readonly config: string
  readonly report: Report
}

const longestPath = 4_096
const mostConfigs = 100

/** For files that come from anywhere: an artifact may have been written by whoever opened the pull request. */
export const runReportSchema: z.ZodMiniType<RunReport> = z.strictObject({
  schemaVersion: z.literal(1),
  commit: z.string().check(z.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)),
  pullRequest: z.nullable(z.int().check(z.gte(1))),
  reports: z
    .array(z.strictObject({ config: z.string().check(z.maxLength(longestPath)), report: reportSchema }))
    .check(z.maxLength(mostConfigs)),
})
