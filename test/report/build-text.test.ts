import { describe, expect, it } from 'vitest'
import { importLines, toBuildText, toFindingText } from '../../src/report/build-text.ts'
import { roundEstimator } from './round-estimator.ts'
import { oneConvolution, separable } from './round-networks.ts'
import { reportOn, type ReportRequest } from './round-reports.ts'

/** What is told of the only model, on the only target. */
function findingOn(request: ReportRequest, imports: readonly string[] = []): string {
  const [model] = reportOn(request).models
  const [result] = model?.results ?? []
  if (model === undefined || result === undefined) throw new Error('there is no result')
  return `\n${toFindingText(model, result, imports)}\n`
}

function buildText(request: ReportRequest): string {
  return `\n${toBuildText(reportOn(request))}\n`
}

const tooSlow = { models: { 'models/a.tflite': separable() }, budgets: { latency: '3 ms' } }

describe('what a build says of a budget', () => {
  it('is what does not hold, the line of the config, why, and the import', () => {
    expect(findingOn(tooSlow, ['src/app.js:3:14'])).toMatchInlineSnapshot(`
      "
      models/a.tflite on round-board  2 KiB, 3 operators, all on the Edge TPU
        ✖ over  latency  estimated 4.9 ms  (3.92 to 6.13 ms)  limit 3 ms  over by 1.9 ms (63.4 %)
            precious.config.json:7
            Computing takes 2.58 ms of the 4.9 ms: 2,576 tensor steps, 89.4 % of them in DEPTHWISE_CONV_2D (operator
            1), 89.4 % in depthwise convolutions, which keep 4 of 256 multipliers busy.
            Reading the output takes 1.02 ms of the 4.9 ms: 1 KiB, in the slow direction.
        imported at src/app.js:3:14
      "
    `)
  })

  it('has no last line where nobody knows the import', () => {
    expect(findingOn(tooSlow)).not.toContain('imported')
  })

  it('has no colours and nothing else that terminals obey', () => {
    const models = { 'models/\u001B[31ma.tflite': separable() }
    expect(findingOn({ ...tooSlow, models }, ['\u001B[2Jx.js'])).not.toContain('\u001B')
  })

  it('has lines that a terminal of usual width holds', () => {
    const lines = findingOn({ ...tooSlow, budgets: { latency: '3 ms', energy: '1 mJ', memory: '1 B' } }).split('\n')
    expect(lines.filter((line) => line.length > 110 && !line.includes('limit'))).toEqual([])
  })
})

describe('the imports of a model', () => {
  it.each<[readonly string[], readonly string[]]>([
    [[], []],
    [['a.js:1:2'], ['  imported at a.js:1:2']],
    [['a.js', 'b.js', 'c.js'], ['  imported at a.js, b.js, c.js']],
    [['a.js', 'b.js', 'c.js', 'd.js'], ['  imported at a.js, b.js, c.js and 1 more']],
    [['a', 'b', 'c', 'd', 'e'], ['  imported at a, b, c and 2 more']],
  ])('%j are said as %j', (imports, lines) => {
    expect(importLines(imports)).toEqual(lines)
  })
})

describe('what a build says when it is through', () => {
  it('is what models take that keep their budgets, and how the run ended', () => {
    const models = { 'models/a.tflite': separable(), 'models/b.tflite': oneConvolution() }
    expect(buildText({ models, budgets: { latency: '1 s', memory: '1 MiB' } })).toMatchInlineSnapshot(`
      "
      models/a.tflite on round-board  2 KiB, 3 operators, all on the Edge TPU
        ✔ within  latency  estimated 4.9 ms   (3.92 to 6.13 ms)   limit 1 s
        ✔ within  memory   estimated 8.5 KiB  (8.24 to 8.76 KiB)  limit 1 MiB
      models/b.tflite on round-board  2 KiB, 1 operator, all on the Edge TPU
        ✔ within  latency  estimated 17.7 ms  (14.2 to 22.1 ms)  limit 1 s
        ✔ within  memory   estimated 768 B    (745 to 791 B)     limit 1 MiB
      Passed: 4 budgets of 2 models (4 within).
      Intervals for round-board rest for latency on 20 measured architectures (100 % of the figures held).
      "
    `)
  })

  it('is only how the run ended where messages were told of all models', () => {
    expect(buildText(tooSlow)).toMatchInlineSnapshot(`
      "
      Failed: 1 of 1 budget of 1 model fails (1 over).
      Intervals for round-board rest for latency on 20 measured architectures (100 % of the figures held).
      "
    `)
  })

  it('shows a model without budgets', () => {
    expect(buildText({ models: { 'a.tflite': separable() }, budgets: {} })).toMatchInlineSnapshot(`
      "
      a.tflite on round-board  2 KiB, 3 operators, all on the Edge TPU
        no budget applies
      Passed: 0 budgets of 1 model.
      "
    `)
  })

  it('shows a model that keeps its budgets on one target of two only there', () => {
    const fast = roundEstimator()
    const slow = roundEstimator({
      target: 'slow-board', latency: { ...fast.latency, fixedMs: { value: 1_000, source: 'made up' } },
    })
    const request = { models: { 'a.tflite': separable() }, budgets: { latency: '100 ms' }, estimators: [fast, slow] }
    expect(buildText(request).match(/\S+ on \S+-board/g)).toEqual(['a.tflite on round-board'])
  })

  it('names models that could not be read', () => {
    const unreadable = [
      { path: 'broken.tflite', code: 'model/truncated', what: 'the file ends early', hint: 'Fetch it again' },
    ] as const
    expect(buildText({ models: {}, budgets: {}, unreadable })).toMatchInlineSnapshot(`
      "
      Failed: 1 model could not be read.
      Not read: broken.tflite: the file ends early.
      "
    `)
  })

  it('names twenty models and counts the others', () => {
    const named = (count: number): string => {
      const models = Array.from({ length: count }, (_, index) => [`${index + 10}.tflite`, separable()] as const)
      return buildText({ models: Object.fromEntries(models), budgets: { latency: '1 s' } })
    }
    expect(named(20)).not.toContain(' more')
    expect(named(23).match(/^\d+\.tflite/gm)).toHaveLength(20)
    expect(named(23)).toContain('\nand 3 more\nPassed: 23 budgets of 23 models (23 within).\n')
  })
})
