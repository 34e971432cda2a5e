import { setTimeout as sleep } from 'node:timers/promises'
import { defaults } from '@actions/github/lib/utils'
import { type Fetch, retryingFetch } from './retrying-fetch.ts'

/** GitHub itself gives up on a request after 10 seconds; the rest is for slow networks. */
const longestTryMs = 30_000

/** How requests leave a runner: through its proxy if it has one, each try for a limited time, and again if need be. */
export function runnerFetch(log: (line: string) => void): Fetch {
  const throughProxy: Fetch = defaults.request?.fetch ?? globalThis.fetch
  const limited: Fetch = (input, init) => {
    const limit = AbortSignal.timeout(longestTryMs)
    return throughProxy(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, limit]) : limit })
  }
  return retryingFetch({ fetch: limited, sleep, now: Date.now, log })
}
