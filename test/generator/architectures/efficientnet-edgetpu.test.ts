import { describe, expect, it } from 'vitest'
import { writeNetwork } from '../../../src/model/tflite/write.ts'
import { macsIn, parametersIn } from '../../support/network-counts.ts'
import { operatorsByKind } from '../../support/operator-kinds.ts'
import { buildReference, shapesOf } from '../../support/reference.ts'
import { runModel } from '../../support/tflite-runtime.ts'

const small = buildReference('efficientnet-edgetpu-s')
const medium = buildReference('efficientnet-edgetpu-m')
const large = buildReference('efficientnet-edgetpu-l')

describe('EfficientNet-EdgeTPU', () => {
  it.each([
    // Parameters: QuTiBench, RCL-lab/QutibenchWeb, _notebooks/data/cnn_topologies_compute_memory_requirements.csv, whose
    // rows of S and L have each other's name. Operations: the Vitis AI Model Zoo of Xilinx, in the names of its models.
    // Neither writes down how it counts; both list ResNet-50 with about 8 G operations, which is two for each
    // multiply-accumulate.
    ['S', small, { parameters: 5.4e6, operations: 4.72e9 }],
    ['M', medium, { parameters: 6.9e6, operations: 7.34e9 }],
    ['L', large, { parameters: 10.6e6, operations: 19.36e9 }],
  ])('%s has the published parameters and operations within one percent', (_, network, published) => {
    expect(Math.abs(parametersIn(network) / published.parameters - 1)).toBeLessThan(0.01)
    expect(Math.abs((2 * macsIn(network)) / published.operations - 1)).toBeLessThan(0.01)
  })

  it('S multiplies in its first layers as often as counted by hand', () => {
    const macs = [3, 5, 7].map((count) => macsIn({ ...small, operators: small.operators.slice(0, count) }))
    // 112x112 positions of 3x3x3 to 32; 3x3x32 to 4x24 channels and 1x1 to 24, at the same size.
    const afterFirst = 112 * 112 * (27 * 32 + 288 * 96 + 96 * 24)
    // 3x3x24 to 8x24 still at 112x112, 1x1 to 32 at half of it; the second block of the stage at 56x56.
    const afterSecond = afterFirst + 112 * 112 * 216 * 192 + 56 * 56 * 192 * 32
    expect(macs).toEqual([afterFirst, afterSecond, afterSecond + 56 * 56 * (288 * 256 + 256 * 32)])
  })

  it.each([
    // Stem, head, two convolutions in each fused block and two in each with a depthwise one; an addition in each block
    // but the first of a stage, and none in the first stage. S: 1 + 2 + 4 and 5 + 4 + 2 blocks.
    ['S', small, { CONV_2D: 2 + 2 * 7 + 2 * 11, DEPTHWISE_CONV_2D: 11, ADD: 1 + 3 + 4 + 3 + 1 }],
    // M: 2 + 3 + 5 and 6 + 5 + 3 blocks.
    ['M', medium, { CONV_2D: 2 + 2 * 10 + 2 * 14, DEPTHWISE_CONV_2D: 14, ADD: 2 + 4 + 5 + 4 + 2 }],
    // L: 2 + 3 + 6 and 7 + 6 + 3 blocks.
    ['L', large, { CONV_2D: 2 + 2 * 11 + 2 * 16, DEPTHWISE_CONV_2D: 16, ADD: 2 + 5 + 6 + 5 + 2 }],
  ])('%s has the blocks of its definition and a dense head', (_, network, kinds) => {
    expect(operatorsByKind(network)).toEqual({ ...kinds, MEAN: 1, FULLY_CONNECTED: 1, SOFTMAX: 1 })
    expect(shapesOf(network, network.outputs)).toEqual([[1, 1001]])
  })

  it.each(['uint8', 'int8'] as const)('runs in the interpreter in %s', async (quantisation) => {
    const network = buildReference('efficientnet-edgetpu-s', { inputSize: 32, classes: 10, quantisation })
    const result = await runModel(writeNetwork(network))
    expect(result).toMatchObject({ accepted: true, outputs: [{ type: quantisation, shape: [1, 10] }] })
  })
})
