import { type Answer, askedWaitMs, isRateLimit } from './rate-limit.ts'

export type Fetch = typeof globalThis.fetch

export interface RetryPorts {
  readonly fetch: Fetch
  readonly sleep: (ms: number) => Promise<void>
  /** The time in ms since 1970. */
  readonly now: () => number
  readonly log: (line: string) => void
}

interface Answered {
  readonly response: Response
  readonly text: string
}

type Attempt = Answered | { readonly error: unknown }

/** The pauses between four tries where GitHub asks for no other: together they outlast a restart of a server. */
const pausesMs = [1_000, 4_000, 16_000] as const

/** A job that waits costs its owner money; rate limits that last for longer end it. */
const mostWaitingMs = 90_000

/** What servers and what stands before them answer while they are overloaded or restarted. */
const passingStatuses: ReadonlySet<number> = new Set([500, 502, 503, 504])

/**
 * A `fetch` that tries again where that can help: after rate limits and, unless it is a POST, after lost connections
 * and failures of the server. Such a POST may have been carried out, so whoever sends it has to look first.
 * Answers arrive whole or not at all. When the tries or the time are used up, the last answer or error is passed on.
 */
export function retryingFetch({ fetch, sleep, now, log }: RetryPorts): Fetch {
  return async (input, init) => {
    // A `Request` is used up by sending it.
    const send = (): Promise<Response> => fetch(input instanceof Request ? input.clone() : input, init)
    const method = (init?.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase()
    const url = new URL(input instanceof Request ? input.url : input)
    let waitedMs = 0
    for (const pauseMs of pausesMs) {
      const attempt = await attemptOf(send)
      if (!isPassing(attempt, isRepeatable(method, url)) || init?.signal?.aborted === true) return settle(attempt)
      const waitMs = waitBefore(attempt, pauseMs, now())
      if (waitedMs + waitMs > mostWaitingMs) return settle(attempt)
      log(`${method} ${url.pathname}: ${nameOf(attempt)}, trying again in ${Math.ceil(waitMs / 1_000)} s`)
      await sleep(waitMs)
      waitedMs += waitMs
    }
    return settle(await attemptOf(send))
  }
}

/** Reads the whole answer, so that a connection that breaks in the middle of it counts as broken. */
async function attemptOf(send: () => Promise<Response>): Promise<Attempt> {
  try {
    const response = await send()
    return { response, text: await response.clone().text() }
  } catch (error) {
    return { error }
  }
}

/** Whether doing it twice is the same as doing it once. All that is asked of GraphQL are queries. */
function isRepeatable(method: string, { pathname }: URL): boolean {
  return method !== 'POST' || pathname.endsWith('/graphql')
}

function isPassing(attempt: Attempt, mayRepeat: boolean): boolean {
  if ('error' in attempt) return mayRepeat
  return isRateLimit(answerOf(attempt)) || (mayRepeat && passingStatuses.has(attempt.response.status))
}

function waitBefore(attempt: Attempt, pauseMs: number, nowMs: number): number {
  if ('error' in attempt) return pauseMs
  const asked = askedWaitMs(answerOf(attempt), nowMs)
  // The clock of the runner may be ahead of GitHub's: then a limit seems to have ended before it did.
  return asked === undefined || asked < 0 ? pauseMs : asked
}

function answerOf({ response, text }: Answered): Answer {
  return { status: response.status, headers: Object.fromEntries(response.headers), text }
}

function nameOf(attempt: Attempt): string {
  return 'error' in attempt ? 'no answer' : `answered ${attempt.response.status}`
}

function settle(attempt: Attempt): Response {
  if ('error' in attempt) throw attempt.error
  return attempt.response
}
