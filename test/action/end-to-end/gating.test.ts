import { describe, expect, it } from 'vitest'
import { untagged } from '../../../src/action/comment-tag.ts'
import { parseActionFile } from '../support/action-file.ts'
import { configOf, modelOf } from '../support/pull-request.ts'
import type { ActionRun } from '../support/runner.ts'
import { readRun } from '../support/run-report.ts'
import { openScenario, usualFiles } from '../support/scenario.ts'

/** Activations are known exactly: 48 KiB with layers of 16, 32 and 16 filters. */
const unchanged = usualFiles['models/a.tflite']
const grown = modelOf([16, 64, 16])
const shrunk = modelOf([16, 24, 16])

/** What the run says of its end in each of its ways. */
function endOf({ exitCode, outputs, summary, ...run }: ActionRun): Readonly<Record<string, unknown>> {
  return {
    exitCode,
    verdict: outputs['verdict'],
    headline: /^\S+ (?:Passed|Failed)/m.exec(summary)?.[0],
    conclusion: /the check passes/i.test(summary),
    errors: run.annotations('error').length,
    warnings: run.annotations('warning').length,
  }
}

const failed = { exitCode: 1, verdict: 'failed', headline: '❌ Failed', conclusion: false, errors: 1, warnings: 0 }
const spared = { exitCode: 0, verdict: 'passed', headline: '⚠️ Passed', conclusion: true, errors: 0, warnings: 1 }

describe.concurrent('"fail-on" decides about a violation that', () => {
  const cases = {
    'is new': { limit: '60 KiB', head: grown, ends: { new: failed, any: failed, never: spared } },
    'is known and unchanged': { limit: '1 KiB', head: unchanged, ends: { new: spared, any: failed, never: spared } },
    'is known, but got worse': { limit: '1 KiB', head: grown, ends: { new: failed, any: failed, never: spared } },
    'is known and got better': { limit: '1 KiB', head: shrunk, ends: { new: spared, any: failed, never: spared } },
  }

  it.each(Object.entries(cases))('%s', async (_, { limit, head, ends }) => {
    const { server, run } = await openScenario({
      before: { 'precious.config.json': configOf({ budgets: { activations: limit } }) },
      changes: { 'models/a.tflite': head, 'README.md': 'Changed' },
    })
    const runs = Object.entries(ends).map(async ([failOn, end]) => {
      const ended = await run({ inputs: { 'fail-on': failOn, comment: 'always', 'comment-key': failOn } })
      expect({ failOn, ...endOf(ended) }).toEqual({ failOn, ...end })
      expect(ended.outputs['over-count']).toBe('1')
      expect(server.comments(7).map(({ body }) => untagged(body))).toContain(ended.summary.trim())
    })
    await Promise.all(runs)
  })

  it('a budget that only warns never fails', async () => {
    const { run } = await openScenario({
      before: { 'precious.config.json': configOf({ budgets: { activations: { max: '1 KiB', level: 'warn' } } }) },
    })
    const end = endOf(await run({ inputs: { 'fail-on': 'any' } }))
    expect(end).toMatchObject({ exitCode: 0, verdict: 'passed', headline: '✅ Passed', errors: 0, warnings: 1 })
  })
})

describe.concurrent('a model that cannot be read', () => {
  it('fails the step whatever "fail-on" says, and the others are judged', async () => {
    const { run } = await openScenario({ changes: { 'models/b.tflite': 'not a model' } })
    const ended = await run({ inputs: { 'fail-on': 'never' } })
    expect(endOf(ended)).toMatchObject({ exitCode: 1, verdict: 'failed', headline: '❌ Failed', conclusion: false })
    expect(ended.annotations('error')).toEqual([
      {
        properties: { title: 'Model not read', file: 'models/b.tflite' },
        message: expect.stringMatching(/^models\/b.tflite: the file /),
      },
    ])
    expect(ended.log).toContain('Models could not be read, so not all budgets were judged.')
    expect(ended.summary).toContain('1 model could not be read; 1 budget of 1 model (1 within)')
  })
})

describe.concurrent('annotations', () => {
  it('stand at the line of the budget in the repository, the worst first', async () => {
    const { run } = await openScenario({
      before: {
        'edge/precious.config.json': configOf({ budgets: { activations: '40 KiB', memory: '1 KiB' } }),
        'edge/models/a.tflite': modelOf([4, 4, 4]),
      },
      changes: { 'edge/models/a.tflite': grown },
    })
    const { annotations } = await run({ inputs: { config: 'edge/precious.config.json' } })
    expect(annotations('error').map(({ properties }) => properties)).toEqual([
      { title: 'memory of models/a.tflite', file: 'edge/precious.config.json', line: '9' },
      { title: 'activations of models/a.tflite', file: 'edge/precious.config.json', line: '8' },
    ])
    expect(annotations('error')[0]?.message).toMatch(
      /^models\/a.tflite on coral-usb3-max: memory estimated .* \(.*\), limit 1 KiB, over by .* limit\), over, /,
    )
  })

  it('are ten of a kind at the most, and the last one says how many are left', async () => {
    const models = Array.from({ length: 12 }, (_, index) => [`models/${index}.tflite`, modelOf([4 + index])] as const)
    const budgets = { activations: '1 B', cached: { max: '1 B', level: 'warn' } }
    const { run } = await openScenario({
      before: { 'precious.config.json': configOf({ budgets }) },
      changes: { 'models/a.tflite': undefined, 'models/broken.tflite': 'not a model', ...Object.fromEntries(models) },
    })
    const { annotations, log } = await run()
    expect(annotations('error')).toHaveLength(10)
    expect(annotations('error')[0]?.message).toContain('models/broken.tflite')
    expect(annotations('error')[1]?.message).toContain('models/11.tflite')
    expect(annotations('error').at(-1)?.message).toBe('4 more are not annotated; the job summary has all of them.')
    expect(annotations('warning')).toHaveLength(10)
    expect(annotations('warning').at(-1)?.message).toMatch(/^3 more are not annotated/)
    expect(log.match(/^::error/gm)).toHaveLength(10)
  })

  it('are left out if the workflow says so, and the summary is written all the same', async () => {
    const { run } = await openScenario({
      before: { 'precious.config.json': configOf({ budgets: { activations: '60 KiB' } }) },
    })
    const { annotations, exitCode, summary } = await run({ inputs: { annotations: 'false' } })
    expect(annotations('error')).toEqual([
      { properties: {}, message: 'Budgets do not hold; the job summary says which and why.' },
    ])
    expect(exitCode).toBe(1)
    expect(summary).toContain('limit 60 KiB, over by')
  })

  it('are notices for what an estimate cannot settle', async () => {
    const { run } = await openScenario({
      before: { 'precious.config.json': configOf({ budgets: { power: '0.9 W' }, rest: { uncertain: 'measure' } }) },
    })
    const { annotations, exitCode } = await run()
    expect(annotations('notice')[0]?.message).toMatch(/power estimated .* limit 0.9 W, the interval straddles/)
    expect(exitCode).toBe(0)
  })
})

describe.concurrent('outputs', () => {
  it('are all those of action.yml, with its defaults, and the report is where they say', async () => {
    const { repository, head, run } = await openScenario()
    const { defaults, outputNames } = parseActionFile()
    const inputs = { ...defaults, 'report-path': 'reports/edge/budgets.json', 'github-token': 'write-token' }
    const { outputs, summary } = await run({ inputs })
    expect(Object.keys(outputs).sort()).toEqual([...outputNames].sort())
    expect(outputs).toMatchObject({ verdict: 'passed', 'over-count': '0', 'needs-measurement': '{"include":[]}' })
    for (const quantity of ['latency', 'power', 'energy', 'memory']) {
      expect(Number(outputs[`${quantity}-delta`])).toBeGreaterThan(0)
    }
    expect(outputs['comment-body']).toBe(summary.trim())
    expect(outputs['report-json']).toBe('reports/edge/budgets.json')
    const report = readRun(`${repository.folder}/reports/edge/budgets.json`)
    expect(report).toMatchObject({ commit: head, pullRequest: 7 })
    expect(report.reports.map(({ config }) => config)).toEqual(['precious.config.json'])
  })
})
