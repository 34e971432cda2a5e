import type { Assessment } from '../assess.ts'
import type { EstimatorArtifact } from '../estimator/artifact.ts'
import type { ModelFacts, TargetDemand } from '../report/report.ts'
import { version } from '../version.ts'
import type { Store } from './store.ts'

/** What one content takes on one target. */
interface Entry {
  readonly facts: ModelFacts
  readonly cacheUse: Assessment['cacheUse']
  readonly demand: TargetDemand
}

/** Assessments by content, wherever it comes from. */
export interface ContentMemory {
  /** The assessment of a content by its SHA-256; undefined where it is not remembered for every estimator. */
  recall(sha256: string, estimators: readonly EstimatorArtifact[]): Promise<Assessment | undefined>
  /**
   * Assesses a content and remembers the result, without looking whether it is remembered already.
   * @param sha256 of the bytes
   * @throws PreciousError where the model cannot be read
   */
  assess(bytes: Uint8Array, estimators: readonly EstimatorArtifact[], sha256: string): Promise<Assessment>
}

/**
 * Remembers assessments by content, target and version.
 * @param store where they outlive the process; undefined keeps them in memory only
 */
export function rememberContents(store: Store | undefined): ContentMemory {
  const entries = new Map<string, Entry>()

  async function remembered(sha256: string, estimator: EstimatorArtifact): Promise<Entry | undefined> {
    const key = keyOf(sha256, estimator)
    const entry = entries.get(key) ?? (await store?.read(key))
    if (!isEntry(entry)) return undefined
    entries.set(key, entry)
    return entry
  }

  async function keep(assessment: Assessment, estimators: readonly EstimatorArtifact[]): Promise<void> {
    const { sha256, facts, cacheUse, demands } = assessment
    for (const [index, estimator] of estimators.entries()) {
      const demand = demands[index]
      if (demand === undefined) continue
      const key = keyOf(sha256, estimator)
      entries.set(key, { facts, cacheUse, demand })
      await store?.write(key, { facts, cacheUse, demand })
    }
  }

  return {
    recall: async (sha256, estimators) => {
      const found = await Promise.all(estimators.map((estimator) => remembered(sha256, estimator)))
      const [first] = found
      // Without a target there is nothing to recall the facts from.
      if (first === undefined) return undefined
      const demands = found.flatMap((entry) => (entry === undefined ? [] : [entry.demand]))
      const { facts, cacheUse } = first
      return demands.length === estimators.length ? { sha256, facts, cacheUse, demands } : undefined
    },
    assess: async (bytes, estimators, sha256) => {
      // Loaded where it is needed: most of the time, all is remembered.
      const { assess } = await import('../assess.ts')
      const assessment = assess(bytes, estimators, sha256)
      await keep(assessment, estimators)
      return assessment
    },
  }
}

/** The estimator's own content counts, so that a changed coefficient never meets an old result. */
function keyOf(sha256: string, estimator: EstimatorArtifact): string {
  return `assessment ${sha256} ${version} ${JSON.stringify(estimator)}`
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && 'facts' in value && 'cacheUse' in value && 'demand' in value
}
