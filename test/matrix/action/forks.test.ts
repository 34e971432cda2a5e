import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mostInComment } from '../../../src/action/comment-body.ts'
import type { RunReport } from '../../../src/report/run-report.ts'
import { type EndedRun, postHanded } from '../../action/support/companion.ts'
import { hostileTexts, poisoned } from '../../action/support/hostile.ts'
import { configOf, modelOf } from '../../action/support/pull-request.ts'
import { foreignIn, nothingForeign } from '../../action/support/rendered.ts'
import type { ActionRequest, ActionRun } from '../../action/support/runner.ts'
import { readRun } from '../../action/support/run-report.ts'
import { newServer, openScenario, type Scenario, type ScenarioOptions } from '../../action/support/scenario.ts'

/** The pull request of a fork, judged by a token that may only read. */
interface Fork extends Scenario {
  readonly judged: ActionRun
  /** The artifact as it was uploaded. */
  readonly artifact: string
  readonly report: RunReport
  readonly ended: EndedRun
  /** Runs the companion workflow on an artifact. */
  readonly post: (artifact: unknown, request?: Partial<ActionRequest>) => Promise<ActionRun>
}

async function judgedFork(options: ScenarioOptions = {}): Promise<Fork> {
  const scenario = await openScenario({ isFork: true, ...options })
  const judged = await scenario.run({ token: 'read-token' })
  const path = join(scenario.repository.folder, 'precious-report.json')
  const ended = { headSha: scenario.head, headRepositoryId: 2 }
  const post: Fork['post'] = async (content, request) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    return await postHanded(scenario.server, text, ended, request)
  }
  return { ...scenario, judged, artifact: readFileSync(path, 'utf8'), report: readRun(path), ended, post }
}

describe.concurrent('a pull request from a fork', () => {
  it('is judged with a token that may only read: everything is there but the comment', async () => {
    const { server, judged, report } = await judgedFork()
    expect(judged.exitCode).toBe(0)
    expect(judged.summary).toContain('grew from 32 to 64 input channels')
    expect(judged.log).toMatch(/No comment was written. The token may not write the comment.*companion workflow/)
    expect(judged.annotations('warning')).toEqual([])
    expect(judged.outputs).toMatchObject({ verdict: 'passed', 'comment-url': '' })
    expect(report.pullRequest).toBe(7)
    expect(server.comments(7)).toEqual([])
  })

  it('fails by its verdict alone', async () => {
    const { judged } = await judgedFork({
      before: { 'precious.config.json': configOf({ budgets: { activations: '60 KiB' } }) },
    })
    expect(judged.exitCode).toBe(1)
    expect(judged.annotations('error')).toHaveLength(1)
  })
})

describe.concurrent('the companion workflow', () => {
  it('posts what the run of the fork would have posted, in its name', async () => {
    const { server, judged, artifact, post } = await judgedFork()
    const posted = await post(artifact)
    const [comment] = server.comments(7)
    expect(posted.exitCode).toBe(0)
    const tag = '<!-- unplugin-precious key=precious run=100 attempt=1 -->'
    expect(comment?.body).toBe(`${judged.outputs['comment-body']}\n\n${tag}`)
    expect(posted.outputs).toMatchObject({ verdict: 'passed', 'comment-body': judged.outputs['comment-body'] })
    expect(posted.outputs['comment-url']).toContain(`#issuecomment-${comment?.id}`)
  })

  it('passes although what it posts failed: that was the verdict of the other run', async () => {
    const { server, artifact, post } = await judgedFork({
      before: { 'precious.config.json': configOf({ budgets: { activations: '60 KiB' } }) },
    })
    const posted = await post(artifact)
    expect(server.comments(7)[0]?.body).toContain('❌ Failed')
    expect(posted.exitCode).toBe(0)
    expect(posted.outputs['verdict']).toBe('failed')
  })

  it('keeps to the order of the runs that judged, whichever companion is the last', async () => {
    const { repository, server, artifact, ended, run } = await judgedFork()
    repository.write({ 'models/a.tflite': modelOf([16, 48, 16]) })
    await run({ token: 'read-token', inputs: { 'report-path': 'newer.json' } })
    const newer = readFileSync(join(repository.folder, 'newer.json'), 'utf8')
    await postHanded(server, newer, { ...ended, runId: 102 })
    const stale = await postHanded(server, artifact, { ...ended, runId: 101, runAttempt: 5 })
    expect(stale.log).toContain('The comment is of a newer run')
    expect(server.comments(7)[0]?.body).toContain('to 48 input channels')
    await run({ runId: 103, inputs: { 'report-path': 'newest.json' } })
    expect(server.comments(7)).toHaveLength(1)
  })

  it('posts nothing where the workflow wants no comment', async () => {
    const { server, artifact, post } = await judgedFork()
    const { exitCode, outputs } = await post(artifact, { inputs: { comment: 'never' } })
    expect(server.comments(7)).toEqual([])
    expect(outputs['comment-body']).toContain('input channels')
    expect(exitCode).toBe(0)
  })
})

describe.concurrent('the companion workflow posts nothing, and says why, if', () => {
  const others = { github: { pullRequests: [{ number: 8, headSha: 'c'.repeat(40), headRepositoryId: 3 }] } }

  it('the head has moved on, or is of another or no repository', async () => {
    const { server, artifact, ended } = await judgedFork()
    const cases: readonly (readonly [EndedRun, string])[] = [
      [{ ...ended, headSha: 'd'.repeat(40) }, 'but the run that wrote the report was for ddddddd'],
      [{ ...ended, headRepositoryId: 3 }, 'Pull request 7 is of another repository'],
      [{ ...ended, headRepositoryId: null }, 'Pull request 7 is of another repository'],
    ]
    const runs = cases.map(async ([run, reason]) => {
      const refused = await postHanded(server, artifact, run)
      expect(refused.annotations('warning')[0]?.message).toContain(`Nothing was posted. `)
      expect(refused.annotations('warning')[0]?.message).toContain(reason)
      expect(refused.exitCode).toBe(0)
    })
    await Promise.all(runs)
    expect(server.writes.filter(({ status }) => status !== 403)).toEqual([])
  })

  it('the report names a pull request that is not that of the run', async () => {
    const { server, report, post } = await judgedFork(others)
    const cases: readonly (readonly [number | null, string])[] = [
      [8, 'Pull request 8 is of another repository'],
      [9, 'There is no pull request 9.'],
      [null, 'The report is of no pull request.'],
    ]
    const runs = cases.map(async ([pullRequest, reason]) => {
      const refused = await post({ ...report, pullRequest })
      expect(refused.annotations('warning')[0]?.message).toContain(reason)
      expect(refused.exitCode).toBe(0)
    })
    await Promise.all(runs)
    expect([...server.comments(7), ...server.comments(8)]).toEqual([])
  })

  it('the event is not workflow_run on workflow_run, or has no token', async () => {
    const { artifact, post, run, repository } = await judgedFork()
    const elsewhere = await run({ inputs: { 'post-report': 'precious-report.json' } })
    expect(elsewhere.annotations('error')[0]?.message).toContain('reports are posted on workflow_run only')
    const tokenless = await post(artifact, { token: '' })
    expect(tokenless.annotations('error')[0]?.message).toContain('posting a report needs a token')
    expect([elsewhere.exitCode, tokenless.exitCode]).toEqual([1, 1])
    expect(repository.git('status', '--porcelain')).toBe('?? precious-report.json')
  })
})

describe.concurrent('an artifact that is no report is an error without a stack, and posts nothing:', () => {
  it('not JSON, of another form, with keys that reach for prototypes, with figures that are none', async () => {
    const { server, artifact, report, post } = await judgedFork()
    const [first] = report.reports
    const broken: Readonly<Record<string, unknown>> = {
      'not JSON': artifact.slice(0, -20),
      'empty': '',
      'another form': { ...report, schemaVersion: 2 },
      'no number': { schemaVersion: 1, commit: report.commit, reports: report.reports },
      'a number that is none': { ...report, pullRequest: -7 },
      'a number as text': { ...report, pullRequest: '7' },
      'a commit that is none': { ...report, commit: 'HEAD; rm -rf /' },
      '__proto__': artifact.replace('{', '{ "__proto__": { "pullRequest": 8 },'),
      'constructor': { ...report, constructor: { prototype: { polluted: true } } },
      'a single report': first?.report,
      'NaN': artifact.replace(/"value": [\d.]+/, '"value": null'),
      'infinite': artifact.replace(/"value": [\d.]+/, '"value": 1e999'),
      'a key of a megabyte': { ...report, ['x'.repeat(1_000_000)]: 1 },
      'deep': `${'['.repeat(200_000)}${']'.repeat(200_000)}`,
      'deep inside': artifact.replace('"models": [', `"models": [ ${'['.repeat(9_000)}${']'.repeat(9_000)},`),
    }
    const runs = Object.entries(broken).map(async ([name, content]) => {
      const { exitCode, log, annotations } = await post(content)
      const errors = annotations('error').map(({ message }) => message)
      const message = expect.stringMatching(/precious-report.json: the file is /)
      expect({ name, exitCode, errors }).toEqual({ name, exitCode: 1, errors: [message] })
      expect(log).not.toMatch(/^\s+at |defect/m)
      expect(log.length).toBeLessThan(5_000)
    })
    await Promise.all(runs)
    expect(server.comments(7)).toEqual([])
  })

  it('too large a file is not even read', async () => {
    const { post } = await judgedFork()
    const { exitCode, annotations } = await post(`"${'x'.repeat(65 * 1_048_576)}"`)
    expect(annotations('error')[0]?.message).toMatch(/the file has 68157442 bytes, but at most/)
    expect(exitCode).toBe(1)
  })
})

describe.concurrent('an artifact of a fork that wants to do harm', () => {
  it('gets no tag, link, mention, table cell or command through, wherever it puts one', async () => {
    const { judged, report, ended } = await judgedFork({
      before: {
        'precious.config.json': configOf({
          budgets: { activations: '60 KiB', latency: { max: '0.5 ms', maxIncrease: '1 %' } },
        }),
        'models/gone.tflite': modelOf([8]),
        'models/renamed.tflite': modelOf([24, 24, 24, 24], 2),
      },
      changes: {
        'models/a.tflite': modelOf([16, 64, 16]),
        'models/gone.tflite': undefined,
        'models/renamed.tflite': undefined,
        'models/name.tflite': modelOf([24, 24, 24, 24], 2),
        'models/broken.tflite': 'no model',
      },
    })
    expect(foreignIn(judged.summary)).toEqual(nothingForeign)
    const reports = [0, 9, 18, 27].map((first) => poisoned(report, first))
    for (const text of hostileTexts) expect(JSON.stringify(reports)).toContain(JSON.stringify(text).slice(1, -1))
    await Promise.all(
      reports.map(async (poison) => {
        const server = await newServer({ pullRequests: [{ number: 7, ...ended }] })
        const { log, exitCode, outputs } = await postHanded(server, JSON.stringify(poison), ended)
        const [comment] = server.comments(7)
        expect(exitCode).toBe(0)
        expect(foreignIn(comment?.body ?? '')).toEqual(nothingForeign)
        expect(comment?.body.length).toBeLessThan(65_536)
        expect(comment?.body).toMatch(/\n\n<!-- unplugin-precious key=precious run=100 attempt=1 -->$/)
        expect(log.match(/^(?:::|##).*$/gm)?.filter((line) => !line.startsWith('::add-mask::'))).toEqual([])
        expect(outputs).toMatchObject({ verdict: 'failed' })
      }),
    )
  })

  it('gets figures through, however absurd', async () => {
    const { server, artifact, post } = await judgedFork()
    const figures = ['1e308', '-1e308', '5e-324', '-0']
    let count = 0
    const absurd = artifact.replaceAll(/(?<="(?:value|low|high|base|limit|share)": )-?[\d.]+(?:e-?\d+)?/g, () => {
      return figures[count++ % figures.length] ?? ''
    })
    const { exitCode, outputs } = await post(absurd)
    expect(exitCode).toBe(0)
    expect(foreignIn(server.comments(7)[0]?.body ?? '')).toEqual(nothingForeign)
    expect(server.comments(7)[0]?.body).not.toMatch(/NaN|undefined|Infinity/)
    for (const quantity of ['latency', 'power', 'energy', 'memory']) {
      expect(Number(outputs[`${quantity}-delta`])).toSatisfy(Number.isFinite)
    }
  })

  it('gets no more than a comment of usual size out of 50,000 models, in little time', async () => {
    const { server, report, post } = await judgedFork()
    const [first] = report.reports
    const [model] = first?.report.models ?? []
    const small = { ...model, notes: [], topOperators: [], properties: null, results: [] }
    const models = Array.from({ length: 50_000 }, (_, index) => ({ ...small, path: `models/${index}.tflite` }))
    const started = performance.now()
    const { exitCode } = await post({ ...report, reports: [{ ...first, report: { ...first?.report, models } }] })
    expect(exitCode).toBe(0)
    expect(performance.now() - started).toBeLessThan(20_000)
    expect(server.comments(7)[0]?.body.length).toBeLessThan(mostInComment + 200)
  })

  it('gets no more than that out of a hundred configs with thousands of remarks', async () => {
    const { server, report, post } = await judgedFork()
    const [first] = report.reports
    const remarks = Array.from({ length: 1_000 }, (_, index) => `${index} ${'<&>'.repeat(500)}`)
    const baseline = { ...first?.report.baseline, remarks, removed: remarks }
    const unreadable = remarks.slice(0, 50).map((path) => ({ path, code: 'model/corrupt', what: path, hint: path }))
    const reports = Array.from({ length: 10 }, (_, index) => {
      return { ...first, config: `${index}.json`, report: { ...first?.report, baseline, unreadable } }
    })
    const { exitCode } = await post({ ...report, reports })
    expect(exitCode).toBe(0)
    expect(server.comments(7)[0]?.body.length).toBeLessThan(mostInComment + 200)
    expect(foreignIn(server.comments(7)[0]?.body ?? '')).toEqual(nothingForeign)
    const many = Array.from({ length: 100 }, (_, index) => ({ ...first, config: `${index}${'<'.repeat(4_000)}` }))
    await post({ ...report, reports: many })
    expect(server.comments(7)[0]?.body.length).toBeLessThan(mostInComment + 200)
    expect(server.comments(7)[0]?.body).toMatch(/configs left out here for want of room/)
  })
})
