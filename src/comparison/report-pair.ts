import type { Properties } from '../analysis/properties.ts'
import type { EstimatorArtifact } from '../estimator/artifact.ts'
import type { BaselineModel } from './baseline.ts'
import { compareModel, type ModelComparison } from './compare.ts'
import { pairModels } from './pair-models.ts'
import { changedVerdicts, type ReportedResult, type VerdictChange } from './verdict-changes.ts'

/** What is compared of a report. */
export interface ComparedReport {
  readonly models: readonly ReportedModel[]
  /** Models that could not be read when it was made. */
  readonly unreadable: readonly { readonly path: string }[]
}

/** A model of a report. */
export interface ReportedModel {
  readonly path: string
  readonly sha256: string
  readonly properties: Properties | null
  readonly totals: { readonly cpuOperators: number }
  readonly results: readonly ReportedResult[]
}

/** Two reports beside each other. */
export interface ReportPair {
  /** The models of the second, in its order. */
  readonly models: readonly ReportedPair[]
  /** Paths of the first that no model of the second is the counterpart of. */
  readonly removed: readonly string[]
}

export interface ReportedPair extends ModelComparison {
  readonly path: string
  /** Judged as the reports say, not anew. */
  readonly verdicts: readonly VerdictChange[]
}

/**
 * Compares the models of two reports by path; those that are gone from theirs, by content. Both are estimated anew,
 * from the properties in the reports: what the reports themselves say of latency and power does not count.
 */
export async function compareReports(
  a: ComparedReport,
  b: ComparedReport,
  estimatorsFor: (targets: readonly string[]) => readonly EstimatorArtifact[],
): Promise<ReportPair> {
  const before = new Map(a.models.map((model) => [model.path, model]))
  const heads = b.models.map(({ path, sha256 }) => ({ path, contentIds: [sha256], operators: [] }))
  const others = b.unreadable.map(({ path }) => path)
  const { counterparts, removed } = await pairModels(heads, { models: baselineOf(a) }, others)
  const models: ReportedPair[] = []
  for (const model of b.models) {
    const found = counterparts.get(model.path)
    // Of one content different properties may be told: by other versions, or where one report is of a compiled model.
    const counterpart = found && { ...found, hasSameContent: false }
    const base = found && before.get(found.path)
    const targets = [...new Set([...model.results, ...(base?.results ?? [])].map(({ target }) => target))]
    const comparison = await compareModel(comparedOf(model), counterpart, estimatorsFor(targets))
    models.push({ path: model.path, ...comparison, verdicts: changedVerdicts(base?.results, model.results) })
  }
  return { models, removed }
}

function baselineOf({ models }: ComparedReport): ReadonlyMap<string, BaselineModel> {
  return new Map(models.map((model) => [
    model.path,
    { contentId: model.sha256, load: () => Promise.resolve({ ...comparedOf(model), operators: undefined }) },
  ]))
}

function comparedOf({ path, sha256, properties, totals }: ReportedModel): Parameters<typeof compareModel>[0] {
  return { path, sha256, properties: properties ?? undefined, cpuOperators: totals.cpuOperators, operators: [] }
}
