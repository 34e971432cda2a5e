import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cloneInto, type TestRepository } from '../../host/repositories.ts'
import { atTheEnd, newFolder } from './cleanup.ts'
import { type GitHubOptions, type GitHubServer, startGitHub } from './github-server.ts'
import { configOf, modelOf, openPullRequest, type PullRequest, type PullRequestOptions } from './pull-request.ts'
import { type ActionRequest, type ActionRun, runAction } from './runner.ts'

/** For `env`: the action does not really wait between its tries. */
export const withoutWaiting: Readonly<Record<string, string>> = {
  NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'fast-clock.js')).href}`,
}

/** What is in the repository unless a test says otherwise. */
export const usualFiles: { readonly 'precious.config.json': string; readonly 'models/a.tflite': Uint8Array } = {
  'precious.config.json': configOf(),
  'models/a.tflite': modelOf([16, 32, 16]),
}

/** Widens a layer of the usual model. */
export const usualChanges: Pick<typeof usualFiles, 'models/a.tflite'> = { 'models/a.tflite': modelOf([16, 64, 16]) }

/** A pull request on a GitHub of its own. */
export interface Scenario extends PullRequest {
  readonly server: GitHubServer
  /** Runs the action for it, in its own repository and event unless others are given. */
  readonly run: (request?: Partial<ActionRequest>) => Promise<ActionRun>
}

export type ScenarioOptions = Partial<PullRequestOptions> & { readonly github?: GitHubOptions }

/** @param options.before what comes on top of the usual files */
export async function openScenario({ github = {}, ...options }: ScenarioOptions = {}): Promise<Scenario> {
  const { before, changes = usualChanges } = options
  const pullRequest = openPullRequest({ ...options, before: { ...usualFiles, ...before }, changes })
  const { number, head } = pullRequest.event.payload.pull_request
  const own = { number, headSha: head.sha, headRepositoryId: head.repo?.id ?? null }
  const server = await newServer({ ...github, pullRequests: [own, ...(github.pullRequests ?? [])] })
  const run: Scenario['run'] = async (request = {}) => {
    const { event, repository } = pullRequest
    return await runAction({ folder: repository.folder, server, event, ...request })
  }
  return { ...pullRequest, server, run }
}

/** A clone with options of git clone such as `--depth=1`. */
export function cloneOf(origin: TestRepository, ...options: readonly string[]): TestRepository {
  return cloneInto(newFolder(), origin, ...options)
}

/** A GitHub that ends after the tests of this file. */
export async function newServer(options: GitHubOptions = {}): Promise<GitHubServer> {
  const server = await startGitHub(options)
  atTheEnd(server.close)
  return server
}
