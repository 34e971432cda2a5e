import { describe, expect, it } from 'vitest'
import { retryingFetch } from '../../src/action/retrying-fetch.ts'
import { fakeClock, type FakeClock } from './support/connected.ts'

type Step = Response | Error

interface Outcome {
  readonly result: Response | Error
  readonly tries: number
  readonly clock: FakeClock
  readonly log: readonly string[]
}

/** What comes of a request that meets `steps` one after the other, the last of them for ever. */
async function outcomeOf(steps: readonly Step[], init: RequestInit = {}, path = '/user'): Promise<Outcome> {
  const clock = fakeClock()
  const log: string[] = []
  let tries = 0
  const fetch = retryingFetch({
    ...clock,
    log: (line) => log.push(line),
    async fetch() {
      const step = steps[Math.min(tries++, steps.length - 1)] ?? new Error('no step')
      if (step instanceof Error) throw step
      return step.clone()
    },
  })
  const result = await fetch(`https://api.example${path}`, init).catch((error: unknown) => error)
  if (!(result instanceof Response) && !(result instanceof Error)) throw new Error('neither answer nor error')
  return { result, tries, clock, log }
}

async function statusAndSleeps(...asked: Parameters<typeof outcomeOf>): Promise<readonly [unknown, ...number[]]> {
  const { result, clock } = await outcomeOf(...asked)
  return [result instanceof Response ? result.status : result.message, ...clock.sleeps]
}

function answer(status: number, headers: Readonly<Record<string, string>> = {}, message = ''): Response {
  return new Response(JSON.stringify({ message }), { status, headers })
}

/** An answer whose connection breaks in the middle of the body. */
function brokenAnswer(status: number): Response {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('[{'))
      controller.error(new Error('broken'))
    },
  })
  return new Response(body, { status })
}

const post = { method: 'POST', body: '{}' }
const now = fakeClock().now()
const inSeconds = (seconds: number): string => String(now / 1_000 + seconds)

describe('a request that fails in passing', () => {
  it.each([500, 502, 503, 504])('is repeated after status %d, with growing pauses', async (status) => {
    const failing = answer(status)
    expect(await statusAndSleeps([failing, failing, failing, answer(200)])).toEqual([200, 1_000, 4_000, 16_000])
  })

  it('is repeated after a lost connection', async () => {
    expect(await statusAndSleeps([new Error('reset'), answer(200)])).toEqual([200, 1_000])
  })

  it('is repeated where the answer breaks off', async () => {
    const { result, tries } = await outcomeOf([brokenAnswer(200), answer(200, {}, 'whole')])
    expect([tries, result instanceof Response && (await result.json())]).toEqual([2, { message: 'whole' }])
  })

  it('is given up after four tries, with what came last', async () => {
    expect(await statusAndSleeps([answer(500), answer(502)])).toEqual([502, 1_000, 4_000, 16_000])
    expect(await statusAndSleeps([new Error('reset')])).toEqual(['reset', 1_000, 4_000, 16_000])
    expect((await outcomeOf([answer(502)])).tries).toBe(4)
  })

  it('waits for as long as the server asks', async () => {
    const busy = answer(503, { 'retry-after': '7' })
    expect(await statusAndSleeps([busy, answer(200)])).toEqual([200, 7_000])
    const untilNoon = answer(503, { 'retry-after': new Date(now + 5_000).toUTCString() })
    expect(await statusAndSleeps([untilNoon, answer(200)])).toEqual([200, 5_000])
    const soon = answer(503, { 'retry-after': 'soon' })
    expect(await statusAndSleeps([soon, answer(200)])).toEqual([200, 1_000])
  })

  it('says so, without query or headers', async () => {
    const { log } = await outcomeOf([answer(502), new Error('secret'), answer(200)], {}, '/user?secret=1')
    expect(log).toEqual([
      'GET /user: answered 502, trying again in 1 s',
      'GET /user: no answer, trying again in 4 s',
    ])
  })

  it('can be a Request, whose body is sent each time', async () => {
    const bodies: string[] = []
    const fetch = retryingFetch({
      ...fakeClock(),
      log: () => undefined,
      async fetch(input) {
        bodies.push(input instanceof Request ? await input.text() : '')
        return answer(bodies.length === 1 ? 502 : 200)
      },
    })
    await fetch(new Request('https://api.example/', { method: 'PATCH', body: 'text' }))
    expect(bodies).toEqual(['text', 'text'])
  })

  it('is not repeated once it was called off', async () => {
    const signal = AbortSignal.abort()
    expect((await outcomeOf([new Error('called off')], { signal })).tries).toBe(1)
  })
})

describe('a request that came too often', () => {
  it.each([403, 429])('waits as the secondary limit asks, with status %d', async (status) => {
    const limited = answer(status, { 'retry-after': '3' })
    expect(await statusAndSleeps([limited, answer(200)], post)).toEqual([200, 3_000])
  })

  it('waits for a minute where the secondary limit does not say, and then gives up', async () => {
    const limited = answer(403, {}, 'You have exceeded a secondary rate limit.')
    expect(await statusAndSleeps([limited, answer(200)])).toEqual([200, 60_000])
    expect(await statusAndSleeps([limited])).toEqual([403, 60_000])
  })

  it.each([403, 429])('waits until the primary limit is reset, with status %d', async (status) => {
    const limited = answer(status, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(40) })
    expect(await statusAndSleeps([limited, answer(200)], post)).toEqual([200, 40_000])
  })

  it('pauses where the limit should have been reset already', async () => {
    const limited = answer(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(-5) })
    expect(await statusAndSleeps([limited, answer(200)])).toEqual([200, 1_000])
  })

  it('is given up at once where the wait would be too long', async () => {
    const limited = answer(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(91) })
    expect(await statusAndSleeps([limited])).toEqual([403])
    expect(await statusAndSleeps([answer(429, { 'retry-after': '3600' })])).toEqual([429])
  })

  it('is given up where the waits add up to too much', async () => {
    expect(await statusAndSleeps([answer(429, { 'retry-after': '40' })])).toEqual([429, 40_000, 40_000])
  })

  it('pauses where nothing is said', async () => {
    expect(await statusAndSleeps([answer(429), answer(200)])).toEqual([200, 1_000])
  })
})

describe('a request that is not repeated', () => {
  it.each([200, 304, 401, 404, 422])('has status %d', async (status) => {
    const response = status === 304 ? new Response(null, { status }) : answer(status)
    expect(await statusAndSleeps([response])).toEqual([status])
  })

  it('lacks a right', async () => {
    const denied = answer(403, { 'x-ratelimit-remaining': '4999' }, 'Resource not accessible by integration')
    expect(await statusAndSleeps([denied])).toEqual([403])
  })

  it.each<[string, Step]>([
    ['500', answer(500)],
    ['502', answer(502)],
    ['503', answer(503, { 'retry-after': '1' })],
    ['reset', new Error('reset')],
    ['broken', brokenAnswer(201)],
  ])('is a POST that may have been carried out: %s', async (name, step) => {
    const { result, tries } = await outcomeOf([step, answer(200)], post)
    expect([result instanceof Response ? String(result.status) : result.message, tries]).toEqual([name, 1])
  })
})

describe('a query of GraphQL', () => {
  it('is repeated although it is a POST', async () => {
    expect(await statusAndSleeps([answer(502), answer(200)], post, '/api/graphql')).toEqual([200, 1_000])
  })
})
