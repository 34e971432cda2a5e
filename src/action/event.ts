import { readFileSync } from 'node:fs'
import * as z from 'zod/mini'
import type { Run } from './comment-tag.ts'

/** What a workflow runs for, as far as the action goes. */
export type Event =
  | PullRequestEvent
  | PushEvent
  | { readonly kind: 'merge-group'; readonly baseSha: string }
  | WorkflowRunEvent
  | { readonly kind: 'other'; readonly name: string }

export interface PullRequestEvent {
  readonly kind: 'pull-request'
  readonly number: number
  readonly headSha: string
  /** The tip of the base branch when the event happened. */
  readonly baseSha: string
  readonly baseRef: string
}

export interface PushEvent {
  readonly kind: 'push'
  /** What the branch was; undefined for a new one. */
  readonly before: string | undefined
}

/** Another workflow has ended. What is here comes from GitHub, not from whoever started that run. */
export interface WorkflowRunEvent {
  readonly kind: 'workflow-run'
  /** What the other workflow ran for. */
  readonly event: string
  readonly headSha: string
  readonly headRepositoryId: number | undefined
  readonly run: Run
}

/** The surroundings of a run: https://docs.github.com/actions/reference/workflows-and-actions/variables */
export interface Surroundings {
  readonly event: Event
  readonly owner: string
  readonly repo: string
  readonly run: Run
  readonly apiUrl: string
  readonly serverUrl: string
  /** Where the repository is checked out, absolute. */
  readonly workspace: string
}

const commit = z.string().check(z.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/))
const repository = z.object({ id: z.number() })

const pullRequestPayload = z.object({
  pull_request: z.object({
    number: z.int().check(z.gte(1)),
    head: z.object({ sha: commit }),
    base: z.object({ sha: commit, ref: z.string() }),
  }),
})

const pushPayload = z.object({ before: z.optional(commit) })
const mergeGroupPayload = z.object({ merge_group: z.object({ base_sha: commit }) })

const workflowRunPayload = z.object({
  workflow_run: z.object({
    id: z.int(),
    run_attempt: z.int(),
    event: z.string(),
    head_sha: commit,
    head_repository: z.nullish(repository),
  }),
})

/** @throws Error where a variable is missing that every runner sets, or the payload is not one of GitHub's */
export function readSurroundings(env: NodeJS.ProcessEnv): Surroundings {
  const [owner, repo] = needed(env, 'GITHUB_REPOSITORY').split('/')
  if (owner === undefined || repo === undefined) throw new Error('GITHUB_REPOSITORY is no "owner/name"')
  return {
    event: readEvent(needed(env, 'GITHUB_EVENT_NAME'), env['GITHUB_EVENT_PATH']),
    owner,
    repo,
    run: { runId: Number(needed(env, 'GITHUB_RUN_ID')), runAttempt: Number(env['GITHUB_RUN_ATTEMPT'] ?? '1') },
    apiUrl: env['GITHUB_API_URL'] ?? 'https://api.github.com',
    serverUrl: env['GITHUB_SERVER_URL'] ?? 'https://github.com',
    workspace: needed(env, 'GITHUB_WORKSPACE'),
  }
}

function needed(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name]
  if (value === undefined || value === '') throw new Error(`${name} is not set: this runs in GitHub Actions only`)
  return value
}

function readEvent(name: string, path: string | undefined): Event {
  const payload: unknown = path === undefined ? {} : JSON.parse(readFileSync(path, 'utf8'))
  switch (name) {
    case 'pull_request':
    case 'pull_request_target': {
      const { number, head, base } = pullRequestPayload.parse(payload).pull_request
      return { kind: 'pull-request', number, headSha: head.sha, baseSha: base.sha, baseRef: base.ref }
    }
    case 'push': {
      const { before = '' } = pushPayload.parse(payload)
      return { kind: 'push', before: /[^0]/.test(before) ? before : undefined }
    }
    case 'merge_group':
      return { kind: 'merge-group', baseSha: mergeGroupPayload.parse(payload).merge_group.base_sha }
    case 'workflow_run': {
      const run = workflowRunPayload.parse(payload).workflow_run
      return {
        kind: 'workflow-run',
        event: run.event,
        headSha: run.head_sha,
        headRepositoryId: run.head_repository?.id,
        run: { runId: run.id, runAttempt: run.run_attempt },
      }
    }
    default:
      return { kind: 'other', name }
  }
}
