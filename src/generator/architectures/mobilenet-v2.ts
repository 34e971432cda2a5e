import type { Network } from '../../model/network.ts'
import { NetworkBuilder } from '../network-builder.ts'
import type { Architecture } from './architecture.ts'
import { classifierHead, imageNetClasses } from './heads.ts'
import type { MobileNetOptions } from './mobilenet-options.ts'
import { lastConvolution, mobileNetV2Blocks } from './mobilenet-v2-backbone.ts'

/**
 * MobileNet v2 with random weights: the operators, shapes and order of the published `mobilenet_v2_*_quant.tflite`,
 * also where the quantisation is int8.
 */
export function mobileNetV2(options: MobileNetOptions): Network {
  const { widthMultiplier, inputSize, classes = imageNetClasses, quantisation, seed, weights } = options
  const description = `MobileNet v2 ${widthMultiplier}/${inputSize}`
  const builder = new NetworkBuilder({ quantisation, seed, weights, description })
  const image = builder.input('input', [1, inputSize, inputSize, 3])
  const bottlenecks = mobileNetV2Blocks(builder, image, { widthMultiplier }).at(-1)?.output ?? image
  const features = lastConvolution(builder, bottlenecks, widthMultiplier)
  return builder.build(classifierHead(builder, features, classes, 1))
}

export const mobileNetV2Architecture: Architecture = {
  name: 'mobilenet-v2',
  title: 'MobileNet v2',
  source: 'Sandler et al., "MobileNetV2", arXiv:1801.04381',
  defaults: { inputSize: 224, widthMultiplier: 1, classes: imageNetClasses, quantisation: 'uint8' },
  hasWidth: true,
  build: mobileNetV2,
}
