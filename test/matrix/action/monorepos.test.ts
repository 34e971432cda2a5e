import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { configOf, modelOf } from '../../action/support/pull-request.ts'
import { readRun } from '../../action/support/run-report.ts'
import { openScenario } from '../../action/support/scenario.ts'

const yaml = 'target: coral-usb3-max\nmodels:\n  - match: models/*.tflite\n    budgets: { activations: 60 KiB }\n'

const projects = {
  before: {
    'door/precious.config.json': configOf(),
    'door/models/a.tflite': modelOf([16, 32, 16]),
    'shed/budgets.yaml': yaml,
    'shed/models/a.tflite': modelOf([16, 24, 16]),
  },
  changes: { 'door/models/a.tflite': modelOf([16, 48, 16]), 'shed/models/a.tflite': modelOf([16, 64, 16]) },
}

describe.concurrent('several configs', () => {
  it('make one comment with a section for each, and equal names do not get mixed up', async () => {
    const { repository, server, run } = await openScenario(projects)
    const { exitCode, outputs, annotations } = await run({
      inputs: { config: 'door/precious.config.json\nshed/budgets.yaml\ndoor/precious.config.json\n' },
    })
    const [comment, ...others] = server.comments(7)
    expect(others).toEqual([])
    expect(comment?.body.match(/^## .*$/gm)).toEqual([
      '## Edge TPU budgets: door/precious.config.json',
      '## Edge TPU budgets: shed/budgets.yaml',
    ])
    const [, door = '', shed = ''] = comment?.body.split('## ') ?? []
    expect(door).toContain('grew from 32 to 48 input channels')
    expect(shed).toContain('grew from 24 to 64 input channels')
    expect([exitCode, outputs['over-count']]).toEqual([1, '1'])
    expect(annotations('error').map(({ properties }) => properties)).toEqual([
      { title: 'activations of models/a.tflite', file: 'shed/budgets.yaml', line: '4' },
    ])
    const { reports } = readRun(join(repository.folder, 'precious-report.json'))
    expect(reports.map(({ config }) => config)).toEqual(['door/precious.config.json', 'shed/budgets.yaml'])
  })

  it('share the verdict: one that only fails as before does not fail the step, whatever stands beside it', async () => {
    const { run } = await openScenario({
      before: { ...projects.before, 'shed/precious.config.json': configOf({ budgets: { activations: '1 KiB' } }) },
      changes: { 'door/models/a.tflite': modelOf([16, 48, 16]) },
    })
    const { exitCode, outputs, summary } = await run({
      inputs: { config: 'door/precious.config.json\nshed/precious.config.json' },
    })
    expect([exitCode, outputs['verdict']]).toEqual([0, 'passed'])
    expect(summary).toContain('✅ Passed')
    expect(summary).toMatch(/⚠️ Passed: 1 of 1 budget .* known from the baseline .* so the check passes/)
  })

  it('in jobs of their own have comments of their own', async () => {
    const { server, run } = await openScenario(projects)
    await run({ inputs: { 'working-directory': 'door', 'comment-key': 'door' } })
    await run({ inputs: { 'working-directory': 'shed', config: 'budgets.yaml', 'comment-key': 'shed' } })
    const bodies = server.comments(7).map(({ body }) => body)
    expect(bodies).toEqual([expect.stringContaining('to 48 input'), expect.stringContaining('to 64 input')])
  })
})

describe.concurrent('"working-directory"', () => {
  it('moves the search for the config and the report, but not what places are called', async () => {
    const { repository, run } = await openScenario(projects)
    const inputs = { 'working-directory': 'shed', config: 'budgets.yaml', 'report-path': 'out/report.json' }
    const { outputs, annotations } = await run({ inputs })
    expect(outputs['report-json']).toBe('shed/out/report.json')
    expect(readRun(join(repository.folder, 'shed/out/report.json')).reports[0]?.config).toBe('shed/budgets.yaml')
    expect(annotations('error')[0]?.properties).toMatchObject({ file: 'shed/budgets.yaml', line: '4' })
  })
})

describe.concurrent('configs without anything installed', () => {
  const json = configOf({ budgets: { activations: '60 KiB' } })
  const imported = `import { defineConfig } from 'unplugin-precious'\n\nexport default defineConfig(${json})\n`

  it.each([
    ['precious.config.ts', imported],
    ['precious.config.mts', imported.replace('export', 'const limit: number = 1\nexport')],
    ['precious.config.mjs', imported],
    ['precious.config.js', `module.exports = ${json}\n`],
    ['.preciousrc.yaml', yaml],
    ['package.json', `{ "name": "x", "precious": ${json} }`],
  ])('can be %s', async (name, text) => {
    const { run } = await openScenario({
      before: { 'project/models/a.tflite': modelOf([16, 64, 16]), [`project/${name}`]: text },
    })
    const { exitCode, annotations } = await run({ inputs: { 'working-directory': 'project', 'fail-on': 'any' } })
    expect(exitCode).toBe(1)
    expect(annotations('error')[0]?.properties['file']).toBe(`project/${name}`)
    expect(annotations('error')[0]?.message).toMatch(/activations estimated 80 KiB, limit 60 KiB/)
  })
})
