import { type FusedActivation, softmax } from '../layers/activation.ts'
import { conv2d, fullyConnected } from '../layers/convolution.ts'
import { averagePool2d, mean } from '../layers/pooling.ts'
import { reshape } from '../layers/rearrange.ts'
import type { NetworkBuilder, Value } from '../network-builder.ts'
import { elementsOf, imageOf } from '../shapes.ts'

/** Classes of ImageNet's challenge, as Keras and torchvision count them. */
export const imageNetLabels = 1000

/** The same and the background, as TensorFlow's own models count them. */
export const imageNetClasses = 1001

/** In TensorFlow slim, and so in published files, some last pools step by two, which over a whole image is the same. */
export const slimPoolStride = 2

/** Average over the image, a 1x1 convolution to classes, softmax: the head of the published MobileNets. */
export function classifierHead(builder: NetworkBuilder, features: Value, classes: number, poolStride: number): Value {
  const { batch } = imageOf(features.shape)
  const logits = conv2d(builder, pooledImage(builder, features, poolStride), { filters: classes, kernel: 1 })
  return softmax(builder, reshape(builder, logits, [batch, classes]))
}

/** The same with a mean in place of the pool: TensorFlow slim's ResNets. */
export function convolutionalHead(builder: NetworkBuilder, features: Value, classes: number): Value {
  const logits = conv2d(builder, mean(builder, features, [1, 2], true), { filters: classes, kernel: 1 })
  return softmax(builder, reshape(builder, logits, [1, classes]))
}

/** Average pool over the image, a dense layer to classes, softmax. */
export function pooledDenseHead(builder: NetworkBuilder, features: Value, classes: number, poolStride: number): Value {
  return softmax(builder, flatDense(builder, pooledImage(builder, features, poolStride), classes))
}

/** Mean over the image, a dense layer to classes, softmax: how Keras ends its classifiers. */
export function meanDenseHead(builder: NetworkBuilder, features: Value, classes: number): Value {
  return softmax(builder, fullyConnected(builder, mean(builder, features), { units: classes }))
}

/** An image as one vector, to a dense layer. */
export function flatDense(
  builder: NetworkBuilder,
  image: Value,
  units: number,
  activation: FusedActivation = 'none',
): Value {
  const { batch } = imageOf(image.shape)
  const flat = reshape(builder, image, [batch, elementsOf(image.shape) / batch])
  return fullyConnected(builder, flat, { units, activation })
}

/** The image as one pixel, by an average pool over all of it. */
export function pooledImage(builder: NetworkBuilder, image: Value, stride = 1): Value {
  const { height, width } = imageOf(image.shape)
  return averagePool2d(builder, image, { window: [height, width], stride })
}
