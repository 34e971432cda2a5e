import { PreciousError } from '../errors.ts'
import { reportSchema } from '../report/report-schema.ts'
import type { Report } from '../report/report.ts'
import { runReportSchema, type RunReport } from '../report/run-report.ts'
import { readText } from './files.ts'

/** Reports of thousands of models are smaller. */
const largestReport = 64 * 1_048_576

/** What a file of reports holds: one, or those of a run of the GitHub Action. */
export type ReportFile =
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'run'; readonly run: RunReport }

/**
 * Reads a report that this tool wrote, of this version's form. Nothing in it is trusted.
 * @param shown its path as the user knows it
 * @throws PreciousError `baseline/invalid`
 */
export async function readReportFile(path: string, shown: string): Promise<ReportFile> {
  const text = await readText(path, { shown, what: 'report', code: 'baseline/invalid', largestBytes: largestReport })
  if (text.trim() === '') throw invalid('the file is empty', shown)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw invalid('the file is not JSON', shown, cause)
  }
  const report = reportSchema.safeParse(value)
  if (report.success) return { kind: 'report', report: report.data }
  const run = runReportSchema.safeParse(value)
  if (run.success) return { kind: 'run', run: run.data }
  const isRun = typeof value === 'object' && value !== null && 'reports' in value
  const [issue] = (isRun ? run : report).error.issues
  throw invalid(`the file is not a report that this version reads${problemWords(value, issue?.path ?? [])}`, shown)
}

/** What is wrong with a report: its version, or else the first place that is not as it should be. */
function problemWords(value: unknown, path: readonly PropertyKey[]): string {
  if (path.length === 0) return ''
  const isVersion = path.length === 1 && (path[0] === 'schemaVersion' || path[0] === 'propertiesVersion')
  const found = typeof value === 'object' && value !== null ? Reflect.get(value, path[0] ?? '') : undefined
  if (isVersion && typeof found === 'number') return `: its ${String(path[0])} is ${found}`
  return ` (see ${path.map(String).join('.')})`
}

function invalid(what: string, where: string, cause?: unknown): PreciousError {
  const hint = 'Write it by this version of "precious check --reporter json" or of the GitHub Action'
  return new PreciousError('baseline/invalid', { what, hint, where, cause })
}
