/** What a request meets instead of its answer. */
export type Failure =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }
  /** The connection ends before or after the request was carried out, or in the middle of the answer. */
  | { readonly kind: 'drop'; readonly when: 'before' | 'after' | 'during' }

export function answering(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Failure {
  const json = { 'content-type': 'application/json; charset=utf-8' }
  return { kind: 'answer', status, headers: { ...json, ...headers }, body: JSON.stringify({ message }) }
}

/** An overloaded or restarting server: a page for people, often from what stands before the API. */
export function unavailable(status: 500 | 502 | 503 | 504, headers: Readonly<Record<string, string>> = {}): Failure {
  const html = { 'content-type': 'text/html' }
  return { kind: 'answer', status, headers: { ...html, ...headers }, body: '<html><h1>Unicorn!</h1></html>' }
}

/** @param retryAfter in seconds; GitHub does not always tell */
export function secondaryRateLimit(retryAfter?: number, status: 403 | 429 = 403): Failure {
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
  return answering(status, 'You have exceeded a secondary rate limit. Please wait a few minutes.', headers)
}

/** @param resetSeconds when the limit ends, in seconds since 1970 */
export function primaryRateLimit(resetSeconds: number, status: 403 | 429 = 403): Failure {
  return answering(status, 'API rate limit exceeded for installation ID 1.', {
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(resetSeconds),
  })
}

export function droppedConnection(when: 'before' | 'after' | 'during'): Failure {
  return { kind: 'drop', when }
}
