import type { Network } from '../../model/network.ts'
import { scalingAfter } from '../layers/activation.ts'
import { quantize } from '../layers/conversion.ts'
import { conv2d } from '../layers/convolution.ts'
import { averagePool2d, maxPool2d } from '../layers/pooling.ts'
import { concatenation } from '../layers/rearrange.ts'
import { scaleAndShift } from '../layers/scale-and-shift.ts'
import { NetworkBuilder, type Value } from '../network-builder.ts'
import { imageOf } from '../shapes.ts'
import type { Architecture, ArchitectureChoices } from './architecture.ts'
import { evenConv2d, paddedEvenly } from './even-padding.ts'
import { imageNetLabels, meanDenseHead } from './heads.ts'

/** Layers of each block: Huang et al., "Densely Connected Convolutional Networks", arXiv:1608.06993, table 1. */
const layersPerBlock = {
  121: [6, 12, 24, 16],
  169: [6, 12, 32, 32],
  201: [6, 12, 48, 32],
} as const

type Depth = keyof typeof layersPerBlock

/** Channels that each layer adds, k in the same table. */
const growth = 32
/** Channels of the 1x1 convolution before them: 4 k (section 3, "Bottleneck layers"). */
const bottleneckChannels = 4 * growth
/** Channels before the first block: 2 k (section 3, "Implementation Details"). */
const stemChannels = 2 * growth
/** Share of the channels that is left between two blocks (section 3, "Compression"). */
const compression = 0.5

const depths: readonly Depth[] = [121, 169, 201]

/** DenseNets with the layers of Keras (keras/applications/densenet.py): zeros, head and a thousand classes included. */
export const denseNetArchitectures: readonly Architecture[] = depths.map((depth) => ({
  name: `densenet-${depth}`,
  title: `DenseNet-${depth}`,
  source: 'Huang et al., "Densely Connected Convolutional Networks", arXiv:1608.06993',
  defaults: { inputSize: 224, widthMultiplier: 1, classes: imageNetLabels, quantisation: 'uint8' },
  hasWidth: false,
  build: (choices) => denseNet(depth, choices),
}))

function denseNet(depth: Depth, { inputSize, classes, quantisation, seed, weights }: ArchitectureChoices): Network {
  const builder = new NetworkBuilder({ quantisation, seed, weights, description: `DenseNet-${depth}/${inputSize}` })
  const image = builder.input('input', [1, inputSize, inputSize, 3])
  const features = layersPerBlock[depth].reduce((value, layers, block) => {
    return denseBlock(builder, block === 0 ? value : transition(builder, value), layers)
  }, stem(builder, image))
  return builder.build(meanDenseHead(builder, scaleAndShift(builder, features, 'relu'), classes))
}

/**
 * A concatenation takes one scaling only. What the layers add has no activation function, so that a block's channels
 * need a signed one; with that for all of them, nothing has to be quantised anew when they are joined. (TensorFlow 1's
 * converter gives what it joins one range in the same way: its flag `change_concat_input_ranges`.) Only the stem ends
 * in a ReLU: its result is converted, once, before the first block.
 */
function stem(builder: NetworkBuilder, image: Value): Value {
  const wide = evenConv2d(builder, image, { filters: stemChannels, kernel: 7, stride: 2, activation: 'relu' })
  const pooled = maxPool2d(builder, paddedEvenly(builder, wide, 1), { window: 3, stride: 2 })
  return quantize(builder, pooled, scalingAfter(builder.quantisation, 'none'))
}

function denseBlock(builder: NetworkBuilder, input: Value, layers: number): Value {
  return Array.from({ length: layers }).reduce<Value>((value) => denseLayer(builder, value), input)
}

/** The first normalisation follows a concatenation and stays; the second folds into the 1x1 convolution. */
function denseLayer(builder: NetworkBuilder, input: Value): Value {
  const normal = scaleAndShift(builder, input, 'relu')
  const narrow = conv2d(builder, normal, { filters: bottleneckChannels, kernel: 1, activation: 'relu' })
  return concatenation(builder, [input, conv2d(builder, narrow, { filters: growth, kernel: 3 })], 3)
}

function transition(builder: NetworkBuilder, input: Value): Value {
  const normal = scaleAndShift(builder, input, 'relu')
  const filters = imageOf(input.shape).channels * compression
  return averagePool2d(builder, conv2d(builder, normal, { filters, kernel: 1 }), { window: 2 })
}
