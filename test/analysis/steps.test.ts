import { describe, expect, it } from 'vitest'
import { countSteps, widenForChunks } from '../../src/analysis/steps.ts'
import { softmax, tanh } from '../../src/generator/layers/activation.ts'
import { conv2d, depthwiseConv2d, fullyConnected } from '../../src/generator/layers/convolution.ts'
import { add, mul } from '../../src/generator/layers/elementwise.ts'
import { averagePool2d, maxPool2d, mean } from '../../src/generator/layers/pooling.ts'
import { reshape } from '../../src/generator/layers/rearrange.ts'
import { transposeConv2d } from '../../src/generator/layers/transpose-convolution.ts'
import { oneOperator } from '../support/one-operator.ts'

describe('tensor steps of one operator', () => {
  it.each<[string, ReturnType<typeof oneOperator>, number]>([
    // Loops decoded from a compiled model: 16 x 14 x 14 x 2.
    ['a 1x1 convolution of 64 to 128 channels on 56x56', oneOperator([1, 56, 56, 64], (b, x) => conv2d(b, x, { filters: 128, kernel: 1 })), 16 * 14 * 14 * 2],
    // 401,408 steps are 0.803 ms at 500 MHz; 0.821 to 0.824 ms were measured.
    ['a 7x7 convolution of 32 channels on 128x128', oneOperator([1, 128, 128, 32], (b, x) => conv2d(b, x, { filters: 32, kernel: 7 })), 401_408],
    ['a first layer, re-arranged for its three channels', oneOperator([1, 10, 10, 3], (b, x) => conv2d(b, x, { filters: 8, kernel: 3 })), 3 * 3 * 9 + 3 * 3 * 3],
    ['a convolution with one output position', oneOperator([1, 1, 1, 1024], (b, x) => conv2d(b, x, { filters: 1001, kernel: 1 })), 256],
    ['a convolution with more outputs than tiles hold at once', oneOperator([1, 1, 1, 8], (b, x) => conv2d(b, x, { filters: 1025, kernel: 1 })), 2 * 2],
    ['a depthwise convolution of 30 channels', oneOperator([1, 9, 9, 30], (b, x) => depthwiseConv2d(b, x, { kernel: 3 })), 3 * 3 * 9 * 8],
    ['a dense layer', oneOperator([1, 1000], (b, x) => fullyConnected(b, x, { units: 1500 })), 250 * 2],
    ['an addition', oneOperator([1, 14, 14, 96], (b, x) => add(b, x, x)), 4 * 4 * 4 * 24],
    ['a multiplication on fewer than four channels', oneOperator([1, 8, 8, 3], (b, x) => mul(b, x, x)), 2 * 2 * 4],
    ['a mean over the whole image', oneOperator([1, 7, 7, 1280], (b, x) => mean(b, x)), 7 * 7 * 20],
    ['an average pool over the whole image', oneOperator([1, 7, 7, 1280], (b, x) => averagePool2d(b, x, { window: 7, stride: 1 })), 7 * 7 * 20],
    ['a maximum over small windows, counted like depthwise', oneOperator([1, 9, 9, 30], (b, x) => maxPool2d(b, x, { window: 3, stride: 2, padding: 'same' })), 2 * 2 * 9 * 8],
    ['an activation function', oneOperator([1, 8, 8, 8], (b, x) => tanh(b, x)), 0],
    ['a reshape', oneOperator([1, 8, 8, 8], (b, x) => reshape(b, x, [1, 512])), 0],
    ['a softmax', oneOperator([1, 10], (b, x) => softmax(b, x)), 0],
  ])('%s', (_, { network, operator }, steps) => {
    expect(countSteps(network, operator)).toEqual({ count: steps, isChecked: true })
  })

  it.each<[string, ReturnType<typeof oneOperator>]>([
    ['a transposed convolution', oneOperator([1, 8, 8, 8], (b, x) => transposeConv2d(b, x, { filters: 8, kernel: 3, stride: 2 }))],
    ['a mean over channels', oneOperator([1, 8, 8, 8], (b, x) => mean(b, x, [3]))],
    ['several outputs for each channel of a depthwise convolution', oneOperator([1, 8, 8, 1], (b, x) => depthwiseConv2d(b, x, { kernel: 3, depthMultiplier: 4 }))],
  ])('%s is not covered by a checked rule', (_, { network, operator }) => {
    expect(countSteps(network, operator).isChecked).toBe(false)
  })
})

describe('a network whose activations are cut into chunks', () => {
  it('has a range up to the most that chunks were seen to cost', () => {
    // PoseNet 721x1281: 7,282,110 decoded steps, 0.86 to 0.88 of which the rule gives.
    const rule = 0.87 * 7_282_110
    const { low, value, high } = widenForChunks(rule, 16_000_000)
    expect(low).toBe(rule)
    expect(value).toBeGreaterThan(low)
    expect(high).toBeGreaterThanOrEqual(7_282_110)
  })

  it('has none where its largest operator fits', () => {
    expect(widenForChunks(1_000, 7_000_000)).toMatchObject({ low: 1_000, value: 1_000, high: 1_000 })
  })
})
