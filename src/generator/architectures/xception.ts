import type { Network } from '../../model/network.ts'
import { type FusedActivation, relu } from '../layers/activation.ts'
import { conv2d, depthwiseConv2d } from '../layers/convolution.ts'
import { add } from '../layers/elementwise.ts'
import { NetworkBuilder } from '../network-builder.ts'
import type { Architecture, ArchitectureChoices } from './architecture.ts'
import { imageNetLabels, meanDenseHead } from './heads.ts'
import { convolution, halving, type Layer, maxPool, repeated, sequence, valid, validHalving } from './layer.ts'

/** Chollet, arXiv:1610.02357, figure 5; padding and biases as Keras has them (`keras/applications/xception.py`). */
const features = sequence(
  convolution(32, 3, validHalving),
  convolution(64, 3, valid),
  reduction(128, separable(128, 'relu')),
  reduction(256, sequence(relu, separable(256, 'relu'))),
  reduction(728, sequence(relu, separable(728, 'relu'))),
  repeated(8, middleBlock(728)),
  reduction(1024, sequence(relu, separable(728, 'relu'))),
  separable(1536, 'relu'),
  separable(2048, 'relu'),
)

function xception({ inputSize, classes, quantisation, seed, weights }: ArchitectureChoices): Network {
  const builder = new NetworkBuilder({ quantisation, seed, weights, description: `Xception ${inputSize}` })
  const image = builder.input('input', [1, inputSize, inputSize, 3])
  return builder.build(meanDenseHead(builder, features(builder, image), classes))
}

export const xceptionArchitecture: Architecture = {
  name: 'xception',
  title: 'Xception',
  source: 'Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions", arXiv:1610.02357',
  defaults: { inputSize: 299, widthMultiplier: 1, classes: imageNetLabels, quantisation: 'int8' },
  hasWidth: false,
  build: xception,
}

/**
 * A depthwise and a 1x1 convolution with nothing between them. The depthwise one has no bias in Keras, but the operator
 * takes one, so that the converter writes zeros.
 */
function separable(filters: number, activation: FusedActivation): Layer {
  return (builder, input) => {
    const spatial = depthwiseConv2d(builder, input, { kernel: 3 })
    return conv2d(builder, spatial, { filters, kernel: 1, activation })
  }
}

/** Halves height and width, beside a shortcut that does. */
function reduction(filters: number, first: Layer): Layer {
  return (builder, input) => {
    const shortcut = conv2d(builder, input, { filters, kernel: 1, stride: 2 })
    const path = sequence(first, separable(filters, 'none'), maxPool(3, halving))
    return add(builder, path(builder, input), shortcut)
  }
}

function middleBlock(filters: number): Layer {
  const path = sequence(relu, separable(filters, 'relu'), separable(filters, 'relu'), separable(filters, 'none'))
  return (builder, input) => add(builder, path(builder, input), input)
}
