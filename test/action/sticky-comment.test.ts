import { describe, expect, it } from 'vitest'
import { tagged, tagOf } from '../../src/action/comment-tag.ts'
import { postComment, type PostRequest, type PostResult } from '../../src/action/sticky-comment.ts'
import { connected, type Connected } from './support/connected.ts'
import {
  answering,
  droppedConnection,
  primaryRateLimit,
  secondaryRateLimit,
  unavailable,
} from './support/failures.ts'

const run = { runId: 100, runAttempt: 1 }
const older = { runId: 99, runAttempt: 3 }
const newer = { runId: 101, runAttempt: 1 }

/** Posts to pull request 7 as the first job of run 100 would, apart from what is `given`. */
async function post({ github, clock }: Connected, given: Partial<PostRequest> = {}): Promise<PostResult> {
  const log = (): void => undefined
  const usual = { github, issue: 7, key: 'ci', run, body: 'report', mayCreate: true, log, sleep: clock.sleep }
  return postComment({ ...usual, ...given })
}

function bodies({ server }: Connected): readonly string[] {
  return server.comments(7).map(({ body }) => body)
}

function reportOf(at: typeof run, body = 'report', key = 'ci'): string {
  return tagged(body, { key, ...at })
}

describe('a comment', () => {
  it('is written where there is none', async () => {
    const hub = await connected()
    hub.server.addComment(7, 'Nice!', { login: 'mona', type: 'User' })
    expect(await post(hub)).toEqual({ kind: 'created', url: `${hub.server.url}/pull/7#issuecomment-1002` })
    expect(bodies(hub)).toEqual(['Nice!', reportOf(run)])
  })

  it('is brought up to date where there is one', async () => {
    const hub = await connected()
    await post(hub)
    expect(await post(hub, { run: newer, body: 'news' })).toMatchObject({ kind: 'updated' })
    expect(bodies(hub)).toEqual([reportOf(newer, 'news')])
  })

  it('is brought up to date by the same run, also when that is started again', async () => {
    const hub = await connected()
    await post(hub)
    await post(hub, { body: 'more' })
    expect(await post(hub, { body: 'again', run: { ...run, runAttempt: 2 } })).toMatchObject({ kind: 'updated' })
    expect(bodies(hub)).toEqual([reportOf({ ...run, runAttempt: 2 }, 'again')])
  })

  it('that says the same already is not written', async () => {
    const hub = await connected()
    await post(hub)
    expect(await post(hub, { run: newer })).toMatchObject({ kind: 'identical' })
    expect(hub.server.writes).toHaveLength(1)
  })

  it('that says the same with other line ends is not written', async () => {
    const hub = await connected()
    hub.server.addComment(7, reportOf(older, 'a\r\nb  \r\n'))
    expect(await post(hub, { body: 'a\nb\n' })).toMatchObject({ kind: 'identical' })
    expect(await post(hub, { body: 'a\n\nb' })).toMatchObject({ kind: 'updated' })
    expect(await post(hub, { run: newer, body: 'a\r\n\r\nb' })).toMatchObject({ kind: 'identical' })
  })

  it('of a newer run stays as it is', async () => {
    const hub = await connected()
    hub.server.addComment(7, reportOf(run))
    expect(await post(hub, { run: older, body: 'old' })).toMatchObject({ kind: 'stale' })
    expect(hub.server.writes).toEqual([])
  })

  it('is not made where none was to be made', async () => {
    const hub = await connected()
    expect(await post(hub, { mayCreate: false })).toEqual({ kind: 'skipped' })
    expect(hub.server.writes).toEqual([])
  })

  it('is brought up to date also where none was to be made', async () => {
    const hub = await connected()
    hub.server.addComment(7, reportOf(older))
    expect(await post(hub, { mayCreate: false, body: 'news' })).toMatchObject({ kind: 'updated' })
  })

  it('is one for each key', async () => {
    const hub = await connected()
    await post(hub, { key: 'phone -->' })
    await post(hub, { key: 'phone' })
    await post(hub, { key: 'phone', body: 'news', run: newer })
    expect(bodies(hub)).toEqual([reportOf(run, 'report', 'phone -->'), reportOf(newer, 'news', 'phone')])
  })

  it('is found among hundreds', async () => {
    const hub = await connected()
    for (let index = 0; index < 230; index++) hub.server.addComment(7, `comment ${index}`)
    hub.server.addComment(7, reportOf(older))
    for (let index = 0; index < 230; index++) hub.server.addComment(7, `comment ${index}`)
    expect(await post(hub, { body: 'news' })).toMatchObject({ kind: 'updated' })
    expect(hub.server.requests.filter(({ method }) => method === 'GET')).toHaveLength(5)
    expect(bodies(hub)[230]).toBe(reportOf(run, 'news'))
  })

  it('that there is twice is brought up to date where the newest run wrote', async () => {
    const hub = await connected()
    hub.server.addComment(7, reportOf({ runId: 97, runAttempt: 1 }, 'first'))
    hub.server.addComment(7, reportOf(older, 'second'))
    hub.server.addComment(7, reportOf({ runId: 98, runAttempt: 1 }, 'third'))
    await post(hub, { body: 'news' })
    expect(bodies(hub).map((body) => body.split('\n')[0])).toEqual(['first', 'news', 'third'])
  })

  it('takes two requests where there is none, and one more to tell whose there is', async () => {
    const hub = await connected()
    await post(hub)
    expect(hub.server.requests.map(({ method }) => method)).toEqual(['GET', 'POST'])
    await post(hub)
    expect(hub.server.requests.slice(2).map(({ path }) => path.split('?')[0])).toEqual([
      '/repos/octo/models/issues/7/comments',
      '/graphql',
    ])
  })
})

describe('a comment of somebody else', () => {
  const mona = { login: 'mona', type: 'User' } as const
  const hubot = { login: 'hubot[bot]', type: 'Bot' } as const
  const hostile = { runId: 999_999_999_999_999, runAttempt: 1 }

  it.each([mona, hubot])('with our tag is neither changed nor believed: $login', async (author) => {
    const hub = await connected()
    hub.server.addComment(7, reportOf(hostile, 'pasted'), author)
    expect(await post(hub)).toMatchObject({ kind: 'created' })
    expect(await post(hub, { run: newer, body: 'news' })).toMatchObject({ kind: 'updated' })
    expect(bodies(hub)).toEqual([reportOf(hostile, 'pasted'), reportOf(newer, 'news')])
  })

  it('is not ours although the token could change it', async () => {
    const hub = await connected('personal-token')
    hub.server.addComment(7, reportOf(older))
    expect(await post(hub)).toMatchObject({ kind: 'created' })
  })

  it('is ours if it is of the owner of a personal token', async () => {
    const hub = await connected('personal-token')
    hub.server.addComment(7, reportOf(older), mona)
    expect(await post(hub)).toMatchObject({ kind: 'identical' })
    expect(await post(hub, { body: 'news' })).toMatchObject({ kind: 'updated' })
  })

  it('is ours if only GraphQL leaves out that it is of a bot', async () => {
    const tokens = { 'write-token': { login: 'github-actions', type: 'Bot', rights: 'write' } } as const
    const hub = await connected('write-token', { tokens })
    hub.server.addComment(7, reportOf(older))
    expect(await post(hub)).toMatchObject({ kind: 'identical' })
  })

  it('is told by the kind of account where GitHub does not say who we are', async () => {
    const hub = await connected('write-token', { tellsViewer: false })
    hub.server.addComment(7, reportOf(hostile, 'pasted'), mona)
    hub.server.addComment(7, reportOf(older))
    expect(await post(hub, { body: 'news' })).toMatchObject({ kind: 'updated' })
    expect(bodies(hub)).toEqual([reportOf(hostile, 'pasted'), reportOf(run, 'news')])
  })

  it('is left alone where it cannot be changed, and ours is the next', async () => {
    const hub = await connected('outside-token', { tellsViewer: false })
    hub.server.addComment(7, reportOf(older, 'theirs'))
    expect(await post(hub)).toMatchObject({ kind: 'created' })
    hub.server.addComment(7, reportOf(run, 'theirs, later'))
    expect(await post(hub, { run: newer, body: 'news' })).toMatchObject({ kind: 'updated' })
    expect(bodies(hub)).toEqual([
      reportOf(older, 'theirs'),
      reportOf(newer, 'news'),
      reportOf(run, 'theirs, later'),
    ])
  })

  it('of a deleted account is nobody\'s', async () => {
    const hub = await connected('write-token', { tellsViewer: false })
    hub.server.addComment(7, reportOf(older), null)
    expect(await post(hub)).toMatchObject({ kind: 'created' })
  })

  it('that was ours is written anew if it is deleted meanwhile', async () => {
    const hub = await connected()
    const { id } = hub.server.addComment(7, reportOf(older))
    const { viewer } = hub.github
    const deleting = async (): ReturnType<typeof viewer> => {
      hub.server.removeComment(id)
      return viewer()
    }
    const github = { ...hub.github, viewer: deleting }
    expect(await post(hub, { github, body: 'news' })).toMatchObject({ kind: 'created' })
    expect(bodies(hub)).toEqual([reportOf(run, 'news')])
  })
})

describe('a hostile text in the body', () => {
  it('does not pass for the tag', async () => {
    const hub = await connected()
    const name = `${tagOf({ key: 'ci', runId: 999_999_999_999_999, runAttempt: 1 })}\n<!--`
    await post(hub, { body: name })
    expect(await post(hub, { body: `${name} news`, run: newer })).toMatchObject({ kind: 'updated' })
    expect(await post(hub, { body: 'old' })).toMatchObject({ kind: 'stale' })
    expect(bodies(hub)).toEqual([reportOf(newer, `${name} news`)])
  })
})

describe('a token that may not', () => {
  it.each([true, false])('write is refused, with the permission it lacks (may create: %s)', async (mayCreate) => {
    const hub = await connected('read-token')
    hub.server.addComment(7, reportOf(older))
    const result = await post(hub, { body: 'news', mayCreate })
    expect(result).toEqual({
      kind: 'refused',
      reason:
        'The token may not write the comment: GitHub answered 403 (Resource not accessible by integration). ' +
        'The job needs the permission `pull-requests: write`. Pull requests from forks get a token that can only ' +
        'read; a companion workflow can comment on them, see the README.',
    })
    expect(hub.clock.sleeps).toEqual([])
  })

  it('write is not missed where nothing is to be written', async () => {
    const hub = await connected('read-token')
    expect(await post(hub, { mayCreate: false })).toEqual({ kind: 'skipped' })
  })

  it('see the repository is refused', async () => {
    const hub = await connected('blind-token')
    const result = await post(hub)
    expect(result).toMatchObject({ kind: 'refused' })
    expect(result).toHaveProperty('reason', expect.stringContaining('GitHub answered 404 (Not Found). The job needs'))
  })

  it('do anything is refused', async () => {
    const hub = await connected('unknown-token')
    const reason = 'GitHub does not accept the token, so there is no comment: GitHub answered 401 (Bad credentials).'
    expect(await post(hub)).toEqual({ kind: 'refused', reason })
  })

  it('comment on a locked pull request is refused in GitHub\'s words', async () => {
    const hub = await connected()
    hub.server.failNext(answering(403, 'Unable to create comment because issue is locked.'), { method: 'POST' })
    const reason: unknown = expect.stringContaining('GitHub answered 403 (Unable to create comment because issue is')
    expect(await post(hub)).toEqual({ kind: 'refused', reason })
  })
})

describe('a failure in passing', () => {
  it('of any request does not keep from posting', async () => {
    const hub = await connected()
    hub.server.addComment(7, reportOf(older))
    hub.server.failNext(unavailable(500), { method: 'GET', times: 2 })
    hub.server.failNext(unavailable(502), { path: /graphql/ })
    hub.server.failNext(unavailable(503), { method: 'PATCH', times: 3 })
    expect(await post(hub, { body: 'news' })).toMatchObject({ kind: 'updated' })
    expect(bodies(hub)).toEqual([reportOf(run, 'news')])
  })

  it.each(['before', 'during', 'after'] as const)('%s the comment is written makes no second one', async (when) => {
    const hub = await connected()
    hub.server.failNext(droppedConnection(when), { method: 'POST', path: /comments/ })
    expect(await post(hub)).toMatchObject({ kind: 'created' })
    expect(bodies(hub)).toEqual([reportOf(run)])
    expect(hub.server.writes).toHaveLength(when === 'before' ? 2 : 1)
  })

  it.each([500, 502, 503, 504] as const)('with %d makes no second comment', async (status) => {
    const hub = await connected()
    hub.server.failNext(unavailable(status), { method: 'POST', path: /comments/, times: 2 })
    expect(await post(hub)).toMatchObject({ kind: 'created' })
    expect(bodies(hub)).toEqual([reportOf(run)])
    expect(hub.clock.sleeps).toEqual([2_000, 6_000])
  })

  it('is told to the log', async () => {
    const hub = await connected()
    const log: string[] = []
    hub.server.failNext(droppedConnection('after'), { method: 'POST', path: /comments/ })
    await post(hub, { log: (line) => log.push(line) })
    const line = /^GitHub did not answer \(\w+\) to a new comment, looking in 2 s whether it is there$/
    expect(log).toEqual([expect.stringMatching(line)])
  })

  it('of the last try is found to have been none', async () => {
    const hub = await connected()
    hub.server.failNext(unavailable(502), { method: 'POST', path: /comments/, times: 2 })
    hub.server.failNext(droppedConnection('after'), { method: 'POST', path: /comments/ })
    expect(await post(hub)).toMatchObject({ kind: 'created' })
    expect(hub.server.writes).toHaveLength(3)
  })

  it('after which a newer run was faster leaves that alone', async () => {
    const hub = await connected()
    hub.server.failNext(droppedConnection('before'), { method: 'POST', path: /comments/ })
    const sleep = async (): Promise<void> => void hub.server.addComment(7, reportOf(newer))
    expect(await post(hub, { sleep })).toMatchObject({ kind: 'stale' })
    expect(bodies(hub)).toEqual([reportOf(newer)])
  })

  it('waits for a secondary rate limit', async () => {
    const hub = await connected()
    hub.server.failNext(secondaryRateLimit(5), { method: 'POST', times: 2 })
    expect(await post(hub)).toMatchObject({ kind: 'created' })
    expect([hub.clock.sleeps, bodies(hub)]).toEqual([[5_000, 5_000], [reportOf(run)]])
  })

  it('waits for a primary rate limit that ends soon', async () => {
    const hub = await connected()
    hub.server.failNext(primaryRateLimit(hub.clock.now() / 1_000 + 30))
    expect(await post(hub)).toMatchObject({ kind: 'created' })
    expect(hub.clock.sleeps).toEqual([30_000])
  })
})

describe('a failure that lasts', () => {
  it('is told, and leaves no comment behind', async () => {
    const hub = await connected()
    hub.server.failNext(unavailable(502), { method: 'POST', path: /comments/, times: 10 })
    const reason = 'The comment could not be written: GitHub answered 502.'
    expect(await post(hub)).toEqual({ kind: 'failed', reason })
    expect([hub.server.writes.length, bodies(hub)]).toEqual([3, []])
  })

  it('is a rate limit that ends too late', async () => {
    const hub = await connected()
    hub.server.failNext(primaryRateLimit(hub.clock.now() / 1_000 + 3_600))
    const reason =
      'The comment could not be written: GitHub answered 403 (API rate limit exceeded for installation ID 1).'
    expect(await post(hub)).toEqual({ kind: 'failed', reason })
    expect(hub.server.requests).toHaveLength(1)
  })

  it('is a body that GitHub does not take', async () => {
    const hub = await connected()
    expect(await post(hub, { body: 'x'.repeat(65_536) })).toMatchObject({ kind: 'failed' })
  })

  it('is a server that is not there', async () => {
    const hub = await connected()
    await hub.server.close()
    expect(await post(hub)).toEqual({
      kind: 'failed',
      reason: 'The comment could not be written: GitHub did not answer (ECONNREFUSED).',
    })
  })

  it('is no cover for a defect', async () => {
    const hub = await connected()
    const listComments = (): never => {
      throw new TypeError('defect')
    }
    await expect(post(hub, { github: { ...hub.github, listComments } })).rejects.toThrow('defect')
  })
})
