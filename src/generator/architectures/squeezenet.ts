import type { Network } from '../../model/network.ts'
import { softmax } from '../layers/activation.ts'
import { reshape } from '../layers/rearrange.ts'
import { NetworkBuilder } from '../network-builder.ts'
import { imageOf } from '../shapes.ts'
import type { Architecture, ArchitectureChoices } from './architecture.ts'
import { imageNetClasses, pooledImage } from './heads.ts'
import { branches, convolution, halving, type Layer, maxPool, sequence, validHalving } from './layer.ts'

const pool = maxPool(3, validHalving)

/**
 * SqueezeNet 1.0, without bypass: Iandola et al., arXiv:1602.07360, table 1. Padding and head are those of TensorFlow's
 * (tensorflow/tpu `models/official/squeezenet/squeezenet_model.py`). The TFLite list's `squeezenet.tflite` has
 * 5,006,664 bytes, which is the size of this one with 1001 classes in floating point; SqueezeNet 1.1 is 50 KB smaller.
 */
const features = sequence(
  convolution(96, 7, halving),
  pool,
  fire(16, 64),
  fire(16, 64),
  fire(32, 128),
  pool,
  fire(32, 128),
  fire(48, 192),
  fire(48, 192),
  fire(64, 256),
  pool,
  fire(64, 256),
)

function squeezeNet({ inputSize, classes, quantisation, seed, weights }: ArchitectureChoices): Network {
  const builder = new NetworkBuilder({ quantisation, seed, weights, description: `SqueezeNet ${inputSize}` })
  const image = builder.input('input', [1, inputSize, inputSize, 3])
  const classMaps = sequence(features, convolution(classes))(builder, image)
  const { batch } = imageOf(classMaps.shape)
  return builder.build(softmax(builder, reshape(builder, pooledImage(builder, classMaps), [batch, classes])))
}

export const squeezeNetArchitecture: Architecture = {
  name: 'squeezenet',
  title: 'SqueezeNet',
  source: 'Iandola et al., "SqueezeNet", arXiv:1602.07360',
  defaults: { inputSize: 224, widthMultiplier: 1, classes: imageNetClasses, quantisation: 'int8' },
  hasWidth: false,
  build: squeezeNet,
}

/** Narrow, then widen by 1x1 and by 3x3 convolutions side by side. */
function fire(squeezed: number, expanded: number): Layer {
  return sequence(convolution(squeezed), branches(convolution(expanded), convolution(expanded, 3)))
}
