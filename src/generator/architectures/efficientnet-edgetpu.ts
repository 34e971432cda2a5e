import type { Network } from '../../model/network.ts'
import { conv2d } from '../layers/convolution.ts'
import { NetworkBuilder } from '../network-builder.ts'
import type { Architecture, ArchitectureChoices } from './architecture.ts'
import { scaledChannels } from './channels.ts'
import { type CompoundScale, mobileBlocks, type Stage } from './efficientnet.ts'
import { imageNetClasses, meanDenseHead } from './heads.ts'

/**
 * `blocks_args` of models/official/efficientnet/edgetpu/efficientnet_edgetpu_builder.py, tensorflow/tpu. The first
 * block is given the stem's 32 channels but widens as if they were 24.
 */
const stages: readonly Stage[] = [
  {
    isFused: true, repeats: 1, kernel: 3, stride: 1, expansion: 4, channels: 24, expandedChannels: 24, hasSkip: false,
  },
  { isFused: true, repeats: 2, kernel: 3, stride: 2, expansion: 8, channels: 32 },
  { isFused: true, repeats: 4, kernel: 3, stride: 2, expansion: 8, channels: 48 },
  { isFused: false, repeats: 5, kernel: 5, stride: 2, expansion: 8, channels: 96 },
  { isFused: false, repeats: 4, kernel: 5, stride: 1, expansion: 8, channels: 144 },
  { isFused: false, repeats: 2, kernel: 5, stride: 2, expansion: 8, channels: 192 },
]

const stemChannels = 32
const headChannels = 1280
const activation = 'relu'

interface Size extends CompoundScale {
  readonly letter: 'S' | 'M' | 'L'
  readonly inputSize: number
}

/** `efficientnet_edgetpu_params` of the same file. */
const sizes: readonly Size[] = [
  { letter: 'S', width: 1, depth: 1, inputSize: 224 },
  { letter: 'M', width: 1, depth: 1.1, inputSize: 240 },
  { letter: 'L', width: 1.2, depth: 1.4, inputSize: 300 },
]

/**
 * EfficientNet-EdgeTPU S, M and L. The published files were quantised after training and take and give uint8; here
 * they are uint8 throughout, without the conversions at both ends. The head is that of `efficientnet_model.py`, before
 * the softmax of `export_model.py`.
 */
export const efficientNetEdgeTpuArchitectures: readonly Architecture[] = sizes.map((size) => ({
  name: `efficientnet-edgetpu-${size.letter.toLowerCase()}`,
  title: `EfficientNet-EdgeTPU ${size.letter}`,
  source: 'Gupta and Akin, "Accelerator-aware Neural Network Design using AutoML", arXiv:2003.02838',
  defaults: { inputSize: size.inputSize, widthMultiplier: 1, classes: imageNetClasses, quantisation: 'uint8' },
  hasWidth: false,
  build: (choices) => efficientNetEdgeTpu(size, choices),
}))

function efficientNetEdgeTpu(size: Size, choices: ArchitectureChoices): Network {
  const { inputSize, classes, quantisation, seed, weights } = choices
  const description = `EfficientNet-EdgeTPU ${size.letter}/${inputSize}`
  const builder = new NetworkBuilder({ quantisation, seed, weights, description })
  const image = builder.input('images', [1, inputSize, inputSize, 3])
  const stemFilters = scaledChannels(stemChannels, size.width)
  const stem = conv2d(builder, image, { filters: stemFilters, kernel: 3, stride: 2, activation })
  const blocks = mobileBlocks(builder, stem, stages, size, activation)
  const filters = scaledChannels(headChannels, size.width)
  const features = conv2d(builder, blocks, { filters, kernel: 1, activation })
  return builder.build(meanDenseHead(builder, features, classes))
}
