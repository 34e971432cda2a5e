import type { IssueComment } from './answers.ts'
import { type CommentTag, isNewer, parseTag, type Run, tagged, untagged } from './comment-tag.ts'
import type { GitHub } from './github.ts'
import { GitHubError } from './github-error.ts'

export interface PostRequest {
  readonly github: GitHub
  /** The number of the pull request. */
  readonly issue: number
  /** Each key has a comment of its own. */
  readonly key: string
  /** The run that the body is a result of. */
  readonly run: Run
  readonly body: string
  /** Whether to write a comment where there is none yet. */
  readonly mayCreate: boolean
  readonly log: (line: string) => void
  readonly sleep: (ms: number) => Promise<void>
}

export type PostResult =
  | { readonly kind: 'created' | 'updated'; readonly url: string }
  /** The comment said so already and was left untouched. */
  | { readonly kind: 'identical'; readonly url: string }
  /** The comment is of a newer run and was left untouched. */
  | { readonly kind: 'stale'; readonly url: string }
  /** There is no comment, and none was to be made. */
  | { readonly kind: 'skipped' }
  /** The token may not do it. `reason` is a sentence or two for the user, as is that of `failed`. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string }

interface TaggedComment extends IssueComment {
  readonly tag: CommentTag
}

/** The pauses after each try to create a comment that got no clear answer; a new comment is not listed at once. */
const pausesMs = [2_000, 6_000, 18_000] as const

/**
 * Keeps one comment for a key: writes it, or brings the one that is there up to date. Never throws for what GitHub
 * answers, so that a comment cannot decide over a build.
 *
 * An identical body is not written again, its tag then names the run that wrote it first. So of three runs that
 * overlap, one in the middle that ends last can still replace what the newest found in place.
 */
export async function postComment(request: PostRequest): Promise<PostResult> {
  try {
    return await post(request)
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error
    return resultOf(error)
  }
}

async function post(request: PostRequest): Promise<PostResult> {
  const { github, issue, key, run, body, mayCreate, log, sleep } = request
  const text = tagged(body, { key, ...run })
  let lost: GitHubError | undefined
  for (const pauseMs of pausesMs) {
    const settled = await reuse(request, text)
    if (settled !== undefined) return lost === undefined ? settled : foundAgain(settled)
    if (!mayCreate) return { kind: 'skipped' }
    try {
      const { url } = await github.createComment(issue, text)
      return { kind: 'created', url }
    } catch (error) {
      if (!(error instanceof GitHubError) || error.failure !== 'unanswered') throw error
      lost = error
      log(`${error.message} to a new comment, looking in ${pauseMs / 1_000} s whether it is there`)
    }
    await sleep(pauseMs)
  }
  const settled = await reuse(request, text)
  if (settled !== undefined) return foundAgain(settled)
  throw lost ?? new Error('a comment was neither created nor lost')
}

/** What came of a comment that is there already; undefined if there is none that this token can write. */
async function reuse(request: PostRequest, text: string): Promise<PostResult | undefined> {
  for (const { id, body, tag, url } of await ownComments(request)) {
    if (isNewer(tag, request.run)) return { kind: 'stale', url }
    if (isSameText(untagged(body), untagged(text))) return { kind: 'identical', url }
    try {
      await request.github.updateComment(id, text)
      return { kind: 'updated', url }
    } catch (error) {
      if (!isOutOfReach(error, request.mayCreate)) throw error
    }
  }
  return undefined
}

/**
 * The comments with this key that this token's account wrote, the newest run first: two runs at the same time may both
 * have found none and written one.
 *
 * The author counts because anybody can paste a tag into a comment: one with a huge run number would end all updates,
 * and one that is updated would put our words into the mouth of its author, who can change them. Who the token writes
 * as, `github-actions[bot]` or the owner of a personal token, GitHub tells every token without any permission, but
 * only by GraphQL. Should it not tell, the comments of bots count, as users cannot write in their name.
 */
async function ownComments({ github, issue, key }: PostRequest): Promise<readonly TaggedComment[]> {
  const comments = (await github.listComments(issue)).flatMap((comment) => {
    const tag = parseTag(comment.body)
    return tag?.key === key ? [{ ...comment, tag }] : []
  })
  if (comments.length === 0) return []
  const viewer = await github.viewer()
  return comments
    .filter((comment) => isBy(viewer, comment))
    .toSorted((a, b) => Number(isNewer(b.tag, a.tag)) - Number(isNewer(a.tag, b.tag)))
}

/** GraphQL leaves `[bot]` out of some logins. */
function isBy(viewer: string | undefined, { authorLogin, isByBot }: IssueComment): boolean {
  if (viewer === undefined) return isByBot
  return authorLogin === viewer || (isByBot && authorLogin === `${viewer}[bot]`)
}

/** GitHub keeps line ends as they were sent, but browsers in which a comment is edited send others. */
function isSameText(text: string, other: string): boolean {
  return text.replaceAll('\r\n', '\n') === other.replaceAll('\r\n', '\n')
}

/** Deleted since, or of an account whose comments this token may not change: a comment of its own does as well. */
function isOutOfReach(error: unknown, mayCreate: boolean): boolean {
  if (!(error instanceof GitHubError) || error.failure !== 'denied') return false
  return error.status === 404 || (error.status === 403 && mayCreate)
}

/** The comment of which it was not clear whether it had been created. */
function foundAgain(result: PostResult): PostResult {
  return result.kind === 'identical' ? { kind: 'created', url: result.url } : result
}

function resultOf({ failure, status, message }: GitHubError): PostResult {
  if (failure !== 'denied') return { kind: 'failed', reason: `The comment could not be written: ${message}.` }
  if (status === 401) {
    return { kind: 'refused', reason: `GitHub does not accept the token, so there is no comment: ${message}.` }
  }
  const remedy =
    'The job needs the permission `pull-requests: write`. ' +
    'Pull requests from forks get a token that can only read; a companion workflow can comment on them, see the README.'
  return { kind: 'refused', reason: `The token may not write the comment: ${message}. ${remedy}` }
}
