import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { basicCredentials } from '../../../src/action/credentials.ts'
import { answering, droppedConnection, primaryRateLimit, secondaryRateLimit, unavailable } from '../../action/support/failures.ts'
import { configOf } from '../../action/support/pull-request.ts'
import { type ActionRun, runAction } from '../../action/support/runner.ts'
import { cloneOf, newServer, openScenario, withoutWaiting } from '../../action/support/scenario.ts'

const comments = /\/comments$/

/** What stays whatever GitHub does. */
function expectJudged({ exitCode, summary, outputs }: ActionRun): void {
  expect(exitCode).toBe(0)
  expect(summary).toContain('grew from 32 to 64 input channels')
  expect(outputs['verdict']).toBe('passed')
}

describe.concurrent('when GitHub fails for a while, the comment is written all the same', () => {
  it('after failures of the server', async () => {
    const { server, run } = await openScenario()
    server.failNext(unavailable(502), { times: 2, method: 'GET', path: comments })
    const ended = await run({ env: withoutWaiting })
    expectJudged(ended)
    expect(ended.log).toContain('answered 502, trying again in 1 s')
    expect(ended.log).toContain('answered 502, trying again in 4 s')
    expect(server.comments(7)).toHaveLength(1)
  })

  it('after the time that a rate limit asks for', async () => {
    const { server, run } = await openScenario()
    server.failNext(secondaryRateLimit(1), { method: 'POST', path: comments })
    const ended = await run({ env: withoutWaiting })
    expectJudged(ended)
    expect(ended.log).toContain('answered 403, trying again in 1 s')
    expect(server.comments(7)).toHaveLength(1)
  })

  it('once only, where the connection was lost after the comment had been written', async () => {
    const { server, run } = await openScenario()
    server.failNext(droppedConnection('after'), { method: 'POST', path: comments })
    const ended = await run({ env: withoutWaiting })
    expectJudged(ended)
    expect(ended.log).toContain('The comment was created')
    expect(server.comments(7)).toHaveLength(1)
  })

  it('once, where the connection was lost before', async () => {
    const { server, run } = await openScenario()
    server.failNext(droppedConnection('before'), { method: 'POST', path: comments })
    expectJudged(await run({ env: withoutWaiting }))
    expect(server.comments(7)).toHaveLength(1)
  })
})

describe.concurrent('when GitHub fails for good, models are judged without a comment, and it is said why', () => {
  it.each([
    ['failures of the server', unavailable(500), /^No comment was written\. .*GitHub answered 500\.$/],
    ['a limit that ends in an hour', primaryRateLimit(Date.now() / 1_000 + 3_600), /API rate limit exceeded/],
    ['a page of a proxy', answering(200, 'Welcome'), /What answered is not the API of GitHub\.$/],
  ])('%s', async (_, failure, message) => {
    const { server, run } = await openScenario()
    server.failNext(failure, { times: 99, path: comments })
    const ended = await run({ env: withoutWaiting })
    expectJudged(ended)
    expect(ended.annotations('warning').map((warning) => warning.message)).toEqual([expect.stringMatching(message)])
    expect(ended.outputs['comment-url']).toBe('')
    expect(server.comments(7)).toEqual([])
  })

  it('a token that is not accepted', async () => {
    const { server, run } = await openScenario()
    const ended = await run({ token: 'revoked-token' })
    expectJudged(ended)
    expect(ended.log).toContain('GitHub does not accept the token, so there is no comment: GitHub answered 401')
    expect(server.comments(7)).toEqual([])
  })

  it('no token at all', async () => {
    const { server, run } = await openScenario()
    const ended = await run({ token: '' })
    expectJudged(ended)
    expect(ended.annotations('warning')[0]?.message).toContain('There is no token, so no comment is written')
    expect(server.requests).toEqual([])
  })

  it('nothing listens where the API should be', async () => {
    const { server, run } = await openScenario()
    await server.close()
    const ended = await run({ env: withoutWaiting })
    expectJudged(ended)
    expect(ended.annotations('warning')[0]?.message).toContain('GitHub did not answer (ECONNREFUSED)')
  })

  it('a budget that does not hold fails nevertheless', async () => {
    const { server, run } = await openScenario({
      before: { 'precious.config.json': configOf({ budgets: { activations: '60 KiB' } }) },
    })
    server.failNext(unavailable(503), { times: 99 })
    expect(await run({ env: withoutWaiting })).toMatchObject({ exitCode: 1, outputs: { verdict: 'failed' } })
  })
})

describe.concurrent('on GitHub Enterprise Server', () => {
  it('its own API is asked, and its own server is fetched from', async () => {
    const scenario = await openScenario()
    const { repository, base, head, event } = scenario
    repository.git('checkout', '--quiet', '-b', 'checked-out')
    const clone = cloneOf(repository, '--depth=1', '--branch=checked-out')
    const comparison = { mergeBase: base, aheadBy: 1, behindBy: 0 }
    const server = await newServer({ comparisons: { [`${base}...${head}`]: comparison } })
    const env = { GITHUB_API_URL: server.enterpriseUrl, GITHUB_SERVER_URL: 'https://github.example.com' }
    const ended = await runAction({ folder: clone.folder, server, event, env })
    expectJudged(ended)
    expect(server.comments(7)).toHaveLength(1)
    expect(server.requests.map(({ status }) => status)).toEqual([200, 200, 201])
  })
})

describe.concurrent('the token', () => {
  it('is masked first, and is nowhere else, whatever goes wrong', async () => {
    const token = 'ghs_0123456789abcdefghijABCDEFGHIJ012345'
    const secrets = [token, basicCredentials(token), Buffer.from(token).toString('base64')]
    const tokens = { [token]: { login: 'github-actions[bot]', type: 'Bot', rights: 'write' } } as const
    const { repository, server, event, run } = await openScenario({ github: { tokens } })
    const clone = cloneOf(repository, '--depth=1', '--branch=feature')
    clone.git('remote', 'set-url', 'origin', 'https://127.0.0.1:9/octo/models')
    const env = { ...withoutWaiting, GITHUB_SERVER_URL: 'https://127.0.0.1:9' }
    const failing = { server, event, token, env }
    server.failNext(droppedConnection('during'), { times: 2 })
    const runs = [
      await run({ token, env }),
      await runAction({ ...failing, folder: clone.folder }),
      await runAction({ ...failing, folder: clone.folder, inputs: { baseline: 'f'.repeat(40) } }),
      await run({ token, inputs: { config: 'missing.json' } }),
      await run({ token, event: { name: 'pull_request', payload: {} } }),
      await run({ token, env: { ...withoutWaiting, GITHUB_API_URL: 'http://127.0.0.1:9' } }),
    ]
    const report = readFileSync(join(clone.folder, 'precious-report.json'), 'utf8')
    for (const { log, summary, outputs } of runs) {
      const lines = log.split('\n')
      expect(lines.slice(0, 2)).toEqual([`::add-mask::${token}`, `::add-mask::${basicCredentials(token)}`])
      const rest = lines.filter((line) => !line.startsWith('::add-mask::')).join('\n')
      for (const secret of secrets) expect(rest + summary + JSON.stringify(outputs) + report).not.toContain(secret)
    }
    for (const secret of secrets) expect(server.comments(7)[0]?.body).not.toContain(secret)
    expect(server.comments(7)).toHaveLength(1)
  })
})
