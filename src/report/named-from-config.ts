import { basename } from 'node:path'
import type { Report, TargetResult } from './report.ts'

/**
 * The report with the config named from its own folder, as the models are: what is kept is the same wherever the run was
 * started. At a terminal the config is named from where its reader is.
 */
export function namedFromConfig(report: Report): Report {
  const rename = (result: TargetResult): TargetResult => ({
    ...result,
    budgets: result.budgets.map((budget) => {
      const { location } = budget
      return { ...budget, location: { ...location, file: basename(location.file) } }
    }),
  })
  return { ...report, models: report.models.map((model) => ({ ...model, results: model.results.map(rename) })) }
}
