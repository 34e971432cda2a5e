import { describe, expect, it } from 'vitest'
import { writeNetwork } from '../../../src/model/tflite/write.ts'
import { macsIn, parametersIn } from '../../support/network-counts.ts'
import { operatorsByKind } from '../../support/operator-kinds.ts'
import { buildReference, shapesOf } from '../../support/reference.ts'
import { runModel } from '../../support/tflite-runtime.ts'

const network = buildReference('efficientnet-lite0')

/** Widened, filtered and narrowed channels of a block, all of them normalised. */
const normalised = (wide: number, narrow: number): number => 2 * wide + narrow

describe('EfficientNet-Lite0', () => {
  it('has the parameters of its authors\' test', () => {
    // lite/efficientnet_lite_builder_test.py in models/official/efficientnet of tensorflow/tpu counts what is trained:
    // weights, dense biases, and factor and shift of every normalised channel. Folding leaves a bias for the two.
    const channels =
      32 + (32 + 16) + normalised(96, 24) + normalised(144, 24) + normalised(144, 40) + normalised(240, 40) +
      normalised(240, 80) + 2 * normalised(480, 80) + normalised(480, 112) + 2 * normalised(672, 112) +
      normalised(672, 192) + 3 * normalised(1152, 192) + normalised(1152, 320) + 1280
    expect(parametersIn(network)).toBe(4_652_008 - channels)
  })

  it('multiplies as often as published, within one percent', () => {
    // tf2_Efficientnet-lite_imagenet_224_224_0.77G of the Vitis AI Model Zoo, two for each multiply-accumulate. The
    // README of the authors has 407 M multiply-adds and does not say of what; products alone are 5 % fewer.
    expect(Math.abs((2 * macsIn(network)) / 0.77e9 - 1)).toBeLessThan(0.01)
    expect(macsIn(network) / 407e6).toBeCloseTo(0.95, 2)
  })

  it('multiplies in its first layers as often as counted by hand', () => {
    const macs = [3, 6].map((count) => macsIn({ ...network, operators: network.operators.slice(0, count) }))
    // 3x3x3 to 32 at 112x112; 3x3 on each of the 32, 1x1 to 16.
    const afterFirst = 112 * 112 * (27 * 32 + 9 * 32 + 32 * 16)
    // 1x1 to 96 still at 112x112; 3x3 on each of them and 1x1 to 24 at half of it.
    expect(macs).toEqual([afterFirst, afterFirst + 112 * 112 * 16 * 96 + 56 * 56 * (9 * 96 + 96 * 24)])
  })

  it('has the blocks of its definition, no squeeze-and-excitation, and a pool before the dense layer', () => {
    // 1 + 2 + 2 + 3 + 3 + 4 + 1 blocks: the first without a widening convolution, each but the first of a stage with a
    // sum; a convolution at the start and one at the end.
    expect(operatorsByKind(network)).toEqual({
      CONV_2D: 2 * 16 - 1 + 2,
      DEPTHWISE_CONV_2D: 16,
      ADD: 1 + 1 + 2 + 2 + 3,
      AVERAGE_POOL_2D: 1,
      RESHAPE: 1,
      FULLY_CONNECTED: 1,
      SOFTMAX: 1,
    })
    expect(shapesOf(network, network.outputs)).toEqual([[1, 1000]])
  })

  it.each(['uint8', 'int8'] as const)('runs in the interpreter in %s', async (quantisation) => {
    const small = buildReference('efficientnet-lite0', { inputSize: 96, classes: 10, quantisation })
    const result = await runModel(writeNetwork(small))
    expect(result).toMatchObject({ accepted: true, outputs: [{ type: quantisation, shape: [1, 10] }] })
  })
})
