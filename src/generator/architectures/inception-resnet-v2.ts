import type { Network } from '../../model/network.ts'
import type { FusedActivation } from '../layers/activation.ts'
import { conv2d } from '../layers/convolution.ts'
import { add } from '../layers/elementwise.ts'
import { NetworkBuilder, type Value } from '../network-builder.ts'
import { imageOf } from '../shapes.ts'
import type { Architecture, ArchitectureChoices } from './architecture.ts'
import { flatDense, imageNetClasses, pooledDenseHead, slimPoolStride } from './heads.ts'
import {
  averagePool, branches, convolution, type Layer, maxPool, repeated, sequence, valid, validHalving,
} from './layer.ts'

/**
 * Source of all layers: tensorflow/models `research/slim/nets/inception_resnet_v2.py`. The numbers of blocks are twice
 * those of the paper (arXiv:1602.07261, figure 15), and the stem is Inception v3's.
 */
const untilAuxiliaryHead = sequence(
  convolution(32, 3, validHalving),
  convolution(32, 3, valid),
  convolution(64, 3),
  maxPool(3, validHalving),
  convolution(80, 1, valid),
  convolution(192, 3, valid),
  maxPool(3, validHalving),
  branches(
    convolution(96),
    sequence(convolution(48), convolution(64, 5)),
    sequence(convolution(64), convolution(96, 3), convolution(96, 3)),
    sequence(averagePool(3), convolution(64)),
  ),
  // 35x35 of a 299x299 image.
  repeated(
    10,
    residual(
      convolution(32),
      sequence(convolution(32), convolution(32, 3)),
      sequence(convolution(32), convolution(48, 3), convolution(64, 3)),
    ),
  ),
  branches(
    convolution(384, 3, validHalving),
    sequence(convolution(256), convolution(256, 3), convolution(384, 3, validHalving)),
    maxPool(3, validHalving),
  ),
  // 17x17.
  repeated(
    20,
    residual(convolution(192), sequence(convolution(128), convolution(160, [1, 7]), convolution(192, [7, 1]))),
  ),
)

const lastPaths = [
  convolution(192),
  sequence(convolution(192), convolution(224, [1, 3]), convolution(256, [3, 1])),
] as const

const fromAuxiliaryHead = sequence(
  branches(
    sequence(convolution(256), convolution(384, 3, validHalving)),
    sequence(convolution(256), convolution(288, 3, validHalving)),
    sequence(convolution(256), convolution(288, 3), convolution(320, 3, validHalving)),
    maxPool(3, validHalving),
  ),
  // 8x8.
  repeated(9, residual(...lastPaths)),
  residualWith('none', lastPaths),
  convolution(1536),
)

function classifier(builder: NetworkBuilder, features: Value, classes: number): Value {
  return pooledDenseHead(builder, fromAuxiliaryHead(builder, features), classes, slimPoolStride)
}

/** Gives logits: the published file ends without softmax. */
function auxiliaryClassifier(builder: NetworkBuilder, features: Value, classes: number): Value {
  const pooled = sequence(averagePool(5, { stride: 3, ...valid }), convolution(128))(builder, features)
  const { height, width } = imageOf(pooled.shape)
  return flatDense(builder, convolution(768, [height, width], valid)(builder, pooled), classes)
}

function inceptionResNetV2(head: typeof classifier, choices: ArchitectureChoices): Network {
  const { inputSize, classes, quantisation, seed, weights } = choices
  const builder = new NetworkBuilder({ quantisation, seed, weights, description: `Inception-ResNet v2 ${inputSize}` })
  const image = builder.input('input', [1, inputSize, inputSize, 3])
  return builder.build(head(builder, untilAuxiliaryHead(builder, image), classes))
}

const source = 'Szegedy et al., "Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning", ' +
  'arXiv:1602.07261'
const defaults = { inputSize: 299, widthMultiplier: 1, classes: imageNetClasses, quantisation: 'uint8' } as const

/** The whole network, which has no published `.tflite` file. */
export const inceptionResNetV2Architecture: Architecture = {
  name: 'inception-resnet-v2',
  title: 'Inception-ResNet v2',
  source,
  defaults,
  hasWidth: false,
  build: (choices) => inceptionResNetV2(classifier, choices),
}

/**
 * What TFLite's list has under the name of the whole network: `inception_resnet_v2.tflite` ends in the output
 * `InceptionResnetV2/AuxLogits/Logits/BiasAdd` (openvinotoolkit/open_model_zoo
 * `models/public/inception-resnet-v2-tf/model.yml`), so it lacks everything behind the auxiliary head.
 */
export const inceptionResNetV2AuxiliaryArchitecture: Architecture = {
  name: 'inception-resnet-v2-auxiliary',
  title: 'Inception-ResNet v2, auxiliary head',
  source,
  defaults,
  hasWidth: false,
  build: (choices) => inceptionResNetV2(auxiliaryClassifier, choices),
}

/** Adds what the paths find to their input; the definition's factor on it is folded into the last convolution. */
function residual(...paths: readonly Layer[]): Layer {
  return residualWith('relu', paths)
}

function residualWith(activation: FusedActivation, paths: readonly Layer[]): Layer {
  return (builder, input) => {
    const { channels } = imageOf(input.shape)
    const change = conv2d(builder, branches(...paths)(builder, input), { filters: channels, kernel: 1 })
    return add(builder, input, change, activation)
  }
}
