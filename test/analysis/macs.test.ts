import { describe, expect, it } from 'vitest'
import { countMacs } from '../../src/analysis/macs.ts'
import { mobileNetV1 } from '../../src/generator/architectures/mobilenet-v1.ts'
import { conv2d, depthwiseConv2d, fullyConnected } from '../../src/generator/layers/convolution.ts'
import { add } from '../../src/generator/layers/elementwise.ts'
import { oneOperator } from '../support/one-operator.ts'

describe('multiply-accumulates', () => {
  it.each<[string, ReturnType<typeof oneOperator>, number]>([
    ['a strided convolution', oneOperator([1, 9, 9, 3], (b, x) => conv2d(b, x, { filters: 8, kernel: 3, stride: 2 })), 25 * 8 * 27],
    ['a depthwise convolution', oneOperator([1, 8, 8, 6], (b, x) => depthwiseConv2d(b, x, { kernel: 3 })), 64 * 6 * 9],
    ['a dense layer', oneOperator([1, 100], (b, x) => fullyConnected(b, x, { units: 10 })), 1_000],
    ['an addition', oneOperator([1, 8, 8, 6], (b, x) => add(b, x, x)), 0],
  ])('%s', (_, { network, operator }, macs) => {
    expect(countMacs(network, operator)).toBe(macs)
  })

  it('of MobileNet v1 1.0/224 are the published 569 million', () => {
    const network = mobileNetV1({ widthMultiplier: 1, inputSize: 224, quantisation: 'uint8', seed: 1 })
    const total = network.operators.reduce((sum, operator) => sum + countMacs(network, operator), 0)
    // Howard et al., arXiv:1704.04861, table 4, rounded to millions.
    expect(Math.round(total / 1e6)).toBe(569)
  })
})
