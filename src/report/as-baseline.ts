import type { Baseline, BaselineModel } from '../comparison/baseline.ts'
import type { Report } from './report.ts'

/**
 * The models of a report as a baseline. Their properties are in it, so that today's estimator estimates both sides:
 * whatever the report's own estimators said does not count. Operators are not in it.
 * @param name what follows "compared with"
 * @param commit that the report was made of; null where it is not known
 */
export function reportAsBaseline({ models, unreadable }: Report, name: string, commit: string | null): Baseline {
  const byPath = models.map(({ path, sha256, properties, totals }): [string, BaselineModel] => {
    const content = {
      sha256,
      properties: properties ?? undefined,
      cpuOperators: totals.cpuOperators,
      operators: undefined,
    }
    return [path, { contentId: sha256, load: () => Promise.resolve(content) }]
  })
  const notRead = unreadable.map(({ path }) => `${path} could not be read when the baseline's report was made.`)
  return { name, commit, remarks: notRead, models: new Map(byPath), contentIdsOf: (_, sha256) => [sha256] }
}
