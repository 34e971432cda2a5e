import type { Assessment } from '../assess.ts'
import type { ContentMemory } from '../cache/contents.ts'
import { PreciousError } from '../errors.ts'
import type { EstimatorArtifact } from '../estimator/artifact.ts'
import type { Git } from '../host/git.ts'
import { parseLfsPointer } from '../host/lfs-pointer.ts'
import { sha256Of } from '../sha256.ts'
import type { ModelContent } from './history.ts'

/** Assesses a blob of a repository, or the Git LFS object that it points to. */
export type AssessBlob = (id: string, estimators: readonly EstimatorArtifact[]) => Promise<ModelContent>

/** @param contents what is remembered, also of Git LFS objects that are not here any more */
export function blobAssessor(git: Pick<Git, 'readBlob' | 'readLfsObject'>, contents: ContentMemory): AssessBlob {
  async function assess(id: string, estimators: readonly EstimatorArtifact[]): Promise<ModelContent> {
    const bytes = await git.readBlob(id)
    const pointer = parseLfsPointer(bytes)
    const sha256 = pointer?.sha256 ?? sha256Of(bytes)
    const remembered = await contents.recall(sha256, estimators)
    if (remembered !== undefined) return estimated(remembered)
    const content = pointer === undefined ? bytes : await git.readLfsObject(pointer.sha256)
    if (content !== undefined) return estimated(await contents.assess(content, estimators, sha256))
    return { state: 'unfetched', sha256, bytes: pointer?.bytes ?? 0 }
  }

  return async (id, estimators) =>
    await assess(id, estimators).catch((error: unknown): ModelContent => {
      if (!(error instanceof PreciousError) || error.code === 'git/unavailable') throw error
      return { state: 'unreadable', code: error.code, what: error.what, hint: error.hint }
    })
}

function estimated({ sha256, facts, demands }: Assessment): ModelContent {
  const results = demands.map(({ target, estimates }) => ({ target, estimates }))
  return { state: 'estimated', sha256, bytes: facts.bytes, demands: results }
}
