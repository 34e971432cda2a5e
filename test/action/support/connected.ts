import { onTestFinished } from 'vitest'
import { connectGitHub, type GitHub } from '../../../src/action/github.ts'
import { type Fetch, retryingFetch } from '../../../src/action/retrying-fetch.ts'
import { type GitHubOptions, type GitHubServer, startGitHub } from './github-server.ts'

/** A clock that only sleeping moves, so that nobody waits. */
export interface FakeClock {
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
  /** What was slept, in ms. */
  readonly sleeps: readonly number[]
}

export function fakeClock(startMs: number = Date.UTC(2026, 0, 1)): FakeClock {
  const sleeps: number[] = []
  return {
    now: () => sleeps.reduce((sum, ms) => sum + ms, startMs),
    async sleep(ms) {
      sleeps.push(ms)
    },
    sleeps,
  }
}

export interface Connected {
  readonly server: GitHubServer
  readonly github: GitHub
  /** For others who ask the same server. */
  readonly connect: (token: string, apiUrl?: string) => GitHub
  readonly fetch: Fetch
  readonly clock: FakeClock
  readonly log: readonly string[]
}

/** A GitHub that ends with the test, and a connection to it as the action has one. */
export async function connected(token = 'write-token', options: GitHubOptions = {}): Promise<Connected> {
  const server = await startGitHub(options)
  onTestFinished(() => server.close())
  const clock = fakeClock()
  const log: string[] = []
  const fetch = retryingFetch({ fetch: globalThis.fetch, ...clock, log: (line) => log.push(line) })
  const connect = (ofToken: string, apiUrl = server.url): GitHub =>
    connectGitHub({ token: ofToken, owner: 'octo', repo: 'models', apiUrl, fetch })
  return { server, github: connect(token), connect, fetch, clock, log }
}
