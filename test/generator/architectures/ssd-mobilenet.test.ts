import { describe, expect, it } from 'vitest'
import { analyse } from '../../../src/analysis/analyse.ts'
import type { Architecture } from '../../../src/generator/architectures/architecture.ts'
import { mobileNetV1 } from '../../../src/generator/architectures/mobilenet-v1.ts'
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

/** A layer of the detector's own, with the side of the map that it gives. */
interface OwnLayer {
  readonly weights: number
  readonly filters: number
  readonly side: number
}

/** By hand: what follows features of 10x10 with so many channels. */
function layersAfter(channels: number): readonly OwnLayer[] {
  return [
    { weights: channels * 256, filters: 256, side: 10 },
    { weights: 3 * 3 * 256 * 512, filters: 512, side: 5 },
    { weights: 512 * 128, filters: 128, side: 5 },
    { weights: 3 * 3 * 128 * 256, filters: 256, side: 3 },
    { weights: 256 * 128, filters: 128, side: 3 },
    { weights: 3 * 3 * 128 * 256, filters: 256, side: 2 },
    { weights: 256 * 64, filters: 64, side: 2 },
    { weights: 3 * 3 * 64 * 128, filters: 128, side: 1 },
  ]
}

/** By hand: predictors of 4 box numbers and 91 scores for three anchors on the finest map, and six on the others. */
const ofCoco = 4 + 91
/** The same of 2 scores. */
const ofFaces = 4 + 2

describe.each([
  {
    architecture: ssdMobileNetV1Architecture,
    backbone: mobileNetV1({ widthMultiplier: 1, inputSize: 300, quantisation: 'uint8', seed: 1 }),
    features: 1024,
    predictors: [
      { weights: 512 * 3 * ofCoco, filters: 3 * ofCoco, side: 19 },
      { weights: 1024 * 6 * ofCoco, filters: 6 * ofCoco, side: 10 },
      { weights: 512 * 6 * ofCoco, filters: 6 * ofCoco, side: 5 },
      { weights: 256 * 6 * ofCoco, filters: 6 * ofCoco, side: 3 },
      { weights: 256 * 6 * ofCoco, filters: 6 * ofCoco, side: 2 },
      { weights: 128 * 6 * ofCoco, filters: 6 * ofCoco, side: 1 },
    ],
  },
  {
    architecture: ssdMobileNetV2Architecture,
    backbone: mobileNetV2({ widthMultiplier: 1, inputSize: 300, quantisation: 'uint8', seed: 1 }),
    features: 1280,
    predictors: [
      { weights: 576 * 3 * ofCoco, filters: 3 * ofCoco, side: 19 },
      { weights: 1280 * 6 * ofCoco, filters: 6 * ofCoco, side: 10 },
      { weights: 512 * 6 * ofCoco, filters: 6 * ofCoco, side: 5 },
      { weights: 256 * 6 * ofCoco, filters: 6 * ofCoco, side: 3 },
      { weights: 256 * 6 * ofCoco, filters: 6 * ofCoco, side: 2 },
      { weights: 128 * 6 * ofCoco, filters: 6 * ofCoco, side: 1 },
    ],
  },
  {
    architecture: ssdMobileNetV2FaceArchitecture,
    backbone: mobileNetV2({ widthMultiplier: 1, inputSize: 320, quantisation: 'uint8', seed: 1 }),
    features: 1280,
    predictors: [
      { weights: 3 * 3 * 576 * 3 * ofFaces, filters: 3 * ofFaces, side: 20 },
      { weights: 3 * 3 * 1280 * 6 * ofFaces, filters: 6 * ofFaces, side: 10 },
      { weights: 3 * 3 * 512 * 6 * ofFaces, filters: 6 * ofFaces, side: 5 },
      { weights: 3 * 3 * 256 * 6 * ofFaces, filters: 6 * ofFaces, side: 3 },
      { weights: 3 * 3 * 256 * 6 * ofFaces, filters: 6 * ofFaces, side: 2 },
      { weights: 3 * 3 * 128 * 6 * ofFaces, filters: 6 * ofFaces, side: 1 },
    ],
  },
])('$architecture.title has, besides its backbone,', ({ architecture, backbone, features, predictors }) => {
  // No source states these networks' counts exactly.
  const network = published(architecture)
  const own = [...layersAfter(features), ...predictors]
  const head = { weights: features * 1001, filters: 1001 }

  it('the parameters of its own layers, and its anchors', () => {
    const ownParameters = own.reduce((sum, { weights, filters }) => sum + weights + filters, 0)
    const shared = parametersIn(backbone) - head.weights - head.filters
    // Four numbers each.
    const anchors = 4 * predictors.reduce((sum, { side }, map) => sum + (map === 0 ? 3 : 6) * side * side, 0)
    expect(parametersIn(network)).toBe(shared + ownParameters + anchors)
  })

  it('the multiply-accumulates of its own layers', () => {
    const ownMacs = own.reduce((sum, { weights, side }) => sum + weights * side * side, 0)
    expect(macsIn(network)).toBe(macsIn(backbone) - head.weights + ownMacs)
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
