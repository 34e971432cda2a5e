import type { Network } from '../../model/network.ts'
import { softmax } from '../layers/activation.ts'
import { fullyConnected } from '../layers/convolution.ts'
import { NetworkBuilder } from '../network-builder.ts'
import type { Architecture, ArchitectureChoices } from './architecture.ts'
import { flatDense, imageNetLabels } from './heads.ts'
import { convolution, type Layer, maxPool, repeated, sequence, validHalving } from './layer.ts'

/** Filters and number of a stage's 3x3 convolutions: Simonyan and Zisserman, arXiv:1409.1556, table 1, D and E. */
const stages = {
  16: [[64, 2], [128, 2], [256, 3], [512, 3], [512, 3]],
  19: [[64, 2], [128, 2], [256, 4], [512, 4], [512, 4]],
} as const

/** Units of the two hidden dense layers. */
const hiddenUnits = 4096

/**
 * VGG with random weights, as Keras has its layers (`keras/applications/vgg16.py` and `vgg19.py`). TensorFlow's slim
 * (`research/slim/nets/vgg.py`) writes the dense layers as convolutions of 7x7 and 1x1 without padding instead.
 */
function vgg(depth: keyof typeof stages, choices: ArchitectureChoices): Network {
  const { inputSize, classes, quantisation, seed, weights } = choices
  const builder = new NetworkBuilder({ quantisation, seed, weights, description: `VGG-${depth} ${inputSize}` })
  const image = builder.input('input', [1, inputSize, inputSize, 3])
  const features = sequence(
    ...stages[depth].map(([filters, count]) => stage(filters, count)),
  )(builder, image)
  const first = flatDense(builder, features, hiddenUnits, 'relu')
  const second = fullyConnected(builder, first, { units: hiddenUnits, activation: 'relu' })
  return builder.build(softmax(builder, fullyConnected(builder, second, { units: classes })))
}

function stage(filters: number, count: number): Layer {
  return sequence(repeated(count, convolution(filters, 3)), maxPool(2, validHalving))
}

const source = 'Simonyan and Zisserman, "Very Deep Convolutional Networks", arXiv:1409.1556'
const defaults = { inputSize: 224, widthMultiplier: 1, classes: imageNetLabels, quantisation: 'int8' } as const

export const vgg16Architecture: Architecture = {
  name: 'vgg-16',
  title: 'VGG-16',
  source,
  defaults,
  hasWidth: false,
  build: (choices) => vgg(16, choices),
}

export const vgg19Architecture: Architecture = {
  name: 'vgg-19',
  title: 'VGG-19',
  source,
  defaults,
  hasWidth: false,
  build: (choices) => vgg(19, choices),
}
