import type { Network } from '../../model/network.ts'
import { NetworkBuilder } from '../network-builder.ts'
import type { Architecture, ArchitectureChoices } from './architecture.ts'
import { classifierHead, imageNetClasses, slimPoolStride } from './heads.ts'
import { averagePool, branches, convolution, type Layer, maxPool, sequence, valid, validHalving } from './layer.ts'

/** Source of all layers: tensorflow/models `research/slim/nets/inception_v3.py`, without the auxiliary head. */
const features = sequence(
  convolution(32, 3, validHalving),
  convolution(32, 3, valid),
  convolution(64, 3),
  maxPool(3, validHalving),
  convolution(80, 1, valid),
  convolution(192, 3, valid),
  maxPool(3, validHalving),
  // Mixed_5b to 5d: 35x35 of a 299x299 image.
  squareBlock(32),
  squareBlock(64),
  squareBlock(64),
  // Mixed_6a to 6e: 17x17.
  branches(
    convolution(384, 3, validHalving),
    sequence(convolution(64), convolution(96, 3), convolution(96, 3, validHalving)),
    maxPool(3, validHalving),
  ),
  factorisedBlock(128),
  factorisedBlock(160),
  factorisedBlock(160),
  factorisedBlock(192),
  // Mixed_7a to 7c: 8x8.
  branches(
    sequence(convolution(192), convolution(320, 3, validHalving)),
    sequence(convolution(192), convolution(192, [1, 7]), convolution(192, [7, 1]), convolution(192, 3, validHalving)),
    maxPool(3, validHalving),
  ),
  splitBlock(),
  splitBlock(),
)

/**
 * Inception v3 with random weights, in place of the published `inception_v3_quant.tflite`: the layers of slim's
 * definition, softmax included. A list of operators in converted files (Samsung/ONE issue 4066) has no softmax for v3.
 */
function inceptionV3({ inputSize, classes, quantisation, seed, weights }: ArchitectureChoices): Network {
  const builder = new NetworkBuilder({ quantisation, seed, weights, description: `Inception v3 ${inputSize}` })
  const image = builder.input('input', [1, inputSize, inputSize, 3])
  return builder.build(classifierHead(builder, features(builder, image), classes, slimPoolStride))
}

export const inceptionV3Architecture: Architecture = {
  name: 'inception-v3',
  title: 'Inception v3',
  source: 'Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", arXiv:1512.00567',
  defaults: { inputSize: 299, widthMultiplier: 1, classes: imageNetClasses, quantisation: 'uint8' },
  hasWidth: false,
  build: inceptionV3,
}

/** Figure 5 of the paper, where two 3x3 convolutions stand for a 5x5 one; slim keeps 5x5 in the second branch. */
function squareBlock(pooled: number): Layer {
  return branches(
    convolution(64),
    sequence(convolution(48), convolution(64, 5)),
    sequence(convolution(64), convolution(96, 3), convolution(96, 3)),
    sequence(averagePool(3), convolution(pooled)),
  )
}

/** Figure 6 of the paper: 7x7 convolutions as 1x7 and 7x1 ones. */
function factorisedBlock(narrow: number): Layer {
  return branches(
    convolution(192),
    sequence(convolution(narrow), convolution(narrow, [1, 7]), convolution(192, [7, 1])),
    sequence(
      convolution(narrow),
      convolution(narrow, [7, 1]),
      convolution(narrow, [1, 7]),
      convolution(narrow, [7, 1]),
      convolution(192, [1, 7]),
    ),
    sequence(averagePool(3), convolution(192)),
  )
}

/** Figure 7 of the paper: 1x3 and 3x1 convolutions side by side. */
function splitBlock(): Layer {
  const split = branches(convolution(384, [1, 3]), convolution(384, [3, 1]))
  return branches(
    convolution(320),
    sequence(convolution(384), split),
    sequence(convolution(448), convolution(384, 3), split),
    sequence(averagePool(3), convolution(192)),
  )
}
