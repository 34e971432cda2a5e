import { describe, expect, it } from 'vitest'
import type { TestRepository } from '../../host/repositories.ts'
import { modelOf } from '../../action/support/pull-request.ts'
import { answering, unavailable } from '../../action/support/failures.ts'
import type { GitHubOptions } from '../../action/support/github-server.ts'
import { runAction } from '../../action/support/runner.ts'
import { cloneOf, newServer, openScenario, type Scenario, withoutWaiting } from '../../action/support/scenario.ts'

/** The test merge at the default depth of actions/checkout. */
interface ShallowScenario extends Scenario {
  readonly clone: TestRepository
  readonly tip: string
}

/** @param isMerged whether the test merge is checked out, or else the head itself */
async function openShallow(github?: Pick<GitHubOptions, 'comparisons'>, isMerged = true): Promise<ShallowScenario> {
  const meanwhile = { 'models/b.tflite': modelOf([64, 64, 64]) }
  const before = { 'models/b.tflite': modelOf([8, 8, 8]) }
  const scenario = await openScenario({ before, meanwhile })
  const { repository, base, head, event } = scenario
  const tip = repository.git('rev-parse', 'main')
  repository.git('checkout', '--quiet', '-b', 'checked-out', isMerged ? 'HEAD' : head)
  const clone = cloneOf(repository, '--depth=1', '--branch=checked-out')
  clone.git('checkout', '--quiet', '--detach')
  const known = { [`${tip}...${head}`]: { mergeBase: base, aheadBy: 1, behindBy: 1 } }
  const server = await newServer({ comparisons: github?.comparisons ?? known })
  return {
    ...scenario,
    server,
    clone,
    tip,
    run: async (request = {}) => await runAction({ folder: clone.folder, server, event, ...request }),
  }
}

describe.concurrent('at the default depth of actions/checkout', () => {
  it('GitHub tells the merge base, and its commit is fetched alone', async () => {
    const { clone, base, run } = await openShallow()
    expect(clone.git('rev-list', '--count', 'HEAD')).toBe('1')
    const { summary } = await run()
    expect(summary).toContain(`Compared with ${base.slice(0, 7)}, the merge base with main.`)
    expect(summary).toContain('grew from 32 to 64 input channels')
    expect(summary).toContain('The base branch has changed models/b.tflite since then; that is not counted here.')
    expect(clone.git('rev-list', '--count', 'HEAD')).toBe('1')
    expect(clone.git('status', '--porcelain')).toBe('?? precious-report.json')
  })

  it('the same goes for the head itself', async () => {
    const { base, run } = await openShallow({}, false)
    const { summary } = await run()
    expect(summary).toContain(`Compared with ${base.slice(0, 7)}, the merge base with main.`)
    expect(summary).toContain('grew from 32 to 64 input channels')
    expect(summary).not.toContain('The base branch has changed')
  })

  it('the parent of a push and the base of a merge group are fetched', async () => {
    const { tip, run } = await openShallow()
    const pushed = await run({ event: { name: 'push', payload: {} } })
    expect(pushed.summary).toContain(`Compared with ${tip.slice(0, 7)}, the parent commit.`)
    const grouped = await run({ event: { name: 'merge_group', payload: { merge_group: { base_sha: tip } } } })
    expect(grouped.summary).toContain(`Compared with ${tip.slice(0, 7)}, the base of the merge group.`)
  })

  it('a baseline that is named by its full id is fetched, one that is named otherwise is not here', async () => {
    const { base, run } = await openShallow()
    const named = await run({ inputs: { baseline: base } })
    expect(named.summary).toMatch(new RegExp(`Compared with ${base.slice(0, 7)}\\b`))
    expect(named.summary).toContain('grew from 32 to 64 input channels')
    const unnamed = await run({ inputs: { baseline: 'main' } })
    expect(unnamed.exitCode).toBe(1)
    expect(unnamed.annotations('error')[0]?.message).toContain('Use fetch-depth: 0 in actions/checkout')
  })
})

describe.concurrent('where the base cannot be had, models are judged without one, and it is said why', () => {
  it('the remote cannot be reached', async () => {
    const { clone, run } = await openShallow()
    clone.git('remote', 'set-url', 'origin', 'file:///nowhere')
    const { summary, exitCode, outputs } = await run()
    expect(summary).toMatch(/Not compared: .*is not in this shallow clone and could not be fetched/)
    expect(summary).toContain('Use fetch-depth: 0 in actions/checkout, or at least 3.')
    expect(summary).not.toMatch(/[+±]\d/)
    expect(outputs).toMatchObject({ verdict: 'passed', 'latency-delta': '', 'memory-delta': '' })
    expect(exitCode).toBe(0)
  })

  it('GitHub does not know the commits', async () => {
    const { run } = await openShallow({ comparisons: {} })
    const { summary, exitCode } = await run()
    expect(summary).toMatch(/Not compared: The merge base is not in this shallow clone, and GitHub does not know it/)
    expect(summary).toContain('Use fetch-depth: 0 in actions/checkout.')
    expect(exitCode).toBe(0)
  })

  it('GitHub is down, or answers something else', async () => {
    const { server, run } = await openShallow()
    server.failNext(unavailable(500), { times: 4, path: /compare/ })
    const down = await run({ env: withoutWaiting })
    expect(down.summary).toContain('GitHub did not tell it (GitHub answered 500)')
    expect(down.exitCode).toBe(0)
    server.failNext(answering(200, 'Welcome to the proxy'), { path: /compare/ })
    const proxied = await run()
    expect(proxied.summary).toContain('What answered is not the API of GitHub')
    expect(proxied.exitCode).toBe(0)
  })

  it('there is no token to ask with', async () => {
    const { server, run } = await openShallow()
    const { summary, exitCode } = await run({ token: '' })
    expect(summary).toContain('there is no token to ask GitHub')
    expect(server.requests).toEqual([])
    expect(exitCode).toBe(0)
  })
})
