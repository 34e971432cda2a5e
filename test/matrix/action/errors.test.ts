import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { configOf } from '../../action/support/pull-request.ts'
import type { ActionRun, Annotation } from '../../action/support/runner.ts'
import { openScenario } from '../../action/support/scenario.ts'

/** The only error of a run that could not judge: one sentence in the log and in the summary, no stack. */
function onlyError({ exitCode, log, summary, outputs, annotations }: ActionRun): Annotation {
  const [error = { properties: {}, message: '' }, ...others] = annotations('error')
  expect(others).toEqual([])
  expect(exitCode).toBe(1)
  expect(log).not.toMatch(/^\s+at |has a defect/m)
  expect(summary).toMatch(/^## Edge TPU budgets\n\n❌ .+\n$/)
  expect(outputs).toEqual({ verdict: 'failed' })
  return error
}

describe.concurrent('a config', () => {
  it('that is wrong is an error at its line in the repository', async () => {
    const { run } = await openScenario({
      before: {
        'edge/typo.json': configOf({ budgets: { latncy: '1 ms' } }),
        'edge/syntax.json': '{\n  "target": "coral-usb3-max",\n}\n',
        'edge/throws.mjs': "// Hostile\n\nthrow new Error('::error file=x::owned\\n::set-output name=x::y')\n",
        'edge/no-models.json': configOf({ match: 'x/*.tflite' }).replace('"allowEmpty": true', '"allowEmpty": false'),
        'edge/empty.json': '',
      },
    })
    const cases: Readonly<Record<string, readonly [line: string | undefined, message: RegExp]>> = {
      'typo.json': ['8', /the nearest known one is "latency"/],
      'syntax.json': ['3', /not valid JSON/],
      'throws.mjs': ['3', /the config threw an error: ::error file=x::owned/],
      'no-models.json': ['4', /x\/\*.tflite/],
      'empty.json': [undefined, /the config file is empty/],
      'missing.json': [undefined, /there is no such config file/],
    }
    const runs = Object.entries(cases).map(async ([config, [line, message]]) => {
      const ended = await run({ inputs: { 'working-directory': 'edge', config } })
      const error = onlyError(ended)
      const place = line === undefined ? {} : { line }
      expect(error.properties).toEqual({ title: 'Precious', file: `edge/${config}`, ...place })
      expect(error.message).toMatch(message)
      expect(ended.log).not.toMatch(/^::(?:set-output|error file=x)/m)
    })
    await Promise.all(runs)
  })

  it('that is nowhere is looked for in vain, and it is said how to name one in a workflow', async () => {
    const { run } = await openScenario({ before: { 'precious.config.json': '', 'other/package.json': '{}' } })
    const { message, properties } = onlyError(await run({ inputs: { 'working-directory': 'other' } }))
    expect(message).toMatch(/no config was found here or in the folders above.*the input "config"/)
    expect(properties).toEqual({ title: 'Precious' })
  })
})

describe.concurrent('inputs', () => {
  it('that are wrong are all told at once', async () => {
    const { server, run } = await openScenario()
    const ended = await run({
      inputs: {
        'comment': 'sometimes',
        'fail-on': 'maybe',
        'annotations': 'yes please',
        'target': 'coral-usb3-max, coral-usb3-mx\nnpu',
        'comment-key': 'x'.repeat(201),
      },
    })
    const { message, properties } = onlyError(ended)
    expect(message).toContain('comment must be "changes", "always" or "never", not "sometimes"')
    expect(message).toContain('annotations must be "true" or "false", not "yes please"')
    expect(message).toContain('fail-on must be "new", "any" or "never", not "maybe"')
    expect(message).toContain('there is no target "coral-usb3-mx"; did you mean "coral-usb3-max"')
    expect(message).toContain('there is no target "npu"')
    expect(message).toContain('comment-key must have at most 200 characters')
    expect(properties).toEqual({ title: 'Precious' })
    expect(server.requests).toEqual([])
  })

  it('name a folder to work in that is there', async () => {
    const { run } = await openScenario()
    const { message } = onlyError(await run({ inputs: { 'working-directory': 'nowhere' } }))
    expect(message).toContain('input "working-directory": there is no folder "nowhere"')
  })

  it('name targets whatever the config names', async () => {
    const { run } = await openScenario({
      before: { 'precious.config.json': configOf({ budgets: { activations: '1 MiB' } }) },
    })
    const { summary, exitCode } = await run({ inputs: { target: 'coral-usb2-max,coral-usb3-std' } })
    expect(exitCode).toBe(0)
    expect(summary).toContain('coral-usb2-max')
    expect(summary).toContain('coral-usb3-std')
    expect(summary).not.toContain('coral-usb3-max')
  })
})

describe.concurrent('a report that cannot be written', () => {
  it.each([
    ['where a folder is', 'reports', /this is a folder, not a file/],
    ['below a file', 'precious.config.json/report.json', /a part of the path is a file, not a folder/],
    ['where nothing may be written', '/proc/precious/report.json', /cannot be made|not permitted|read-only/],
  ])('%s is an error after all was told', async (_, path, message) => {
    const { repository, run } = await openScenario()
    mkdirSync(join(repository.folder, 'reports'))
    const { exitCode, log, summary, annotations } = await run({ inputs: { 'report-path': path } })
    expect(exitCode).toBe(1)
    expect(annotations('error').map((error) => error.message)).toEqual([expect.stringMatching(message)])
    expect(annotations('error')[0]?.properties).toEqual({ title: 'Precious' })
    expect(annotations('error')[0]?.message).toContain('input "report-path"')
    expect(summary).toContain('grew from 32 to 64 input channels')
    expect(log).not.toMatch(/^\s+at |has a defect/m)
  })
})

describe.concurrent('a runner without job summaries', () => {
  it('gets everything else', async () => {
    const { server, run } = await openScenario()
    const { exitCode, log, outputs } = await run({ env: { GITHUB_STEP_SUMMARY: undefined } })
    expect(exitCode).toBe(0)
    expect(log).toContain('There is no job summary to write to.')
    expect(outputs['verdict']).toBe('passed')
    expect(server.comments(7)).toHaveLength(1)
  })
})

describe.concurrent('what is no mistake of the user', () => {
  it('keeps its stack and asks to be reported', async () => {
    const { run } = await openScenario()
    const { exitCode, annotations } = await run({ event: { name: 'pull_request', payload: { pull_request: {} } } })
    expect(exitCode).toBe(1)
    expect(annotations('error')[0]?.message).toMatch(/^precious .* has a defect\. Please report it [^]*\n\s+at /)
  })
})
