import * as z from 'zod/mini'
import { printable } from '../report/table.ts'
import { isRateLimit } from './rate-limit.ts'

/** What kind of failure it is, as far as that decides what to do about it. */
export type GitHubFailure =
  /** The token is not accepted or may not do this, or there is nothing of that name that it may see. */
  | 'denied'
  /** Too many requests, for longer than it makes sense to wait. Nothing was done. */
  | 'rate-limited'
  /** No answer that tells whether it was done. */
  | 'unanswered'
  /** Anything else that GitHub does not do. */
  | 'rejected'

const longestMessage = 200

/** What octokit throws for an answer with an error status and, without `response`, where there was no answer. */
const requestError = z.object({
  status: z.number(),
  response: z.optional(z.object({ headers: z.record(z.string(), z.unknown()), data: z.unknown() })),
  cause: z.optional(z.unknown()),
})

const withMessage = z.object({ message: z.string() })
const withCode = z.object({ code: z.string().check(z.regex(/^[A-Z][A-Z0-9_]+$/)) })
const withCause = z.object({ cause: z.unknown() })

/**
 * A request that GitHub did not do. Its message is a sentence without a full stop and is made of what GitHub says
 * about the failure only: errors of libraries may quote headers, and with them the token.
 */
export class GitHubError extends Error {
  override readonly name = 'GitHubError'
  readonly failure: GitHubFailure
  /** Undefined where no answer came. */
  readonly status: number | undefined

  constructor(failure: GitHubFailure, status: number | undefined, message: string) {
    super(message)
    this.failure = failure
    this.status = status
  }
}

/** The `GitHubError` for what octokit threw; undefined if it is a defect and not about GitHub. */
export function gitHubErrorOf(error: unknown): GitHubError | undefined {
  const parsed = requestError.safeParse(error)
  if (!parsed.success) return undefined
  const { status, response, cause } = parsed.data
  if (response === undefined) {
    const code = codeOf(cause)
    return new GitHubError('unanswered', undefined, `GitHub did not answer${code === undefined ? '' : ` (${code})`}`)
  }
  const text = messageOf(response.data)
  const failure = failureOf(status, isRateLimit({ status, headers: response.headers, text }))
  return new GitHubError(failure, status, `GitHub answered ${status}${text === '' ? '' : ` (${text})`}`)
}

function failureOf(status: number, isLimited: boolean): GitHubFailure {
  if (isLimited) return 'rate-limited'
  if (status === 401 || status === 403 || status === 404) return 'denied'
  return status >= 500 ? 'unanswered' : 'rejected'
}

/** GitHub's own words, without what proxies answer in its place. */
function messageOf(data: unknown): string {
  const parsed = withMessage.safeParse(data)
  if (!parsed.success) return ''
  const [line = ''] = parsed.data.message.trim().split('\n')
  return printable(line.trim().replace(/\.$/, '').slice(0, longestMessage))
}

/** Such as `ECONNREFUSED`: it stands in the cause of the cause. */
function codeOf(error: unknown): string | undefined {
  const own = withCode.safeParse(error)
  if (own.success) return own.data.code
  const caused = withCause.safeParse(error)
  return caused.success ? codeOf(caused.data.cause) : undefined
}
