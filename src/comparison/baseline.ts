import type { OperatorAnalysis } from '../analysis/analysis.ts'
import type { Comparable } from '../estimator/delta.ts'

/** The models to compare with, and what is to be said of them. */
export interface Baseline extends BaselineFacts {
  /** By path relative to the config's folder, with forward slashes: those that the config's entries match. */
  readonly models: ReadonlyMap<string, BaselineModel>
  /** What a content may be called by `BaselineModel.contentId`. */
  contentIdsOf(bytes: Uint8Array, sha256: string): readonly string[]
}

/** What a report says of a baseline besides its models. */
export interface BaselineFacts {
  /** Where the models are from, as what follows "compared with": "1a2b3c4, the merge base with main". */
  readonly name: string
  /** Full id of the commit; null where the baseline is no commit. */
  readonly commit: string | null
  /** What the reader must know of the comparison, as sentences. */
  readonly remarks: readonly string[]
}

/** A model of the baseline, which is read only where it is needed. */
export interface BaselineModel {
  /** Names the content without reading it, for instance `git:` and the id of a blob. */
  readonly contentId: string
  /** @throws PreciousError where it cannot be read */
  load(): Promise<BaselineContent>
}

/** What a model of the baseline is made of. */
export interface BaselineContent extends Comparable {
  readonly sha256: string
  /** Undefined where only the figures are at hand, as in a report. */
  readonly operators: readonly OperatorAnalysis[] | undefined
}
