import * as z from 'zod/mini'
import { GitHubError } from './github-error.ts'

/** A comment on an issue or a pull request. */
export interface IssueComment {
  readonly id: number
  readonly body: string
  /** Undefined for an account that was deleted. */
  readonly authorLogin: string | undefined
  readonly isByBot: boolean
  /** Where people see it. */
  readonly url: string
}

export interface PullRequest {
  readonly number: number
  readonly state: string
  readonly headSha: string
  /** Another one than the base's if the pull request comes from a fork; null if that was deleted. */
  readonly headRepositoryId: number | null
  readonly baseRef: string
  /** The tip of the base branch, which need not be where the head branched off. */
  readonly baseSha: string
}

/** Where two commits come together. */
export interface MergeBase {
  readonly commit: string
  /** Commits of the head since then. */
  readonly aheadBy: number
  /** Commits of the base since then. */
  readonly behindBy: number
}

const commentAnswer = z.object({
  id: z.number(),
  body: z.nullish(z.string()),
  user: z.nullish(z.object({ login: z.string(), type: z.optional(z.string()) })),
  html_url: z.string(),
})

const pullRequestAnswer = z.object({
  number: z.number(),
  state: z.string(),
  head: z.object({ sha: z.string(), repo: z.nullish(z.object({ id: z.number() })) }),
  base: z.object({ ref: z.string(), sha: z.string() }),
})

const comparisonAnswer = z.object({
  merge_base_commit: z.object({ sha: z.string() }),
  ahead_by: z.number(),
  behind_by: z.number(),
})

const viewerAnswer = z.object({ viewer: z.object({ login: z.string() }) })

export function readComment(data: unknown): IssueComment {
  const { id, body, user, html_url: url } = checked(commentAnswer, data)
  return { id, body: body ?? '', authorLogin: user?.login, isByBot: user?.type === 'Bot', url }
}

export function readComments(data: unknown): readonly IssueComment[] {
  return checked(z.array(z.unknown()), data).map(readComment)
}

export function readPullRequest(data: unknown): PullRequest {
  const { number, state, head, base } = checked(pullRequestAnswer, data)
  const headRepositoryId = head.repo?.id ?? null
  return { number, state, headSha: head.sha, headRepositoryId, baseRef: base.ref, baseSha: base.sha }
}

export function readMergeBase(data: unknown): MergeBase {
  const answer = checked(comparisonAnswer, data)
  return { commit: answer.merge_base_commit.sha, aheadBy: answer.ahead_by, behindBy: answer.behind_by }
}

/** The login of the account that asks. */
export function readViewer(data: unknown): string {
  return checked(viewerAnswer, data).viewer.login
}

/**
 * Answers are checked because something else answers in GitHub's place now and then, such as a proxy or what stands at
 * a mistyped address: its page must not read as a pull request without comments.
 */
function checked<Answer>(schema: z.ZodMiniType<Answer>, data: unknown): Answer {
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  throw new GitHubError('unanswered', undefined, 'What answered is not the API of GitHub')
}
