import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { toText } from '../../src/report/text.ts'
import { roundEstimator } from './round-estimator.ts'
import { compiled, customOperators, oneConvolution, resizing, separable } from './round-networks.ts'
import { reportOn, type ReportRequest } from './round-reports.ts'

function textOf(request: ReportRequest, width = 120): string {
  return `\n${toText(reportOn(request), { colour: false, width })}`
}

describe('the text report', () => {
  it('shows budgets within and over, and why', () => {
    const budgets = { latency: '3 ms', power: '2 W', memory: '16 KiB', cpuOperators: 0 }
    expect(textOf({ models: { 'models/a.tflite': separable() }, budgets })).toMatchInlineSnapshot(`
      "
      models/a.tflite on round-board  2 KiB, 3 operators, all on the Edge TPU
        ✖ over    latency       estimated 4.9 ms   (3.92 to 6.13 ms)   limit 3 ms    over by 1.9 ms (63.4 %)
            precious.config.json:7
            Computing takes 2.58 ms of the 4.9 ms: 2,576 tensor steps, 89.4 % of them in DEPTHWISE_CONV_2D (operator 1),
            89.4 % in depthwise convolutions, which keep 4 of 256 multipliers busy.
            Reading the output takes 1.02 ms of the 4.9 ms: 1 KiB, in the slow direction.
        ✔ within  power         estimated 1.53 W   (1.42 to 1.66 W)    limit 2 W
        ✔ within  memory        estimated 8.5 KiB  (8.24 to 8.76 KiB)  limit 16 KiB
        ✔ within  cpuOperators  estimated 0                            limit 0

      Failed: 1 of 4 budgets of 1 model fails (3 within, 1 over).
      Intervals for round-board rest for latency on 20 measured architectures (100 % of the figures held), for power on 2
      power measurements: coverage not established.
      "
    `)
  })

  it('shows a budget that only warns as such', () => {
    const budgets = { latency: { max: '3 ms', level: 'warn' }, streamed: '0 B' } as const
    expect(textOf({ models: { 'a.tflite': separable() }, budgets })).toMatchInlineSnapshot(`
      "
      a.tflite on round-board  2 KiB, 3 operators, all on the Edge TPU
        ✖ over, warning  latency   estimated 4.9 ms  (3.92 to 6.13 ms)  limit 3 ms  over by 1.9 ms (63.4 %)
            precious.config.json:8
            Computing takes 2.58 ms of the 4.9 ms: 2,576 tensor steps, 89.4 % of them in DEPTHWISE_CONV_2D (operator 1),
            89.4 % in depthwise convolutions, which keep 4 of 256 multipliers busy.
            Reading the output takes 1.02 ms of the 4.9 ms: 1 KiB, in the slow direction.
        ✔ within         streamed  estimated 0 B                        limit 0 B

      Passed: 2 budgets of 1 model, 1 warns (1 within, 1 over).
      Intervals for round-board rest for latency on 20 measured architectures (100 % of the figures held).
      "
    `)
  })

  it('shows what is uncertain, and what to measure', () => {
    const budgets = { latency: '5 ms', energy: '7 mJ' }
    const policy = { uncertain: 'measure' } as const
    expect(textOf({ models: { 'a.tflite': separable() }, budgets, policy })).toMatchInlineSnapshot(`
      "
      a.tflite on round-board  2 KiB, 3 operators, all on the Edge TPU
        ? uncertain, passes  latency  estimated 4.9 ms   (3.92 to 6.13 ms)  limit 5 ms  the interval straddles the limit
            Computing takes 2.58 ms of the 4.9 ms: 2,576 tensor steps, 89.4 % of them in DEPTHWISE_CONV_2D (operator 1),
            89.4 % in depthwise convolutions, which keep 4 of 256 multipliers busy.
            Reading the output takes 1.02 ms of the 4.9 ms: 1 KiB, in the slow direction.
        ? uncertain, passes  energy   estimated 7.48 mJ  (5.57 to 10.2 mJ)  limit 7 mJ  the interval straddles the limit
            As under latency.

      Passed: 2 budgets of 1 model (2 uncertain).
      Intervals for round-board rest for latency on 20 measured architectures (100 % of the figures held), for energy on 2
      power measurements: coverage not established.
      Measure a.tflite on round-board to settle latency, energy: the estimate cannot tell.
      "
    `)
  })

  it('says why nothing is known of a compiled model, and shows no figure', () => {
    const budgets = { latency: '5 ms', streamed: '0 B' }
    expect(textOf({ models: { 'a.tflite': compiled() }, budgets })).toMatchInlineSnapshot(`
      "
      a.tflite on round-board  2 KiB, compiled, 1 operator, all on the Edge TPU
        – unknown, fails  latency   no estimate  limit 5 ms  precious.config.json:7
            Unknown because the model is compiled and what its compiled operator holds cannot be read.
        – unknown, fails  streamed  no estimate  limit 0 B  precious.config.json:8
            As under latency.
        Note: The model is compiled for the Edge TPU, and its compiled operator cannot be read: it is empty.

      Failed: 2 of 2 budgets of 1 model fail (2 unknown).
      "
    `)
  })

  it('says of a network outside the checked range what leaves it', () => {
    const budgets = { latency: '5 ms', memory: '1 MiB' }
    const policy = { unknown: 'warn' } as const
    expect(textOf({ models: { 'a.tflite': customOperators('Foo') }, budgets, policy })).toMatchInlineSnapshot(`
      "
      a.tflite on round-board  2 KiB, 2 operators, 1 on the CPU
        – unknown, warning  latency  estimated 1.27 ms  (1.02 to 1.59 ms)  limit 5 ms   outside the checked range
            precious.config.json:7
            The network lies outside what the estimator was checked on: custom operators that are not costed (here 1, checked
            without any).
            Sending instructions takes 0.2 ms of the 1.27 ms: about 1.95 KiB, at every inference.
        ✔ within            memory   estimated 768 B    (745 to 791 B)     limit 1 MiB
        Note: Foo (operator 1) is a custom operator: it runs on the CPU and is not costed.

      Passed: 2 budgets of 1 model, 1 warns (1 within, 1 unknown).
      Intervals for round-board rest for latency on 20 measured architectures (100 % of the figures held).
      "
    `)
  })

  it('shows a throughput as frames per second, with its interval turned round', () => {
    const budgets = { throughput: '300 fps' }
    expect(textOf({ models: { 'a.tflite': separable() }, budgets })).toMatchInlineSnapshot(`
      "
      a.tflite on round-board  2 KiB, 3 operators, all on the Edge TPU
        ✖ over  throughput  estimated 204 fps  (163 to 255 fps)  limit at least 300 fps  short by 96 fps (32 %)
            precious.config.json:7
            Computing takes 2.58 ms of the 4.9 ms: 2,576 tensor steps, 89.4 % of them in DEPTHWISE_CONV_2D (operator 1),
            89.4 % in depthwise convolutions, which keep 4 of 256 multipliers busy.
            Reading the output takes 1.02 ms of the 4.9 ms: 1 KiB, in the slow direction.

      Failed: 1 of 1 budget of 1 model fails (1 over).
      Intervals for round-board rest for latency on 20 measured architectures (100 % of the figures held).
      "
    `)
  })

  it('says that an increase needs a baseline', () => {
    const budgets = { latency: { maxIncrease: '5 %' } }
    expect(textOf({ models: { 'a.tflite': separable() }, budgets })).toMatchInlineSnapshot(`
      "
      a.tflite on round-board  2 KiB, 3 operators, all on the Edge TPU
        – unknown, passes  latency  not compared  limit +5 % over the baseline
            Unknown because no baseline was given to compare with.

      Passed: 1 budget of 1 model (1 unknown).
      Intervals for round-board rest for latency on 20 measured architectures (100 % of the figures held).
      "
    `)
  })

  it('has a block for each model and target, and the notes of a model once', () => {
    const estimators = [roundEstimator(), roundEstimator({ target: 'other-board', checkPoints: [] })]
    const models = { 'a.tflite': separable(), 'b.tflite': compiled() }
    expect(textOf({ models, budgets: { latency: '9 ms' }, estimators })).toMatchInlineSnapshot(`
      "
      a.tflite on round-board  2 KiB, 3 operators, all on the Edge TPU
        ✔ within  latency  estimated 4.9 ms  (3.92 to 6.13 ms)  limit 9 ms

      a.tflite on other-board  2 KiB, 3 operators, all on the Edge TPU
        ✔ within  latency  estimated 4.9 ms  (3.27 to 7.35 ms)  limit 9 ms

      b.tflite on round-board  2 KiB, compiled, 1 operator, all on the Edge TPU
        – unknown, fails  latency  no estimate  limit 9 ms  precious.config.json:7
            Unknown because the model is compiled and what its compiled operator holds cannot be read.

      b.tflite on other-board  2 KiB, compiled, 1 operator, all on the Edge TPU
        – unknown, fails  latency  no estimate  limit 9 ms  precious.config.json:7
            Unknown because the model is compiled and what its compiled operator holds cannot be read.
        Note: The model is compiled for the Edge TPU, and its compiled operator cannot be read: it is empty.

      Failed: 2 of 4 budgets of 2 models fail (2 within, 2 unknown).
      Intervals for round-board rest for latency on 20 measured architectures (100 % of the figures held).
      Intervals for other-board rest for latency on 0 measured architectures: coverage not established.
      "
    `)
  })

  it('explains work on the CPU once where several budgets suffer from it', () => {
    const budgets = { latency: '5 ms', energy: '5 mJ', cpuOperators: 0 }
    expect(textOf({ models: { 'a.tflite': resizing(2) }, budgets })).toMatchInlineSnapshot(`
      "
      a.tflite on round-board  2 KiB, 4 operators, 3 on the CPU
        ✖ over  latency       estimated 2,510 ms  (2,010 to 3,140 ms)  limit 5 ms  over by 2,510 ms (502 times the limit)
            precious.config.json:7
            Work on the CPU takes 2,510 ms of the 2,510 ms. RESIZE_BILINEAR (operator 1) runs on the CPU because resizing 4x4
            to 264x264 on 4 channels is too large for the Edge TPU. 2 operators that depend on it run there too.
        ✖ over  energy        estimated 2,510 mJ  (2,010 to 3,140 mJ)  limit 5 mJ  over by 2,510 mJ (502 times the limit)
            precious.config.json:8
            As under latency.
            The tiles compute for 0.0000398 % of the time and wait for the rest.
        ✖ over  cpuOperators  estimated 3                              limit 0     over by 3  precious.config.json:9
            As under latency.

      Failed: 3 of 3 budgets of 1 model fail (3 over).
      Intervals for round-board rest for latency on 20 measured architectures (100 % of the figures held), for energy on 2
      power measurements: coverage not established.
      "
    `)
  })

  it('has failed where a model could not be read', () => {
    const unreadable = [
      { path: 'b.tflite', code: 'model/empty', what: 'the file is empty', hint: 'Write it again' },
    ] as const
    const budgets = { power: '9 W' }
    expect(textOf({ models: { 'a.tflite': separable() }, budgets, unreadable })).toMatchInlineSnapshot(`
      "
      a.tflite on round-board  2 KiB, 3 operators, all on the Edge TPU
        ✔ within  power  estimated 1.53 W  (1.42 to 1.66 W)  limit 9 W

      Failed: 1 model could not be read; 1 budget of 1 model (1 within).
      Not read: b.tflite: the file is empty.
      Intervals for round-board rest for power on 2 power measurements: coverage not established.
      "
    `)
    expect(textOf({ models: {}, budgets, unreadable })).toMatchInlineSnapshot(`
      "
      Failed: 1 model could not be read.
      Not read: b.tflite: the file is empty.
      "
    `)
  })

  it('says so where there is nothing to judge', () => {
    expect(textOf({ models: { 'a.tflite': separable() }, budgets: {} })).toMatchInlineSnapshot(`
      "
      a.tflite on round-board  2 KiB, 3 operators, all on the Edge TPU
        no budget applies

      Passed: 0 budgets of 1 model.
      "
    `)
    expect(textOf({ models: {}, budgets: {} })).toMatchInlineSnapshot(`
      "
      Passed: there is no model to judge.
      "
    `)
  })
})

describe('the text report on a terminal', () => {
  const request: ReportRequest = {
    models: { 'models/a.tflite': separable(), 'models/b.tflite': oneConvolution() },
    budgets: { latency: '3 ms', power: '2 W' },
  }

  it('has colours only when asked', () => {
    const coloured = toText(reportOn(request), { colour: true, width: 120 })
    expect(toText(reportOn(request), { colour: false, width: 120 })).not.toContain('\u001B')
    expect(coloured).toContain('\u001B[31m✖ over\u001B[39m')
    expect(coloured).toContain('\u001B[32m✔ within\u001B[39m')
    expect(stripVTControlCharacters(coloured)).toBe(toText(reportOn(request), { colour: false, width: 120 }))
  })

  it.each([60, 80, 100])('keeps sentences within %d columns', (width) => {
    const lines = toText(reportOn(request), { colour: false, width }).split('\n')
    const sentences = lines.filter((line) => /^ {6}/.test(line))
    expect(sentences.length).toBeGreaterThan(2)
    for (const sentence of sentences) expect(sentence.length).toBeLessThanOrEqual(width)
  })

  it('lets no name drive the terminal or break the line', () => {
    const name = 'a\n\u001B[31mb\u202E.tflite'
    const text = textOf({ models: { [name]: customOperators('evil\u001B[2J\nname') }, budgets: { latency: '1 ms' } })
    expect(text).toContain('a??[31mb?.tflite on round-board')
    expect(text).toContain('evil?[2J?name')
    expect(text).not.toContain('\u001B')
  })
})
