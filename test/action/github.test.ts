import { describe, expect, it } from 'vitest'
import { connectGitHub, type GitHub } from '../../src/action/github.ts'
import { GitHubError } from '../../src/action/github-error.ts'
import { runnerFetch } from '../../src/action/transport.ts'
import { thrownBy } from '../host/temporary.ts'
import { connected } from './support/connected.ts'
import { answering, droppedConnection, primaryRateLimit, unavailable } from './support/failures.ts'
import { repositoryId } from './support/github-repository.ts'

async function errorOf(request: () => Promise<unknown>): Promise<GitHubError> {
  const error = await thrownBy(request)
  if (error instanceof GitHubError) return error
  throw error
}

/** Connected to something that answers everything alike. */
function gitHubAnswering(answer: () => Promise<Response>): GitHub {
  return connectGitHub({ token: 'secret', owner: 'octo', repo: 'models', apiUrl: 'https://api.example', fetch: answer })
}

describe('comments', () => {
  it('are written, changed and listed', async () => {
    const { github, server } = await connected()
    const created = await github.createComment(7, 'first')
    const changed = await github.updateComment(created.id, 'second')
    expect(changed).toEqual({
      id: 1_001,
      body: 'second',
      authorLogin: 'github-actions[bot]',
      isByBot: true,
      url: `${server.url}/pull/7#issuecomment-1001`,
    })
    expect(await github.listComments(7)).toEqual([changed])
  })

  it('are listed from all pages, each read once', async () => {
    const { github, server } = await connected()
    for (let index = 0; index < 250; index++) server.addComment(7, `comment ${index}`)
    const comments = await github.listComments(7)
    expect(comments.map(({ body }) => body)).toEqual(Array.from({ length: 250 }, (_, index) => `comment ${index}`))
    expect(server.requests.map(({ path }) => path)).toEqual(
      [1, 2, 3].map((page) => `/repos/octo/models/issues/7/comments?per_page=100&page=${page}`),
    )
  })

  it('of deleted accounts have no author', async () => {
    const { github, server } = await connected()
    server.addComment(7, 'left behind', null)
    expect(await github.listComments(7)).toMatchObject([{ authorLogin: undefined, isByBot: false }])
  })

  it('are those of GitHub Enterprise at its address', async () => {
    const { connect, server } = await connected()
    const github = connect('write-token', server.enterpriseUrl)
    await github.createComment(7, 'text')
    expect([await github.viewer(), server.comments(7)[0]?.body]).toEqual(['github-actions[bot]', 'text'])
  })
})

describe('a connection', () => {
  it.each(['before', 'during', 'after'] as const)('that drops %s the answer is tried again', async (when) => {
    const { github, server } = await connected()
    server.addComment(7, 'text')
    server.failNext(droppedConnection(when))
    expect(await github.listComments(7)).toHaveLength(1)
    expect(server.requests).toHaveLength(2)
  })

  it.each(['before', 'during', 'after'] as const)('that drops %s a write is not', async (when) => {
    const { github, server } = await connected()
    server.failNext(droppedConnection(when))
    expect(await errorOf(() => github.createComment(7, 'text'))).toMatchObject({ failure: 'unanswered' })
    expect(server.requests).toHaveLength(1)
    expect(server.comments(7)).toHaveLength(when === 'before' ? 0 : 1)
  })
})

describe('a pull request', () => {
  it('tells where its head comes from', async () => {
    const pullRequests = [
      { number: 7, headSha: 'c0ffee', baseRef: 'next', baseSha: 'beef' },
      { number: 8, headRepositoryId: 5, state: 'closed' },
      { number: 9, headRepositoryId: null },
    ] as const
    const { github } = await connected('read-token', { pullRequests })
    expect(await github.pullRequest(7)).toEqual({
      number: 7,
      state: 'open',
      headSha: 'c0ffee',
      headRepositoryId: repositoryId,
      baseRef: 'next',
      baseSha: 'beef',
    })
    expect(await github.pullRequest(8)).toMatchObject({ headRepositoryId: 5, state: 'closed' })
    expect(await github.pullRequest(9)).toMatchObject({ headRepositoryId: null })
  })

  it('that does not exist is an error', async () => {
    const { github } = await connected()
    expect(await errorOf(() => github.pullRequest(404))).toMatchObject({ status: 404, failure: 'denied' })
  })
})

describe('a merge base', () => {
  it('tells how far both sides went', async () => {
    const comparisons = { 'main...octo:feature/x': { mergeBase: 'beef', aheadBy: 2, behindBy: 1 } }
    const { github } = await connected('read-token', { comparisons })
    expect(await github.mergeBase('main', 'octo:feature/x')).toEqual({ commit: 'beef', aheadBy: 2, behindBy: 1 })
  })

  it('is undefined where GitHub knows of none', async () => {
    const { github } = await connected()
    expect(await github.mergeBase('main', 'unrelated')).toBeUndefined()
  })

  it('is an error where GitHub does not say', async () => {
    const { connect } = await connected()
    expect(await errorOf(() => connect('no-token').mergeBase('main', 'next'))).toMatchObject({ status: 401 })
  })
})

describe('the viewer', () => {
  it('is the account of the token', async () => {
    const { connect } = await connected()
    const viewers = ['write-token', 'read-token', 'personal-token'].map((token) => connect(token).viewer())
    expect(await Promise.all(viewers)).toEqual(['github-actions[bot]', 'github-actions[bot]', 'mona'])
  })

  it('is undefined where GitHub does not tell', async () => {
    const { github, server } = await connected('write-token', { tellsViewer: false })
    expect(await github.viewer()).toBeUndefined()
    server.failNext(answering(404, 'Not Found'))
    expect(await github.viewer()).toBeUndefined()
  })

  it('is not undefined only because GitHub fails', async () => {
    const { github, server } = await connected()
    server.failNext(unavailable(502))
    expect(await github.viewer()).toBe('github-actions[bot]')
    server.failNext(unavailable(502), { times: 4 })
    expect(await errorOf(() => github.viewer())).toMatchObject({ failure: 'unanswered' })
  })
})

describe('an error', () => {
  it('tells a token that is not accepted', async () => {
    const { connect } = await connected()
    const error = await errorOf(() => connect('no-token').listComments(7))
    expect(error).toMatchObject({ status: 401, failure: 'denied', message: 'GitHub answered 401 (Bad credentials)' })
  })

  it('tells a token that may not write', async () => {
    const { github } = await connected('read-token')
    const error = await errorOf(() => github.createComment(7, 'text'))
    expect(error).toMatchObject({
      status: 403,
      failure: 'denied',
      message: 'GitHub answered 403 (Resource not accessible by integration)',
    })
  })

  it('tells a rate limit from a right that is missing', async () => {
    const { github, server, clock } = await connected()
    server.failNext(primaryRateLimit(clock.now() / 1_000 + 3_600))
    expect(await errorOf(() => github.listComments(7))).toMatchObject({ status: 403, failure: 'rate-limited' })
    expect(clock.sleeps).toEqual([])
  })

  it('tells what is wrong with a body', async () => {
    const { github } = await connected()
    const error = await errorOf(() => github.createComment(7, 'x'.repeat(70_000)))
    expect(error).toMatchObject({ status: 422, failure: 'rejected' })
  })

  it('has no page for people in its message', async () => {
    const { github, server } = await connected()
    server.failNext(unavailable(503), { times: 4 })
    const error = await errorOf(() => github.pullRequest(7))
    expect(error).toMatchObject({ status: 503, failure: 'unanswered', message: 'GitHub answered 503' })
  })

  it('has one short line for a message', async () => {
    const { github, server } = await connected()
    server.failNext(answering(422, `Wrong\u001B[31m${'!'.repeat(1_000)}\nsecond line`))
    const { message } = await errorOf(() => github.pullRequest(7))
    expect(message).toMatch(/^GitHub answered 422 \(Wrong\?\[31m!+\)$/)
    expect(message.length).toBeLessThan(250)
  })

  it('names the code of a connection that fails', async () => {
    const { connect, server, clock } = await connected()
    await server.close()
    const error = await errorOf(() => connect('write-token').listComments(7))
    expect(error).toMatchObject({ status: undefined, message: 'GitHub did not answer (ECONNREFUSED)' })
    expect(clock.sleeps).toHaveLength(3)
  })

  it('keeps the token to itself', async () => {
    const github = gitHubAnswering(async () => {
      throw new TypeError('"token secret" is an invalid header value')
    })
    const error = await errorOf(() => github.listComments(7))
    expect(error.message).toBe('GitHub did not answer')
    expect(JSON.stringify({ ...error, cause: error.cause, stack: error.stack })).not.toContain('secret')
  })

  it.each([
    ['a page', '<html></html>', 'text/html'],
    ['nothing', '', 'application/json'],
    ['another object', '{"comments":[]}', 'application/json'],
    ['other comments', '[{"id":"1"}]', 'application/json'],
  ])('is what answers in place of GitHub: %s', async (_, body, type) => {
    const github = gitHubAnswering(async () => new Response(body, { headers: { 'content-type': type } }))
    const { message } = await errorOf(() => github.listComments(7))
    expect(message).toBe('What answered is not the API of GitHub')
    await expect(github.viewer()).rejects.toThrow(message)
  })
})

describe('the transport of a runner', () => {
  it('reaches GitHub and repeats what fails in passing', async () => {
    const { server } = await connected()
    const log: string[] = []
    server.failNext(unavailable(503, { 'retry-after': '0' }))
    const fetch = runnerFetch((line) => log.push(line))
    const github = connectGitHub({ token: 'read-token', owner: 'octo', repo: 'models', apiUrl: server.url, fetch })
    expect(await github.listComments(7)).toEqual([])
    expect(log).toEqual(['GET /repos/octo/models/issues/7/comments: answered 503, trying again in 0 s'])
  })

  it('can be called off', async () => {
    const { server } = await connected()
    const log: string[] = []
    const signal = AbortSignal.abort(new Error('called off'))
    await expect(runnerFetch((line) => log.push(line))(server.url, { signal })).rejects.toThrow('called off')
    expect([log, server.requests]).toEqual([[], []])
  })
})
