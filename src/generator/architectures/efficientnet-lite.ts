import type { Network } from '../../model/network.ts'
import { conv2d } from '../layers/convolution.ts'
import { NetworkBuilder } from '../network-builder.ts'
import type { Architecture, ArchitectureChoices } from './architecture.ts'
import { mobileBlocks, type Stage } from './efficientnet.ts'
import { imageNetLabels, pooledDenseHead } from './heads.ts'

/**
 * `_DEFAULT_BLOCKS_ARGS` of models/official/efficientnet/lite/efficientnet_lite_builder.py, tensorflow/tpu, without the
 * squeeze-and-excitation that the same file turns off: the stages of EfficientNet-B0, arXiv:1905.11946, table 1.
 */
const stages: readonly Stage[] = [
  { isFused: false, repeats: 1, kernel: 3, stride: 1, expansion: 1, channels: 16 },
  { isFused: false, repeats: 2, kernel: 3, stride: 2, expansion: 6, channels: 24 },
  { isFused: false, repeats: 2, kernel: 5, stride: 2, expansion: 6, channels: 40 },
  { isFused: false, repeats: 3, kernel: 3, stride: 2, expansion: 6, channels: 80 },
  { isFused: false, repeats: 3, kernel: 5, stride: 1, expansion: 6, channels: 112 },
  { isFused: false, repeats: 4, kernel: 5, stride: 2, expansion: 6, channels: 192 },
  { isFused: false, repeats: 1, kernel: 3, stride: 1, expansion: 6, channels: 320 },
]

const stemChannels = 32
const headChannels = 1280
const activation = 'relu6'

/**
 * EfficientNet-Lite0. The published file was quantised after training and takes and gives uint8; here it is int8
 * throughout, without the conversions at both ends.
 */
export const efficientNetLite0Architecture: Architecture = {
  name: 'efficientnet-lite0',
  title: 'EfficientNet-Lite0',
  source: 'models/official/efficientnet/lite, tensorflow/tpu',
  defaults: { inputSize: 224, widthMultiplier: 1, classes: imageNetLabels, quantisation: 'int8' },
  hasWidth: false,
  build: efficientNetLite0,
}

function efficientNetLite0({ inputSize, classes, quantisation, seed, weights }: ArchitectureChoices): Network {
  const builder = new NetworkBuilder({ quantisation, seed, weights, description: `EfficientNet-Lite0/${inputSize}` })
  const image = builder.input('images', [1, inputSize, inputSize, 3])
  const stem = conv2d(builder, image, { filters: stemChannels, kernel: 3, stride: 2, activation })
  const blocks = mobileBlocks(builder, stem, stages, { width: 1, depth: 1 }, activation)
  const features = conv2d(builder, blocks, { filters: headChannels, kernel: 1, activation })
  // The mean is a pool over the whole image here (`local_pooling` in the same file, for the sake of TFLite).
  return builder.build(pooledDenseHead(builder, features, classes, 1))
}
