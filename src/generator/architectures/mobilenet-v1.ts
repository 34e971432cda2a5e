import type { Network } from '../../model/network.ts'
import { conv2d, depthwiseConv2d } from '../layers/convolution.ts'
import { NetworkBuilder, type Value } from '../network-builder.ts'
import type { Architecture } from './architecture.ts'
import { scaledChannels } from './channels.ts'
import { classifierHead, imageNetClasses, slimPoolStride } from './heads.ts'
import type { MobileNetOptions } from './mobilenet-options.ts'

/** Filters and stride of the separable blocks: Howard et al., "MobileNets", arXiv:1704.04861, table 1. */
const blocks = [
  [64, 1], [128, 2], [128, 1], [256, 2], [256, 1], [512, 2], [512, 1], [512, 1], [512, 1], [512, 1], [512, 1],
  [1024, 2], [1024, 1],
] as const

/**
 * MobileNet v1 without its head, for a classifier or a detector.
 * @returns the results of the 13 separable blocks, the first at half the image's size and the last at a 32nd
 */
export function mobileNetV1Blocks(builder: NetworkBuilder, image: Value, widthMultiplier: number): readonly Value[] {
  let value = conv2d(builder, image, {
    filters: scaledChannels(32, widthMultiplier),
    kernel: 3,
    stride: 2,
    activation: 'relu6',
  })
  return blocks.map(([channels, stride]) => {
    const spatial = depthwiseConv2d(builder, value, { kernel: 3, stride, activation: 'relu6' })
    const filters = scaledChannels(channels, widthMultiplier)
    value = conv2d(builder, spatial, { filters, kernel: 1, activation: 'relu6' })
    return value
  })
}

/**
 * MobileNet v1 with random weights: the operators, shapes and order of the published `mobilenet_v1_*_quant.tflite`,
 * also where the quantisation is int8.
 */
export function mobileNetV1(options: MobileNetOptions): Network {
  const { widthMultiplier, inputSize, classes = imageNetClasses, quantisation, seed, weights } = options
  const description = `MobileNet v1 ${widthMultiplier}/${inputSize}`
  const builder = new NetworkBuilder({ quantisation, seed, weights, description })
  const image = builder.input('input', [1, inputSize, inputSize, 3])
  const features = mobileNetV1Blocks(builder, image, widthMultiplier).at(-1) ?? image
  return builder.build(classifierHead(builder, features, classes, slimPoolStride))
}

export const mobileNetV1Architecture: Architecture = {
  name: 'mobilenet-v1',
  title: 'MobileNet v1',
  source: 'Howard et al., "MobileNets", arXiv:1704.04861',
  defaults: { inputSize: 224, widthMultiplier: 1, classes: imageNetClasses, quantisation: 'uint8' },
  hasWidth: true,
  build: mobileNetV1,
}
