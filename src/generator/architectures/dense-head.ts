import { softmax } from '../layers/activation.ts'
import { fullyConnected } from '../layers/convolution.ts'
import { mean } from '../layers/pooling.ts'
import type { NetworkBuilder, Value } from '../network-builder.ts'

/** Mean over the image, a dense layer to classes, softmax: how Keras ends its classifiers. */
export function denseHead(builder: NetworkBuilder, features: Value, classes: number): Value {
  return softmax(builder, fullyConnected(builder, mean(builder, features), { units: classes }))
}
