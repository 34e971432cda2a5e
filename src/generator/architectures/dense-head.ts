import { softmax } from '../layers/activation.ts'
import { fullyConnected } from '../layers/convolution.ts'
import { averagePool2d, mean } from '../layers/pooling.ts'
import { reshape } from '../layers/rearrange.ts'
import type { NetworkBuilder, Value } from '../network-builder.ts'
import { elementsOf, imageOf } from '../shapes.ts'

/** An image as one vector, to a dense layer without activation function. */
export function flatDense(builder: NetworkBuilder, image: Value, units: number): Value {
  const { batch } = imageOf(image.shape)
  const flat = reshape(builder, image, [batch, elementsOf(image.shape) / batch])
  return fullyConnected(builder, flat, { units })
}

/** Average pool over the image, a dense layer to classes, softmax. */
export function pooledDenseHead(builder: NetworkBuilder, features: Value, classes: number, poolStride: number): Value {
  const { height, width } = imageOf(features.shape)
  const pooled = averagePool2d(builder, features, { window: [height, width], stride: poolStride })
  return softmax(builder, flatDense(builder, pooled, classes))
}

/** Mean over the image, a dense layer to classes, softmax: how Keras ends its classifiers. */
export function meanDenseHead(builder: NetworkBuilder, features: Value, classes: number): Value {
  return softmax(builder, fullyConnected(builder, mean(builder, features), { units: classes }))
}
