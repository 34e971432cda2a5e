import type { Network } from '../../model/network.ts'
import { NetworkBuilder } from '../network-builder.ts'
import type { Architecture, ArchitectureChoices } from './architecture.ts'
import { imageNetClasses, pooledDenseHead } from './heads.ts'
import {
  averagePool, branches, convolution, type Layer, maxPool, repeated, sequence, valid, validHalving,
} from './layer.ts'

/**
 * Source of all layers: Szegedy et al., arXiv:1602.07261, figures 3 to 9, and tensorflow/models
 * `research/slim/nets/inception_v4.py`, whose order of the factors in long branches this is. No auxiliary head.
 */
const stem = sequence(
  convolution(32, 3, validHalving),
  convolution(32, 3, valid),
  convolution(64, 3),
  branches(maxPool(3, validHalving), convolution(96, 3, validHalving)),
  branches(
    sequence(convolution(64), convolution(96, 3, valid)),
    sequence(convolution(64), convolution(64, [1, 7]), convolution(64, [7, 1]), convolution(96, 3, valid)),
  ),
  branches(convolution(192, 3, validHalving), maxPool(3, validHalving)),
)

/** 35x35 of a 299x299 image. */
const blockA = branches(
  convolution(96),
  sequence(convolution(64), convolution(96, 3)),
  sequence(convolution(64), convolution(96, 3), convolution(96, 3)),
  sequence(averagePool(3), convolution(96)),
)

const reductionA = branches(
  convolution(384, 3, validHalving),
  sequence(convolution(192), convolution(224, 3), convolution(256, 3, validHalving)),
  maxPool(3, validHalving),
)

/** 17x17. */
const blockB = branches(
  convolution(384),
  sequence(convolution(192), convolution(224, [1, 7]), convolution(256, [7, 1])),
  sequence(
    convolution(192),
    convolution(192, [7, 1]),
    convolution(224, [1, 7]),
    convolution(224, [7, 1]),
    convolution(256, [1, 7]),
  ),
  sequence(averagePool(3), convolution(128)),
)

const reductionB = branches(
  sequence(convolution(192), convolution(192, 3, validHalving)),
  sequence(convolution(256), convolution(256, [1, 7]), convolution(320, [7, 1]), convolution(320, 3, validHalving)),
  maxPool(3, validHalving),
)

const split = branches(convolution(256, [1, 3]), convolution(256, [3, 1]))

/** 8x8. */
const blockC = branches(
  convolution(256),
  sequence(convolution(384), split),
  sequence(convolution(384), convolution(448, [3, 1]), convolution(512, [1, 3]), split),
  sequence(averagePool(3), convolution(256)),
)

const features: Layer = sequence(
  stem,
  repeated(4, blockA),
  reductionA,
  repeated(7, blockB),
  reductionB,
  repeated(3, blockC),
)

/** Inception v4 with random weights, as the published `inception_v4_299_quant.tflite` has its layers. */
function inceptionV4({ inputSize, classes, quantisation, seed, weights }: ArchitectureChoices): Network {
  const builder = new NetworkBuilder({ quantisation, seed, weights, description: `Inception v4 ${inputSize}` })
  const image = builder.input('input', [1, inputSize, inputSize, 3])
  return builder.build(pooledDenseHead(builder, features(builder, image), classes, 1))
}

export const inceptionV4Architecture: Architecture = {
  name: 'inception-v4',
  title: 'Inception v4',
  source: 'Szegedy et al., "Inception-v4, Inception-ResNet and the Impact of Residual Connections", arXiv:1602.07261',
  defaults: { inputSize: 299, widthMultiplier: 1, classes: imageNetClasses, quantisation: 'uint8' },
  hasWidth: false,
  build: inceptionV4,
}
