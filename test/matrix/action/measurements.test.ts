import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { configOf, modelOf } from '../../action/support/pull-request.ts'
import type { ActionRun } from '../../action/support/runner.ts'
import { openScenario, type Scenario } from '../../action/support/scenario.ts'

const matrixSchema = z.strictObject({
  include: z.array(
    z.strictObject({ path: z.string(), sha256: z.string(), target: z.string(), keys: z.array(z.string()) }),
  ),
})

/** What the workflow hands to `fromJSON`. */
function matrixOf({ outputs }: ActionRun): z.infer<typeof matrixSchema>['include'] {
  return matrixSchema.parse(JSON.parse(outputs['needs-measurement'] ?? '')).include
}

interface Line {
  readonly sha256: string
  readonly powerW: number
  readonly target?: string
  readonly model?: string
}

/** A line as a script that measures prints it, of 100 runs that are close to each other. */
function lineOf({ powerW, ...rest }: Line): string {
  return JSON.stringify({
    schemaVersion: 1,
    target: 'coral-usb3-max',
    powerW: { mean: powerW, standardDeviation: 0.01, runs: 100 },
    measuredAt: '2026-11-25T10:00:00Z',
    how: 'a meter in the USB cable',
    ...rest,
  })
}

/** The power of the usual models is estimated between 0.7 and 1.2 W, so that a limit of 0.9 W cannot be settled. */
async function openUncertain(): Promise<Scenario> {
  return await openScenario({
    before: {
      'precious.config.json': 'not used',
      'edge/precious.config.json': configOf({ budgets: { power: '0.9 W' }, rest: { uncertain: 'measure' } }),
      'edge/models/a.tflite': modelOf([16, 32, 16]),
    },
    changes: { 'edge/models/a.tflite': modelOf([16, 64, 16]) },
  })
}

const config = 'edge/precious.config.json'

describe.concurrent('what an estimate cannot settle', () => {
  it('is a matrix for jobs that measure, and the second run judges on what they found', async () => {
    const { repository, server, run } = await openUncertain()
    const estimated = await run({ inputs: { config } })
    const [needed] = matrixOf(estimated)
    expect(estimated).toMatchObject({ exitCode: 0, outputs: { verdict: 'passed', 'needs-measurement-count': '1' } })
    expect(needed).toEqual({
      path: 'edge/models/a.tflite',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      target: 'coral-usb3-max',
      keys: ['power'],
    })
    expect(server.comments(7)[0]?.body).toContain('Measure models/a.tflite on coral-usb3-max to settle power')

    repository.write({ 'measured.jsonl': lineOf({ sha256: needed?.sha256 ?? '', powerW: 1.5 }) })
    const measured = await run({ inputs: { config, measurements: 'measured.jsonl' }, runAttempt: 2 })
    const [comment, ...others] = server.comments(7)
    expect(others).toEqual([])
    expect(comment?.body).toMatch(/<b>1.5\sW measured<\/b><br>estimated [\d.]+\sW \(−[\d.]+\s%\)/)
    expect(comment?.body).toMatch(/limit 0.9\sW, over by 0.6\sW/)
    expect(measured).toMatchObject({ exitCode: 1, outputs: { verdict: 'failed', 'needs-measurement-count': '0' } })
    expect(measured.annotations('error')[0]?.message).toMatch(/power measured 1.5 W, estimated .* limit 0.9 W, over by/)
  })

  it('passes for good where what was measured is within the limit', async () => {
    const { repository, run } = await openUncertain()
    const [needed] = matrixOf(await run({ inputs: { config, comment: 'never' } }))
    repository.write({ 'measured.jsonl': lineOf({ sha256: needed?.sha256 ?? '', powerW: 0.8 }) })
    const measured = await run({ inputs: { config, measurements: 'measured.jsonl' } })
    expect(measured).toMatchObject({ exitCode: 0, outputs: { verdict: 'passed' } })
    expect(measured.annotations('notice')).toEqual([])
    expect(measured.outputs['comment-body']).toMatch(/✅\slimit 0.9\sW/)
  })
})

describe.concurrent('lines of measurements', () => {
  it('of what is not judged are named with their reasons and ignored', async () => {
    const { repository, run } = await openUncertain()
    const [{ sha256 } = { sha256: '' }] = matrixOf(await run({ inputs: { config, comment: 'never' } }))
    const lines = [
      lineOf({ sha256: 'a'.repeat(64), powerW: 9, model: 'models/a.tflite' }),
      lineOf({ sha256: 'b'.repeat(64), powerW: 9 }),
      lineOf({ sha256, powerW: 9, target: 'coral-usb9' }),
    ]
    repository.write({ 'measured.jsonl': lines.join('\n') })
    const { exitCode, outputs, summary } = await run({ inputs: { config, measurements: 'measured.jsonl' } })
    expect(exitCode).toBe(0)
    expect(outputs['needs-measurement-count']).toBe('1')
    expect(summary).toMatch(/measured.jsonl:1: .*models\/a.tflite.*changed/)
    expect(summary).toMatch(/measured.jsonl:2: /)
    expect(summary).toMatch(/measured.jsonl:3: .*coral-usb9/)
  })

  it('that are malformed are an error at their place in the repository', async () => {
    const { repository, run } = await openUncertain()
    const line = lineOf({ sha256: 'a'.repeat(64), powerW: 1 })
    repository.write({ 'edge/measured.jsonl': `${line}\n{"schemaVersion":1}\n` })
    const inputs = { 'working-directory': 'edge', measurements: 'measured.jsonl' }
    const { exitCode, annotations, log } = await run({ inputs })
    expect(exitCode).toBe(1)
    expect(annotations('error')).toEqual([
      {
        properties: { title: 'Precious', file: 'edge/measured.jsonl', line: '2' },
        message: expect.stringMatching(/^edge\/measured.jsonl:2: /),
      },
    ])
    expect(log).not.toMatch(/^\s+at /m)
    const missing = await run({ inputs: { ...inputs, measurements: 'nowhere.jsonl' } })
    expect(missing.annotations('error')[0]?.message).toContain('edge/nowhere.jsonl: there is no such file')
  })
})
