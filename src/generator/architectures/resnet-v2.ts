import type { Network } from '../../model/network.ts'
import { conv2d } from '../layers/convolution.ts'
import { add } from '../layers/elementwise.ts'
import { scaleAndShift } from '../layers/scale-and-shift.ts'
import { NetworkBuilder, type Value } from '../network-builder.ts'
import type { Architecture, ArchitectureChoices } from './architecture.ts'
import { evenConv2d } from './even-padding.ts'
import { convolutionalHead, imageNetClasses } from './heads.ts'
import { type Depth, depths, expansion, stem, subsampled, type Unit, unitsOf } from './resnet.ts'

/**
 * ResNets of the second version, which normalise and rectify before a unit's convolutions: He et al., "Identity
 * Mappings in Deep Residual Networks", arXiv:1603.05027. Layers as in research/slim/nets/resnet_v2.py of
 * tensorflow/models, whose README gives the images 299 pixels and whose labels have a background class.
 */
export const resNetV2Architectures: readonly Architecture[] = depths.map((depth) => ({
  name: `resnet-${depth}-v2`,
  title: `ResNet-${depth} v2`,
  source: 'He et al., "Identity Mappings in Deep Residual Networks", arXiv:1603.05027',
  defaults: { inputSize: 299, widthMultiplier: 1, classes: imageNetClasses, quantisation: 'uint8' },
  hasWidth: false,
  build: (choices) => resNetV2(depth, choices),
}))

function resNetV2(depth: Depth, { inputSize, classes, quantisation, seed, weights }: ArchitectureChoices): Network {
  const builder = new NetworkBuilder({ quantisation, seed, weights, description: `ResNet-${depth} v2/${inputSize}` })
  const image = builder.input('input', [1, inputSize, inputSize, 3])
  const features = unitsOf(depth, 'last').reduce(
    (value, unit) => preactivatedBottleneck(builder, value, unit),
    stem(builder, image, 'none'),
  )
  return builder.build(convolutionalHead(builder, scaleAndShift(builder, features, 'relu'), classes))
}

/** The normalisation at the start stays, since it follows an addition or pool; the others fold into convolutions. */
function preactivatedBottleneck(builder: NetworkBuilder, input: Value, { width, stride, isProjected }: Unit): Value {
  const filters = width * expansion
  const normal = scaleAndShift(builder, input, 'relu')
  const around = isProjected
    ? conv2d(builder, normal, { filters, kernel: 1, stride })
    : subsampled(builder, input, stride)
  const narrow = conv2d(builder, normal, { filters: width, kernel: 1, activation: 'relu' })
  const spatial = evenConv2d(builder, narrow, { filters: width, kernel: 3, stride, activation: 'relu' })
  return add(builder, conv2d(builder, spatial, { filters, kernel: 1 }), around)
}
