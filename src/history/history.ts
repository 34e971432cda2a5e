import type { ErrorCode } from '../errors.ts'
import type { Estimate } from '../estimator/estimate.ts'
import type { GitCommit } from '../host/git.ts'

/**
 * What the models of past commits take, by today's estimators and today's config. The same commits, config and version
 * give the same history to the byte.
 */
export interface History {
  readonly schemaVersion: 1
  readonly tool: { readonly name: 'precious'; readonly version: string }
  /** The estimators that were used, by target. */
  readonly estimators: readonly EstimatorName[]
  /** The full id of the commit that the history leads to. */
  readonly revision: string
  /** Whether older commits are missing because the clone is shallow. */
  readonly isCutOff: boolean
  /** The commits that change a model, oldest first. */
  readonly commits: readonly GitCommit[]
  /** The models that change, by their last path. */
  readonly models: readonly ModelHistory[]
}

export interface EstimatorName {
  readonly target: string
  readonly version: string
  /** Of the estimator's JSON. */
  readonly sha256: string
}

/** One model, also under the paths that it had before. */
export interface ModelHistory {
  /** The last path, relative to the config's folder, with forward slashes. */
  readonly path: string
  /** Its changes, oldest first. */
  readonly entries: readonly HistoryEntry[]
}

/** A model after a commit that changed it. */
export interface HistoryEntry {
  /** The full id; see {@link History.commits}. */
  readonly commit: string
  readonly change: ChangeKind
  readonly path: string
  /** The path before it was renamed; null otherwise. */
  readonly previousPath: string | null
  /** What it takes, or why that is not known; null where it was removed. */
  readonly content: ModelContent | null
}

/** `present`: it was there already where the history of a shallow clone begins. */
export type ChangeKind = 'added' | 'changed' | 'present' | 'removed' | 'renamed'

export type ModelContent = EstimatedContent | UnreadableContent | UnfetchedContent

export interface EstimatedContent {
  readonly state: 'estimated'
  readonly sha256: string
  readonly bytes: number
  /** One for each target. */
  readonly demands: readonly TargetEstimates[]
}

export interface TargetEstimates {
  readonly target: string
  readonly estimates: readonly Estimate[]
}

/** A model that cannot be read. */
export interface UnreadableContent {
  readonly state: 'unreadable'
  readonly code: ErrorCode
  /** What is wrong, as one sentence without a full stop. */
  readonly what: string
  /** What can be done about it, as one sentence without a full stop. */
  readonly hint: string
}

/** A model that Git LFS has, but not here. */
export interface UnfetchedContent {
  readonly state: 'unfetched'
  readonly sha256: string
  readonly bytes: number
}
