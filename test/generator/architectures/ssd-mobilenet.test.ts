import { describe, expect, it } from 'vitest'
import { analyse } from '../../../src/analysis/analyse.ts'
import type { Architecture } from '../../../src/generator/architectures/architecture.ts'
import { mobileNetV2 } from '../../../src/generator/architectures/mobilenet-v2.ts'
import {
  ssdMobileNetV1Architecture,
  ssdMobileNetV2Architecture,
  ssdMobileNetV2FaceArchitecture,
} from '../../../src/generator/architectures/ssd-mobilenet.ts'
import type { Network } from '../../../src/model/network.ts'
import { writeNetwork } from '../../../src/model/tflite/write.ts'
import { macsIn, parametersIn } from '../../support/network-counts.ts'
import { runModel } from '../../support/tflite-runtime.ts'

const published = ({ build, defaults }: Architecture, widthMultiplier = 1): Network =>
  build({ ...defaults, widthMultiplier, seed: 1 })

describe('SSD MobileNet v1', () => {
  it('costs what the paper says', () => {
    // arXiv:1704.04861 table 13, SSD 300 with MobileNet: 1.2 billion multiply-adds, 6.8 million parameters, rounded.
    const network = published(ssdMobileNetV1Architecture)
    expect((macsIn(network) / 1e9).toFixed(1)).toBe('1.2')
    expect((parametersIn(network) / 1e6).toFixed(1)).toBe('6.8')
  })

  it('is in width 0.75 what the compiler was given as coco_ssd_mobilenet_v1', () => {
    // iwatake2222/EdgeTPU_Analysis, Result.xlsx: 4.23 MiB on chip, nothing streamed, of a file of 3.99 MiB, whose size
    // is that of coco_ssd_mobilenet_v1_0.75_quant_2018_06_29.zip (tensorflow/tensorflow, `tensorflow/workspace.bzl`).
    const network = published(ssdMobileNetV1Architecture, 0.75)
    const { cachedBytes, streamedBytes, operators, cpuOperators } = analyse(network).totals
    expect((Number(cachedBytes?.value) / 2 ** 20).toFixed(2)).toBe('4.23')
    expect({ streamed: streamedBytes?.value, operators, cpuOperators }).toEqual({
      streamed: 0,
      operators: 64,
      cpuOperators: 1,
    })
    expect(Math.abs(writeNetwork(network).length / 2 ** 20 / 3.99 - 1)).toBeLessThan(0.01)
  })
})

describe('SSD MobileNet v2', () => {
  // No source states this network's counts. By hand: what follows MobileNet v2's features, with each layer's weights
  // and filters and the side of the map that it gives. The last six are the predictors of 4 box numbers and 91 scores.
  const layers = [
    { weights: 1280 * 256, filters: 256, side: 10 },
    { weights: 3 * 3 * 256 * 512, filters: 512, side: 5 },
    { weights: 512 * 128, filters: 128, side: 5 },
    { weights: 3 * 3 * 128 * 256, filters: 256, side: 3 },
    { weights: 256 * 128, filters: 128, side: 3 },
    { weights: 3 * 3 * 128 * 256, filters: 256, side: 2 },
    { weights: 256 * 64, filters: 64, side: 2 },
    { weights: 3 * 3 * 64 * 128, filters: 128, side: 1 },
    { weights: 576 * 3 * 95, filters: 3 * 95, side: 19 },
    { weights: 1280 * 6 * 95, filters: 6 * 95, side: 10 },
    { weights: 512 * 6 * 95, filters: 6 * 95, side: 5 },
    { weights: 256 * 6 * 95, filters: 6 * 95, side: 3 },
    { weights: 256 * 6 * 95, filters: 6 * 95, side: 2 },
    { weights: 128 * 6 * 95, filters: 6 * 95, side: 1 },
  ]
  const classifier = mobileNetV2({ widthMultiplier: 1, inputSize: 300, quantisation: 'uint8', seed: 1 })
  const classifierHead = { weights: 1280 * 1001, filters: 1001 }
  const anchorNumbers = 1917 * 4

  it('has the parameters of MobileNet v2 without its head, of its own layers, and its anchors', () => {
    const own = layers.reduce((sum, { weights, filters }) => sum + weights + filters, 0)
    const shared = parametersIn(classifier) - classifierHead.weights - classifierHead.filters
    expect(parametersIn(published(ssdMobileNetV2Architecture))).toBe(shared + own + anchorNumbers)
  })

  it('has the multiply-accumulates of MobileNet v2 without its head and of its own layers', () => {
    const own = layers.reduce((sum, { weights, side }) => sum + weights * side * side, 0)
    const shared = macsIn(classifier) - classifierHead.weights
    expect(macsIn(published(ssdMobileNetV2Architecture))).toBe(shared + own)
  })
})

describe('SSD MobileNet v2 for faces', () => {
  const network = published(ssdMobileNetV2FaceArchitecture)

  it('pads explicitly before every 3x3 convolution but the predictors', () => {
    const kinds = network.operators.map(({ kind }) => kind)
    // The first convolution, 17 depthwise ones, and four that follow the features.
    expect(kinds.filter((kind) => kind === 'PAD')).toHaveLength(22)
    expect(kinds.filter((_, index) => kinds[index - 1] === 'PAD').every((kind) => kind.endsWith('CONV_2D'))).toBe(true)
  })

  it('has the parameters of MobileNet v2 without its head and, by hand, of its own layers, and its anchors', () => {
    // No source states them. Each predictor's channels and numbers: four of a box and two scores for each anchor.
    const predictors = [
      { channels: 576, numbers: 3 * 6 },
      { channels: 1280, numbers: 6 * 6 },
      { channels: 512, numbers: 6 * 6 },
      { channels: 256, numbers: 6 * 6 },
      { channels: 256, numbers: 6 * 6 },
      { channels: 128, numbers: 6 * 6 },
    ].reduce((sum, { channels, numbers }) => sum + (3 * 3 * channels + 1) * numbers, 0)
    const anchorNumbers = 4 * (3 * 20 * 20 + 6 * (10 * 10 + 5 * 5 + 3 * 3 + 2 * 2 + 1))
    const headlessBackbone = 2_206_816
    const extraLayers = 2_287_296
    expect(parametersIn(network)).toBe(headlessBackbone + extraLayers + predictors + anchorNumbers)
  })
})

describe.each([
  { architecture: ssdMobileNetV1Architecture, anchors: 1917 },
  { architecture: ssdMobileNetV2Architecture, anchors: 1917 },
  { architecture: ssdMobileNetV2FaceArchitecture, anchors: 2034 },
])('$architecture.title', ({ architecture, anchors }) => {
  const choices = { ...architecture.defaults, seed: 1 }
  const { classes } = choices

  it('gives boxes and scores of its anchors to its last operator', () => {
    const network = architecture.build(choices)
    const inputs = network.operators.at(-1)?.inputs.map((index) => network.tensors[index]?.shape)
    expect(inputs).toEqual([[1, anchors, 4], [1, anchors, classes], [anchors, 4]])
  })

  it.each(['uint8', 'int8'] as const)('finds ten boxes in the real interpreter, in %s', async (quantisation) => {
    const network = architecture.build({ ...choices, inputSize: 64, quantisation })
    const result = await runModel(writeNetwork(network))
    if (!result.accepted) throw new Error(result.reason)
    expect(result.outputs.map(({ shape }) => shape)).toEqual([[1, 10, 4], [1, 10], [1, 10], [1]])
    const [, found, scores, count] = result.outputs.map(({ values }) => values)
    expect(count).toEqual([10])
    expect(found?.every((index) => Number.isInteger(index) && index >= 0 && index < classes - 1)).toBe(true)
    expect(scores).toEqual(scores?.toSorted((left, right) => right - left))
    expect(scores?.every((score) => score > 0 && score < 1)).toBe(true)
  })

  it.each([{ inputSize: 32 }, { classes: 1 }])('refuses %o', (change) => {
    expect(() => architecture.build({ ...choices, ...change })).toThrow(RangeError)
  })
})
