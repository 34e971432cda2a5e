/** What an answer of GitHub says about limits. */
export interface Answer {
  readonly status: number
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, unknown>>
  /** The body, or the message in it. */
  readonly text: string
}

/** What GitHub asks for where an answer says nothing else: "wait for at least one minute". */
const usualWaitMs = 60_000

/**
 * Whether a request came too often. Such requests were not carried out, so that any of them may be repeated; other
 * answers with 403 are about rights and stay what they are.
 * Source: https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
export function isRateLimit({ status, headers, text }: Answer): boolean {
  if (status !== 403) return status === 429
  return headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0' || isSecondary(text)
}

/** How long an answer asks to wait before the next try, in ms; undefined where it does not say. */
export function askedWaitMs(answer: Answer, nowMs: number): number | undefined {
  const { headers, text } = answer
  const asked = waitOfHeader(headers['retry-after'], nowMs)
  if (asked !== undefined || !isRateLimit(answer)) return asked
  const resetSeconds = Number(headers['x-ratelimit-reset'] ?? Number.NaN)
  if (headers['x-ratelimit-remaining'] === '0' && Number.isFinite(resetSeconds)) return resetSeconds * 1_000 - nowMs
  return isSecondary(text) ? usualWaitMs : undefined
}

function isSecondary(text: string): boolean {
  return /secondary rate limit/i.test(text)
}

/** `retry-after` has seconds or a date (RFC 9110, section 10.2.3). */
function waitOfHeader(value: unknown, nowMs: number): number | undefined {
  if (typeof value !== 'string') return undefined
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - nowMs
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs)
}
