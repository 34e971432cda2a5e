import type { Assessment } from '../../assess.ts'
import type { AssessFile } from '../../check.ts'
import type { EstimatorArtifact } from '../../estimator/artifact.ts'
import { nodeFiles } from '../../host/files.ts'
import type { ModelFacts, TargetDemand } from '../../report/report.ts'
import { sha256Of } from '../../sha256.ts'
import { version } from '../../version.ts'
import { isSameStamp, type Stamp, stampOf } from './stamp.ts'
import type { Store } from './store.ts'

/** What one content takes on one target. */
interface Entry {
  readonly facts: ModelFacts
  readonly demand: TargetDemand
}

/** A file whose content is known. */
interface KnownFile {
  readonly stamp: Stamp
  readonly sha256: string
}

export interface AssessmentOptions {
  /** Where entries outlive the process; undefined keeps them in memory only. */
  readonly store: Store | undefined
  /** Whether the stamp of a file may stand for its content. */
  readonly trustsStamps: boolean
}

/**
 * Remembers assessments by content, target and version, and which content a file has by its size, time and inode, so
 * that an unchanged file is not even read.
 * @returns a function that assesses a file, see {@link AssessFile}
 */
export function rememberAssessments({ store, trustsStamps }: AssessmentOptions): AssessFile {
  const entries = new Map<string, Entry>()
  const files = new Map<string, KnownFile>()

  async function knownHash(file: string, stamp: Stamp | undefined): Promise<string | undefined> {
    if (stamp === undefined) return undefined
    const known = files.get(file) ?? (await store?.read(keyOfFile(file)))
    if (!isKnownFile(known) || !isSameStamp(known.stamp, stamp)) return undefined
    files.set(file, known)
    return known.sha256
  }

  async function remembered(sha256: string, estimator: EstimatorArtifact): Promise<Entry | undefined> {
    const key = keyOf(sha256, estimator)
    const entry = entries.get(key) ?? (await store?.read(key))
    if (!isEntry(entry)) return undefined
    entries.set(key, entry)
    return entry
  }

  async function keep({ sha256, facts, demands }: Assessment, estimators: readonly EstimatorArtifact[]): Promise<void> {
    for (const [index, estimator] of estimators.entries()) {
      const demand = demands[index]
      if (demand === undefined) continue
      const key = keyOf(sha256, estimator)
      entries.set(key, { facts, demand })
      await store?.write(key, { facts, demand })
    }
  }

  async function keepFile(file: string, stamp: Stamp | undefined, sha256: string): Promise<void> {
    if (stamp === undefined) return
    files.set(file, { stamp, sha256 })
    await store?.write(keyOfFile(file), { stamp, sha256 })
  }

  return async (file, estimators) => {
    // Before reading: a change in between is seen the next time.
    const stamp = trustsStamps ? await stampOf(file, Date.now()) : undefined
    const hash = await knownHash(file, stamp)
    if (hash !== undefined) {
      const found = await recall(hash, estimators)
      if (found !== undefined) return found
    }
    const bytes = await nodeFiles.readFile(file)
    const sha256 = sha256Of(bytes)
    const found = hash === sha256 ? undefined : await recall(sha256, estimators)
    const assessment = found ?? (await assessNew(bytes, estimators, sha256))
    if (found === undefined) await keep(assessment, estimators)
    await keepFile(file, stamp, sha256)
    return assessment
  }

  async function recall(sha256: string, estimators: readonly EstimatorArtifact[]): Promise<Assessment | undefined> {
    const found = await Promise.all(estimators.map((estimator) => remembered(sha256, estimator)))
    const [first] = found
    // Without a target there is nothing to recall the facts from.
    if (first === undefined) return undefined
    const demands = found.flatMap((entry) => (entry === undefined ? [] : [entry.demand]))
    return demands.length === estimators.length ? { sha256, facts: first.facts, demands } : undefined
  }
}

/** The analysis is loaded where it is needed: in most builds, all is remembered. */
async function assessNew(
  bytes: Uint8Array,
  estimators: readonly EstimatorArtifact[],
  sha256: string,
): Promise<Assessment> {
  const { assess } = await import('../../assess.ts')
  return assess(bytes, estimators, sha256)
}

/** The estimator's own content counts, so that a changed coefficient never meets an old result. */
function keyOf(sha256: string, estimator: EstimatorArtifact): string {
  return `assessment ${sha256} ${version} ${JSON.stringify(estimator)}`
}

function keyOfFile(file: string): string {
  return `file ${file}`
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && 'facts' in value && 'demand' in value
}

function isKnownFile(value: unknown): value is KnownFile {
  return typeof value === 'object' && value !== null && 'stamp' in value && 'sha256' in value
}
