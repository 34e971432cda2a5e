import { getOctokit } from '@actions/github'
import { version } from '../version.ts'
import {
  type IssueComment,
  type MergeBase,
  type PullRequest,
  readComment,
  readComments,
  readMergeBase,
  readPullRequest,
  readViewer,
} from './answers.ts'
import { GitHubError, gitHubErrorOf } from './github-error.ts'
import type { Fetch } from './retrying-fetch.ts'

/** What the action asks of GitHub, all in one repository. Everything throws `GitHubError` for what GitHub refuses. */
export interface GitHub {
  /** The login that the token writes comments with; undefined if GitHub does not tell it. */
  viewer(): Promise<string | undefined>
  /** All comments of an issue or pull request, the oldest first. */
  listComments(issue: number): Promise<readonly IssueComment[]>
  /** An error that is `unanswered` leaves open whether there is a comment now: look before trying again. */
  createComment(issue: number, body: string): Promise<IssueComment>
  updateComment(id: number, body: string): Promise<IssueComment>
  pullRequest(number: number): Promise<PullRequest>
  /** Undefined where GitHub knows of none: unrelated histories, or a commit that is not in the repository. */
  mergeBase(base: string, head: string): Promise<MergeBase | undefined>
}

export interface GitHubConnection {
  readonly token: string
  readonly owner: string
  readonly repo: string
  /** `GITHUB_API_URL`, which GitHub Enterprise has its own of. */
  readonly apiUrl: string
  readonly fetch: Fetch
}

/** As many as GitHub gives. */
const commentsPerPage = 100

/** @throws if the token is empty */
export function connectGitHub({ token, owner, repo, apiUrl, fetch }: GitHubConnection): GitHub {
  const userAgent = `unplugin-precious/${version}`
  const octokit = getOctokit(token, { baseUrl: apiUrl, userAgent, request: { fetch } })
  const { issues, pulls, repos } = octokit.rest

  return {
    viewer: () =>
      asking(async () => readViewer(await octokit.graphql('query { viewer { login } }'))).catch(unknownIfUntold),

    // Not octokit's pagination: it takes some failures and empty answers for the end of the list.
    listComments: (issue) =>
      asking(async () => {
        const comments: IssueComment[] = []
        for (let page = 1; ; page++) {
          const asked = { owner, repo, issue_number: issue, per_page: commentsPerPage, page }
          const { data, headers } = await issues.listComments(asked)
          comments.push(...readComments(data))
          if (headers.link?.includes('rel="next"') !== true) return comments
        }
      }),

    createComment: (issue, body) =>
      asking(async () => readComment((await issues.createComment({ owner, repo, issue_number: issue, body })).data)),

    updateComment: (id, body) =>
      asking(async () => readComment((await issues.updateComment({ owner, repo, comment_id: id, body })).data)),

    pullRequest: (number) =>
      asking(async () => readPullRequest((await pulls.get({ owner, repo, pull_number: number })).data)),

    mergeBase: (base, head) =>
      asking(async () => {
        // One commit a page: the answer lists those between the two, which nobody asked for.
        const asked = { owner, repo, basehead: `${base}...${head}`, per_page: 1 }
        return readMergeBase((await repos.compareCommitsWithBasehead(asked)).data)
      }).catch(undefinedIfMissing),
  }
}

async function asking<Result>(request: () => Promise<Result>): Promise<Result> {
  try {
    return await request()
  } catch (error) {
    throw gitHubErrorOf(error) ?? error
  }
}

function undefinedIfMissing(error: unknown): undefined {
  if (error instanceof GitHubError && error.status === 404) return undefined
  throw error
}

/** GraphQL answers errors of its own with status 200. */
function unknownIfUntold(error: unknown): undefined {
  if (error instanceof GitHubError && (error.status === 403 || error.status === 404)) return undefined
  if (error instanceof Error && error.name === 'GraphqlResponseError') return undefined
  throw error
}
