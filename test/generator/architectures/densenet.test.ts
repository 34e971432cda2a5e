import { describe, expect, it } from 'vitest'
import { writeNetwork } from '../../../src/model/tflite/write.ts'
import { macsIn, parametersIn } from '../../support/network-counts.ts'
import { operatorsByKind } from '../../support/operator-kinds.ts'
import { buildReference, shapesOf } from '../../support/reference.ts'
import { runModel } from '../../support/tflite-runtime.ts'

const networks = {
  121: buildReference('densenet-121'),
  169: buildReference('densenet-169'),
  201: buildReference('densenet-201'),
}

describe('a DenseNet', () => {
  it.each([
    // `num_params` of torchvision/models/densenet.py, pytorch/vision: weights, dense biases, and factor and shift of
    // every normalised channel. Of the two, folding leaves one in the stem and in the 1x1 convolution of each layer.
    // Converters give convolutions that have no bias one of zeros: 32 in each layer, and half a block's channels in
    // each transition.
    [121, 7_978_856 - (64 + 58 * 128) + 58 * 32 + (128 + 256 + 512)],
    [169, 14_149_480 - (64 + 82 * 128) + 82 * 32 + (128 + 256 + 640)],
    [201, 20_013_928 - (64 + 98 * 128) + 98 * 32 + (128 + 256 + 896)],
  ] as const)('of %i layers has the parameters of torchvision', (depth, parameters) => {
    expect(parametersIn(networks[depth])).toBe(parameters)
  })

  it.each([
    // `_ops` of the same file in G: products of convolutions and dense layers (pull request 6936).
    [121, 2.834],
    [169, 3.36],
    [201, 4.291],
  ] as const)('of %i layers multiplies as often as torchvision says', (depth, macs) => {
    expect(macsIn(networks[depth]) / 1e9).toBeCloseTo(macs, 3)
  })

  it.each([
    [121, 6 + 12 + 24 + 16],
    [169, 6 + 12 + 32 + 32],
    [201, 6 + 12 + 48 + 32],
  ] as const)('of %i layers joins %i times and quantises anew only once', (depth, layers) => {
    expect(operatorsByKind(networks[depth])).toEqual({
      PAD: 2,
      // Two in each layer, one in each of three transitions, and the stem.
      CONV_2D: 2 * layers + 3 + 1,
      MAX_POOL_2D: 1,
      QUANTIZE: 1,
      // Before each layer and transition, and at the end.
      MUL: layers + 3 + 1,
      ADD: layers + 3 + 1,
      CONCATENATION: layers,
      AVERAGE_POOL_2D: 3,
      MEAN: 1,
      FULLY_CONNECTED: 1,
      SOFTMAX: 1,
    })
    expect(shapesOf(networks[depth], networks[depth].outputs)).toEqual([[1, 1000]])
  })

  it('grows by 32 channels a layer and halves them between blocks', () => {
    const { operators } = networks[121]
    const joined = operators.filter(({ kind }) => kind === 'CONCATENATION').flatMap(({ outputs }) => outputs)
    const lastOfBlocks = [0, 5, 6, 17, 41, 57].map((layer) => joined[layer] ?? -1)
    expect(shapesOf(networks[121], lastOfBlocks)).toEqual([
      [1, 56, 56, 96],
      [1, 56, 56, 256],
      [1, 28, 28, 160],
      [1, 28, 28, 512],
      [1, 14, 14, 1024],
      [1, 7, 7, 1024],
    ])
  })

  it.each(['uint8', 'int8'] as const)('runs in the interpreter in %s, on the smallest image', async (quantisation) => {
    const network = buildReference('densenet-121', { inputSize: 32, classes: 10, quantisation })
    const result = await runModel(writeNetwork(network))
    expect(result).toMatchObject({ accepted: true, outputs: [{ type: quantisation, shape: [1, 10] }] })
  })

  it('takes no image that its pools use up', () => {
    expect(() => buildReference('densenet-121', { inputSize: 16 })).toThrow(RangeError)
  })
})
