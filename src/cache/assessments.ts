import type { AssessFile } from '../check.ts'
import { nodeFiles } from '../host/files.ts'
import { sha256Of } from '../sha256.ts'
import { rememberContents } from './contents.ts'
import { isSameStamp, type Stamp, stampOf } from './stamp.ts'
import type { Store } from './store.ts'

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
  const contents = rememberContents(store)
  const files = new Map<string, KnownFile>()

  async function knownHash(file: string, stamp: Stamp | undefined): Promise<string | undefined> {
    if (stamp === undefined) return undefined
    const known = files.get(file) ?? (await store?.read(keyOfFile(file)))
    if (!isKnownFile(known) || !isSameStamp(known.stamp, stamp)) return undefined
    files.set(file, known)
    return known.sha256
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
      const found = await contents.recall(hash, estimators)
      if (found !== undefined) return found
    }
    const bytes = await nodeFiles.readFile(file)
    const sha256 = sha256Of(bytes)
    const found = hash === sha256 ? undefined : await contents.recall(sha256, estimators)
    const assessment = found ?? (await contents.assess(bytes, estimators, sha256))
    await keepFile(file, stamp, sha256)
    return assessment
  }
}

function keyOfFile(file: string): string {
  return `file ${file}`
}

function isKnownFile(value: unknown): value is KnownFile {
  return typeof value === 'object' && value !== null && 'stamp' in value && 'sha256' in value
}
