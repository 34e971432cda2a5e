import type { CompileMode } from '../budget/compile-mode.ts'

/** What `precious check` takes on the command line. */
export interface CheckOptions {
  readonly config?: string
  readonly target?: readonly string[]
  /** A git revision, or the path of a report. */
  readonly baseline?: string
  /** A file of measurements, one a line. */
  readonly measurements?: string
  /** Takes the place of what the config says. */
  readonly compile?: CompileMode
  readonly reporter?: readonly Reporter[]
  readonly json?: boolean
  readonly output?: string
}

export type Reporter = (typeof reporterNames)[number]

export const reporterNames = ['text', 'json', 'markdown'] as const
