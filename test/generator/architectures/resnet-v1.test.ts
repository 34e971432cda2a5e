import { describe, expect, it } from 'vitest'
import { writeNetwork } from '../../../src/model/tflite/write.ts'
import { macsIn, parametersIn } from '../../support/network-counts.ts'
import { operatorsByKind } from '../../support/operator-kinds.ts'
import { buildReference, shapesOf } from '../../support/reference.ts'
import { runModel } from '../../support/tflite-runtime.ts'

const classes = 1000
const original = buildReference('resnet-50-v1')
const later = buildReference('resnet-50-v1.5', { classes })
const slim = buildReference('resnet-50-v1-slim')
const deep = buildReference('resnet-101-v1')
const deepest = buildReference('resnet-152-v1')

describe('a ResNet of the first version', () => {
  it.each([
    // `num_params` of torchvision/models/resnet.py, pytorch/vision, counts weights, dense biases, and factor and shift
    // of every normalised channel. A folded normalisation leaves one bias for the two. Half of what Keras calls
    // non-trainable (53,120, 105,344 and 151,424 in the summaries of ResNet50, 101 and 152) are these channels.
    ['50', original, 25_557_032 - 26_560],
    ['50, v1.5', later, 25_557_032 - 26_560],
    ['50 of slim', slim, 25_557_032 - 26_560],
    ['101', deep, 44_549_160 - 52_672],
    ['152', deepest, 60_192_808 - 75_712],
  ])('%s has the parameters of torchvision', (_, network, parameters) => {
    expect(parametersIn(network)).toBe(parameters)
  })

  it('v1.5 multiplies as often as torchvision says', () => {
    // `_ops` of torchvision/models/resnet.py in G: products of convolutions and dense layers (pull request 6936).
    expect(macsIn(later) / 1e9).toBeCloseTo(4.089, 3)
  })

  it.each([
    // He et al., table 1: "FLOPs", in the text explained as multiply-adds. It says 3.8 for 50 layers, which is cut, not
    // rounded; the Vitis AI Model Zoo calls the one of Keras tf2_resnet50_7.76G, two for each multiply-accumulate.
    ['50', original, 7.76e9 / 2],
    ['101', deep, 7.6e9],
    ['152', deepest, 11.3e9],
    // tf_resnetv1_50_imagenet_224_224_6.97G of the same collection, which is the one of TensorFlow slim.
    ['50 of slim', slim, 6.97e9 / 2],
  ])('%s multiplies as often as published, within one percent', (_, network, macs) => {
    expect(Math.abs(macsIn(network) / macs - 1)).toBeLessThan(0.01)
  })

  const dense = { MEAN: 1, FULLY_CONNECTED: 1, SOFTMAX: 1 }
  it.each([
    // Three convolutions a unit, one before the first and one around the first unit of each of four stages.
    ['50', original, { PAD: 1, CONV_2D: 3 * 16 + 5, MAX_POOL_2D: 1, ADD: 16, ...dense }],
    ['101', deep, { PAD: 1, CONV_2D: 3 * 33 + 5, MAX_POOL_2D: 1, ADD: 33, ...dense }],
    ['152', deepest, { PAD: 1, CONV_2D: 3 * 50 + 5, MAX_POOL_2D: 1, ADD: 50, ...dense }],
    // Zeros before each of the three 3x3 convolutions with a stride.
    ['50, v1.5', later, { PAD: 4, CONV_2D: 3 * 16 + 5, MAX_POOL_2D: 1, ADD: 16, ...dense }],
    // There also three pools around the strided units, and a convolution as classifier.
    [
      '50 of slim',
      slim,
      { PAD: 4, CONV_2D: 3 * 16 + 6, MAX_POOL_2D: 4, ADD: 16, MEAN: 1, RESHAPE: 1, SOFTMAX: 1 },
    ],
  ])('%s has the units of its definition', (_, network, kinds) => {
    expect(operatorsByKind(network)).toEqual(kinds)
    expect(shapesOf(network, network.outputs)).toEqual([[1, classes]])
  })

  it.each([
    ['original', original, [56, 28, 14, 7]],
    ['slim', slim, [28, 14, 7, 7]],
  ])('halves the image where the %s one does', (_, network, heights) => {
    const sums = network.operators.filter(({ kind }) => kind === 'ADD').flatMap(({ outputs }) => outputs)
    // The last units of the stages of 3, 4, 6 and 3.
    const last = [2, 6, 12, 15].map((unit) => sums[unit] ?? -1)
    const channels = [256, 512, 1024, 2048]
    expect(shapesOf(network, last)).toEqual(heights.map((height, stage) => [1, height, height, channels[stage]]))
  })

  it.each(['resnet-50-v1', 'resnet-50-v1-slim'])('runs in the interpreter: %s', async (name) => {
    const result = await runModel(writeNetwork(buildReference(name, { inputSize: 32, classes: 10 })))
    expect(result).toMatchObject({ accepted: true, outputs: [{ type: 'uint8', shape: [1, 10] }] })
  })
})
