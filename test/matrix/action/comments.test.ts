import { describe, expect, it } from 'vitest'
import { tagged } from '../../../src/action/comment-tag.ts'
import { configOf, modelOf } from '../../action/support/pull-request.ts'
import { openScenario, usualFiles } from '../../action/support/scenario.ts'

describe.concurrent('the comment of a pull request', () => {
  it('says what changed and why, and its address is an output', async () => {
    const { base, server, run } = await openScenario()
    const { exitCode, outputs, log } = await run()
    const [comment] = server.comments(7)
    expect(exitCode).toBe(0)
    expect(comment?.body).toContain(`Compared with ${base.slice(0, 7)}, the merge base with main.`)
    expect(comment?.body).toMatch(/grew from 32 to 64 input channels: \+/)
    expect(comment?.body).toMatch(/\n\n<!-- unplugin-precious key=precious run=100 attempt=1 -->$/)
    expect(outputs['comment-url']).toBe(`${server.url}/pull/7#issuecomment-${comment?.id}`)
    expect(log).toContain('The comment was created')
  })

  it('is updated by the next run, and left untouched where it would say the same', async () => {
    const { repository, server, run } = await openScenario()
    await run({ runId: 100 })
    const identical = await run({ runId: 101 })
    expect(server.writes).toHaveLength(1)
    expect(identical.log).toContain('The comment was up to date')
    expect(identical.outputs['comment-url']).toContain('#issuecomment-')
    repository.write({ 'models/a.tflite': modelOf([16, 48, 16]) })
    await run({ runId: 102 })
    expect(server.writes.map(({ method }) => method)).toEqual(['POST', 'PATCH'])
    expect(server.comments(7)).toHaveLength(1)
    expect(server.comments(7)[0]?.body).toContain('grew from 32 to 48 input channels')
    expect(server.comments(7)[0]?.body).toContain('run=102 attempt=1')
  })

  it('is never overwritten by an older run or an older attempt, but by the newest that is started again', async () => {
    const { repository, server, run } = await openScenario()
    await run({ runId: 200, runAttempt: 2 })
    repository.write({ 'models/a.tflite': modelOf([16, 48, 16]) })
    const olderRun = await run({ runId: 199, runAttempt: 9 })
    const olderAttempt = await run({ runId: 200, runAttempt: 1 })
    expect(server.writes).toHaveLength(1)
    for (const stale of [olderRun, olderAttempt]) {
      expect(stale.log).toContain('The comment is of a newer run and was left as it is')
      expect(stale.exitCode).toBe(0)
    }
    await run({ runId: 200, runAttempt: 3 })
    expect(server.comments(7)[0]?.body).toContain('run=200 attempt=3')
    expect(server.comments(7)).toHaveLength(1)
  })

  it('is one for each key, whatever characters keys have', async () => {
    const { server, run } = await openScenario()
    for (const key of ['camera', 'camera --> <b>', 'camera']) await run({ inputs: { 'comment-key': key } })
    expect(server.comments(7)).toHaveLength(2)
    expect(server.writes).toHaveLength(2)
  })

  it('is found behind hundreds of others, of which one pastes a tag', async () => {
    const { repository, server, run } = await openScenario()
    for (let count = 0; count < 120; count++) server.addComment(7, `Looks good ${count}`)
    await run()
    const pasted = tagged('Mine', { key: 'precious', runId: 10 ** 14, runAttempt: 1 })
    server.addComment(7, pasted, { login: 'mallory', type: 'User' })
    for (let count = 0; count < 220; count++) server.addComment(7, `Looks better ${count}`)
    repository.write({ 'models/a.tflite': modelOf([16, 48, 16]) })
    await run({ runId: 101 })
    expect(server.writes.map(({ method }) => method)).toEqual(['POST', 'PATCH'])
    expect(server.comments(7)[120]?.body).toContain('to 48 input channels')
    expect(server.comments(7)[121]?.body).toBe(pasted)
  })

  it('is written anew where someone deleted it', async () => {
    const { server, run } = await openScenario()
    await run()
    server.removeComment(server.comments(7)[0]?.id ?? 0)
    const again = await run({ runId: 101 })
    expect(again.log).toContain('The comment was created')
    expect(server.comments(7)).toHaveLength(1)
  })
})

describe.concurrent('without news', () => {
  const readme = { 'README.md': 'Hello' }

  it('there is no comment, but a summary, a report and all outputs', async () => {
    const { server, run } = await openScenario({ changes: readme })
    const { exitCode, summary, outputs, log } = await run()
    expect(server.writes).toEqual([])
    expect(exitCode).toBe(0)
    expect(summary).toContain('1 model without a change, all budgets kept')
    expect(outputs).toMatchObject({ verdict: 'passed', 'comment-url': '', 'latency-delta': '0' })
    expect(outputs['comment-body']).toContain('Edge TPU budgets')
    expect(log).toContain('No comment was written: nothing changed.')
  })

  it('there is one with "comment: always"', async () => {
    const { server, run } = await openScenario({ changes: readme })
    await run({ inputs: { comment: 'always' } })
    expect(server.comments(7)[0]?.body).toContain('1 model without a change, all budgets kept')
  })

  it('an earlier comment is brought up to date: the change was taken back', async () => {
    const { repository, server, run } = await openScenario()
    await run()
    repository.write({ 'models/a.tflite': usualFiles['models/a.tflite'] })
    await run({ runId: 101 })
    expect(server.comments(7)).toHaveLength(1)
    expect(server.comments(7)[0]?.body).not.toContain('input channels')
    expect(server.comments(7)[0]?.body).toContain('1 model without a change, all budgets kept')
  })

  it('a violation that is known from the base and did not change is none', async () => {
    const { server, run } = await openScenario({
      before: { 'precious.config.json': configOf({ budgets: { activations: '1 KiB' } }) },
      changes: readme,
    })
    const { exitCode } = await run()
    expect(exitCode).toBe(0)
    expect(server.comments(7)).toEqual([])
  })
})

describe.concurrent('"comment: never"', () => {
  it('does not even ask for comments, and nothing is lost in the summary', async () => {
    const { server, run } = await openScenario()
    const { summary, outputs } = await run({ inputs: { comment: 'never' } })
    expect(server.requests).toEqual([])
    expect(outputs['comment-url']).toBe('')
    expect(summary.trim()).toBe(outputs['comment-body'])
  })
})

describe.concurrent('when the head of the pull request has moved on', () => {
  it('the run of the new head updates the comment, and the older one that ends last leaves it', async () => {
    const { repository, event, head, server, run } = await openScenario()
    repository.git('checkout', '--quiet', 'feature')
    const moved = repository.commit({ 'models/a.tflite': modelOf([16, 48, 16]) }, 'Narrow it')
    const payload = structuredClone(event.payload)
    payload.pull_request.head.sha = moved
    await run({ event: { ...event, payload }, runId: 101 })
    repository.git('checkout', '--quiet', head)
    const older = await run({ runId: 100 })
    expect(server.comments(7)[0]?.body).toContain('to 48 input channels')
    expect(older.log).toContain('The comment is of a newer run')
  })
})

describe.concurrent('an event without a pull request', () => {
  it('is told in the summary alone', async () => {
    const { server, repository, run } = await openScenario()
    repository.commit({ 'models/a.tflite': modelOf([16, 48, 16]) })
    const { exitCode, summary } = await run({ event: { name: 'push', payload: {} }, inputs: { comment: 'always' } })
    expect(exitCode).toBe(0)
    expect(server.requests).toEqual([])
    expect(summary).toContain('the parent commit')
  })
})
