import type { Network } from '../../model/network.ts'
import { quantize } from '../layers/conversion.ts'
import { conv2d } from '../layers/convolution.ts'
import { averagePool2d } from '../layers/pooling.ts'
import { concatenation, resizeBilinear } from '../layers/rearrange.ts'
import { argMax } from '../layers/selection.ts'
import { NetworkBuilder, scalingOf, type Value } from '../network-builder.ts'
import { imageOf } from '../shapes.ts'
import type { Architecture, ArchitectureChoices } from './architecture.ts'
import { mobileNetV2Blocks } from './mobilenet-v2-backbone.ts'

/** Filters of the head's convolutions, also in narrower networks: Chen et al., arXiv:1706.05587, section 3.3. */
const headFilters = 256

/** The narrower networks round their channel counts to no step: the published file has blocks of 12 channels. */
const channelStep = 1

/** Pascal VOC 2012's twenty classes and the background. */
const pascalClasses = 21

/**
 * DeepLab v3 on MobileNet v2 with random weights: the operators, options, shapes and order of the published
 * `deeplabv3_mnv2_dm05_pascal_quant.tflite`, whose result is a label for every pixel. As MobileNet v2's paper proposes
 * (arXiv:1801.04381, section 6.3), its head is a 1x1 convolution beside the image's mean, at an output stride of 16.
 */
export function deepLabV3MobileNetV2(choices: ArchitectureChoices): Network {
  const { inputSize, widthMultiplier, classes, quantisation, seed, weights } = choices
  const description = `DeepLab v3 MobileNet v2 ${widthMultiplier}/${inputSize}`
  const builder = new NetworkBuilder({ quantisation, seed, weights, description })
  const image = builder.input('input', [1, inputSize, inputSize, 3])
  const blocks = mobileNetV2Blocks(builder, image, { widthMultiplier, channelStep, outputStride: 16 })
  const features = blocks.at(-1)?.output ?? image
  const { height, width } = imageOf(features.shape)
  const scores = conv2d(builder, head(builder, features), { filters: classes, kernel: 1 })
  // The published file resizes to the size that the scores have, then to the image's.
  const unchanged = resizeBilinear(builder, scores, height, width, true)
  return builder.build(argMax(builder, resizeBilinear(builder, unchanged, inputSize, inputSize, true), 3))
}

/** Each position's features beside the whole image's mean, joined by a convolution. */
function head(builder: NetworkBuilder, features: Value): Value {
  const { height, width } = imageOf(features.shape)
  const convolution = { filters: headFilters, kernel: 1, activation: 'relu' } as const
  const pooled = averagePool2d(builder, features, { window: [height, width], stride: 1 })
  const local = conv2d(builder, features, convolution)
  const global = resizeBilinear(builder, conv2d(builder, pooled, convolution), height, width, true)
  const alike = quantize(builder, global, scalingOf(local))
  return conv2d(builder, concatenation(builder, [alike, local], 3), convolution)
}

export const deepLabV3MobileNetV2Architecture: Architecture = {
  name: 'deeplab-v3-mobilenet-v2',
  title: 'DeepLab v3 MobileNet v2',
  source: 'Chen et al., arXiv:1706.05587; Sandler et al., arXiv:1801.04381, section 6.3',
  defaults: { inputSize: 513, widthMultiplier: 1, classes: pascalClasses, quantisation: 'uint8' },
  hasWidth: true,
  build: deepLabV3MobileNetV2,
}
