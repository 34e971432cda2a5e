import type { Network } from '../../model/network.ts'
import { conv2d, depthwiseConv2d } from '../layers/convolution.ts'
import { add } from '../layers/elementwise.ts'
import { NetworkBuilder, type Value } from '../network-builder.ts'
import { imageOf } from '../shapes.ts'
import type { Architecture } from './architecture.ts'
import { scaledChannels } from './channels.ts'
import { classifierHead, imageNetClasses, type MobileNetOptions } from './mobilenet.ts'

interface Stage {
  /** Factor by which a block widens its input. */
  readonly expansion: number
  readonly channels: number
  readonly repeats: number
  /** Stride of the stage's first block; the others have 1. */
  readonly stride: 1 | 2
}

/** Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", arXiv:1801.04381, table 2. */
const stages: readonly Stage[] = [
  { expansion: 1, channels: 16, repeats: 1, stride: 1 },
  { expansion: 6, channels: 24, repeats: 2, stride: 2 },
  { expansion: 6, channels: 32, repeats: 3, stride: 2 },
  { expansion: 6, channels: 64, repeats: 4, stride: 2 },
  { expansion: 6, channels: 96, repeats: 3, stride: 1 },
  { expansion: 6, channels: 160, repeats: 3, stride: 2 },
  { expansion: 6, channels: 320, repeats: 1, stride: 1 },
]

const lastChannels = 1280

/**
 * MobileNet v2 with random weights: the operators, shapes and order of the published `mobilenet_v2_*_quant.tflite`,
 * also where the quantisation is int8. A multiplier below 1 leaves the last convolution as wide as it is (section 6.1
 * of the paper).
 */
export function mobileNetV2(options: MobileNetOptions): Network {
  const { widthMultiplier, inputSize, classes = imageNetClasses, quantisation, seed } = options
  const description = `MobileNet v2 ${widthMultiplier}/${inputSize}`
  const builder = new NetworkBuilder({ quantisation, seed, description })
  const image = builder.input('input', [1, inputSize, inputSize, 3])
  const stem = conv2d(builder, image, {
    filters: scaledChannels(32, widthMultiplier),
    kernel: 3,
    stride: 2,
    activation: 'relu6',
  })
  const bottlenecks = stages.reduce((value, { expansion, channels, repeats, stride }) => {
    const filters = scaledChannels(channels, widthMultiplier)
    return Array.from({ length: repeats }, (_, repeat) => (repeat === 0 ? stride : 1)).reduce(
      (previous, blockStride) => invertedResidual(builder, previous, expansion, filters, blockStride),
      value,
    )
  }, stem)
  const filters = scaledChannels(lastChannels, Math.max(1, widthMultiplier))
  const features = conv2d(builder, bottlenecks, { filters, kernel: 1, activation: 'relu6' })
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

/** Widen, filter each channel, narrow without activation function; add the input where the shapes agree. */
function invertedResidual(
  builder: NetworkBuilder,
  input: Value,
  expansion: number,
  filters: number,
  stride: 1 | 2,
): Value {
  const { channels } = imageOf(input.shape)
  const wide =
    expansion === 1 ? input : conv2d(builder, input, { filters: channels * expansion, kernel: 1, activation: 'relu6' })
  const spatial = depthwiseConv2d(builder, wide, { kernel: 3, stride, activation: 'relu6' })
  const narrow = conv2d(builder, spatial, { filters, kernel: 1 })
  return stride === 1 && channels === filters ? add(builder, narrow, input) : narrow
}
