/** What `precious check` takes on the command line. */
export interface CheckOptions {
  readonly config?: string
  readonly target?: readonly string[]
  readonly reporter?: readonly Reporter[]
  readonly json?: boolean
  readonly output?: string
}

export type Reporter = (typeof reporterNames)[number]

export const reporterNames = ['text', 'json', 'markdown'] as const
