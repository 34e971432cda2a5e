import { describe, expect, it } from 'vitest'
import { factsOf, reportDemand, reportOperator, reportTarget } from '../../src/report/assemble.ts'
import type { Inspection } from '../../src/report/inspection.ts'
import { inspectionToText } from '../../src/report/inspection-text.ts'
import type { EstimatorArtifact } from '../../src/estimator/artifact.ts'
import type { Network } from '../../src/model/network.ts'
import { roundEstimator } from './round-estimator.ts'
import { compiled, customOperators, separable } from './round-networks.ts'
import { analyseRound, demandOf } from './round-reports.ts'

function inspect(network: Network, limit = Infinity, estimator: EstimatorArtifact = roundEstimator()): Inspection {
  const analysis = analyseRound(network)
  const results = [reportTarget(reportDemand(analysis, demandOf(analysis, estimator)), { judged: [] })]
  return {
    model: { path: 'a.tflite', sha256: 'abcdef0123456789'.repeat(4), ...factsOf(4_096, analysis), change: null, results },
    operators: analysis.operators.slice(0, limit).map(reportOperator),
    operatorCount: analysis.operators.length,
  }
}

function textOf(inspection: Inspection, width = 120): string {
  return `\n${inspectionToText(inspection, { colour: false, width })}`
}

describe('an inspected model', () => {
  it('is shown with totals, estimates, causes and operators', () => {
    expect(textOf(inspect(separable()))).toMatchInlineSnapshot(`
      "
      a.tflite  4 KiB, plain TFLite model, sha256 abcdef012345
        operators             3         3 on the Edge TPU, 0 on the CPU
        multiply-accumulates  278,528   predicted
        tensor steps          2,576     predicted
        parameters            5.13 KiB  predicted, payload of the compiled model
          cached              8.5 KiB   predicted, on the chip, as the compiler counts
          streamed            0 B       predicted, sent at every inference, as the compiler counts
          reloaded            5.71 KiB  predicted, 5.56 KiB to 8.05 KiB, sent before the first inference, with instructions
        peak activations      32 KiB    predicted
        to the device         1 KiB     predicted
        from the device       1 KiB     predicted
        instructions          1.95 KiB  predicted, depends on the compiler release

      Estimates for round-board
        latency       4.9 ms   3.92 to 6.13 ms   estimated, interval held 100 % on 20 measured architectures
        power         1.53 W   1.42 to 1.66 W    estimated, interval from 2 power measurements
        energy        7.48 mJ  5.57 to 10.2 mJ   estimated, interval from 2 power measurements
        memory        8.5 KiB  8.24 to 8.76 KiB  estimated, interval from 336 compiler logs
        cached        8.5 KiB  8.24 to 8.76 KiB  estimated, interval from 336 compiler logs
        streamed      0 B                        estimated, interval from 336 compiler logs
        activations   32 KiB                     estimated, counted in the model
        cpuOperators  0                          estimated, counted in the model
        Coverage not established where no share is given: how often these intervals hold is not known.
        latency = fixed 1 ms + instructions 0.2 ms + input 0.102 ms + compute 2.58 ms + output 1.02 ms
        reload = 0.585 ms (0.57 to 0.825 ms) more for the first inference, and for the first after another model ran
        - Computing takes 2.58 ms of the 4.9 ms: 2,576 tensor steps, 89.4 % of them in DEPTHWISE_CONV_2D (operator 1), 89.4 %
          in depthwise convolutions, which keep 4 of 256 multipliers busy.
        - Reading the output takes 1.02 ms of the 4.9 ms: 1 KiB, in the slow direction.
        - CONV_2D (operator 2) takes 4.5 KiB of parameter memory, the most of 3 layers.
        - The largest activations are those that CONV_2D (operator 0) writes: 16 KiB.
        - The tiles compute for 52.5 % of the time and wait for the rest.

      3 operators
        #  operator           output      device       MACs  steps  parameters          activations
        0  CONV_2D            1x16x16x64  Edge TPU   65,536     16       768 B  cached       16 KiB
        1  DEPTHWISE_CONV_2D  1x16x16x64  Edge TPU  147,456  2,304    3.25 KiB  cached       16 KiB
        2  CONV_2D            1x16x16x4   Edge TPU   65,536    256    1.13 KiB  cached        1 KiB
      "
    `)
  })

  it('that is compiled is shown as unknown, save for what crosses its border', () => {
    expect(textOf(inspect(compiled()))).toMatchInlineSnapshot(`
      "
      a.tflite  4 KiB, compiled for the Edge TPU, sha256 abcdef012345
        operators             1        1 on the Edge TPU, 0 on the CPU
        multiply-accumulates  unknown  the compiled operator does not tell, or cannot be read
        tensor steps          unknown  the compiled operator does not tell, or cannot be read
        parameters            unknown  the compiled operator does not tell, or cannot be read
          cached              unknown  the compiled operator does not tell, or cannot be read
          streamed            unknown  the compiled operator does not tell, or cannot be read
          reloaded            unknown  the compiled operator does not tell, or cannot be read
        peak activations      unknown  the compiled operator does not tell, or cannot be read
        to the device         1 KiB    predicted
        from the device       16 B     predicted
        instructions          unknown  the compiled operator does not tell, or cannot be read

      Estimates for round-board
        latency       unknown  the model is compiled and what its compiled operator holds cannot be read
        power         unknown  the model is compiled and what its compiled operator holds cannot be read
        energy        unknown  the model is compiled and what its compiled operator holds cannot be read
        memory        unknown  the model is compiled and what its compiled operator holds cannot be read
        cached        unknown  the model is compiled and what its compiled operator holds cannot be read
        streamed      unknown  the model is compiled and what its compiled operator holds cannot be read
        activations   unknown  the model is compiled and what its compiled operator holds cannot be read
        cpuOperators  0        estimated, counted in the model

      Notes
        - The model is compiled for the Edge TPU, and its compiled operator cannot be read: it is empty.

      1 operator
        #  operator           output  device       MACs    steps  parameters  activations
        0  edgetpu-custom-op  1x10    Edge TPU  unknown  unknown     unknown         10 B
      "
    `)
  })

  it('has reasons in the table where operators run on the CPU', () => {
    expect(textOf(inspect(customOperators('Foo'))).split('\n').slice(-4).join('\n')).toMatchInlineSnapshot(`
      "  #  operator  output   device    MACs  steps  parameters          activations  because
        0  CONV_2D   1x4x4x4  Edge TPU   256      1       192 B  cached         64 B
        1  Foo       1x4      CPU          -      -           -                  4 B  Foo is a custom operator, which only the application itself can run
      "
    `)
  })

  it('is shown with some or none of its operators', () => {
    expect(textOf(inspect(separable(), 1))).toContain('\n1 of 3 operators\n')
    expect(textOf(inspect(separable(), 0))).toMatch(/\n0 of 3 operators\n$/)
  })

  it('says of each estimate what its interval rests on', () => {
    const checkPoints = roundEstimator().checkPoints.slice(0, 3)
    const text = textOf(inspect(customOperators('Foo'), 0, roundEstimator({ checkPoints })))
    expect(text).toContain('estimated, interval from 3 measured architectures, outside the checked range')
    expect(text).toContain('estimated, interval from 2 power measurements, outside the checked range')
    expect(text).toContain('Coverage not established where no share is given: how often these intervals hold is not known.')
  })

  it('on a link that overlaps shows apart what passes meanwhile', () => {
    const estimator = roundEstimator()
    const overlapping = roundEstimator({ latency: { ...estimator.latency, combination: { value: 'overlap', source: 'made up' } } })
    expect(textOf(inspect(separable(), 0, overlapping))).toContain(
      '  latency = fixed 1 ms + compute 2.58 ms + output 1.02 ms (and meanwhile instructions 0.2 ms + input 0.102 ms)\n',
    )
  })

  it('lets no operator drive the terminal', () => {
    const text = textOf(inspect(customOperators('evil\u001B[2J\nname')))
    expect(text).not.toContain('\u001B')
    expect(text).toContain('evil?[2J?name')
  })

  it('keeps sentences within the terminal', () => {
    const [, after = ''] = textOf(inspect(separable()), 60).split('cpuOperators')
    const [sentences = []] = after.split('\n\n').map((section) => section.split('\n').slice(1))
    expect(sentences.length).toBeGreaterThan(8)
    for (const sentence of sentences) expect(sentence.length).toBeLessThanOrEqual(60)
  })
})
