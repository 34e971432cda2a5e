import type { ResolvedConfig } from '../budget/resolve-config.ts'
import type { Git } from '../host/git.ts'
import type { AssessBlob } from './blobs.ts'
import type { TrackedPaths } from './tracked-paths.ts'

/** What is asked of the history. */
export interface HistoryQuestion {
  readonly config: Pick<ResolvedConfig, 'models' | 'targets' | 'ownTargets'>
  readonly tracked: TrackedPaths
  /** The config's folder, absolute. */
  readonly directory: string
  /** The full id of the commit that the history leads to. */
  readonly revision: string
  readonly limit: number
  /** The full id of a commit whose history is left out, or else a date as git understands it. */
  readonly since?: string | undefined
}

/** What it needs of the outside. */
export interface HistoryPorts {
  readonly git: Pick<Git, 'root' | 'commitOf' | 'parentsOf' | 'isShallow' | 'filesAt' | 'log'>
  readonly assessBlob: AssessBlob
  /** Called before the models of each commit are looked up, with how many commits there are at most. */
  readonly onCommit?: (id: string, index: number, count: number) => void
  /** Called before each model of a commit, with how many there are. */
  readonly onModel?: (path: string, index: number, count: number) => void
  /** Stops the run before the next commit or model. */
  readonly signal?: AbortSignal | undefined
}
