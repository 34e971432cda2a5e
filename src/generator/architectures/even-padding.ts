import type { FusedActivation } from '../layers/activation.ts'
import { conv2d } from '../layers/convolution.ts'
import { pad } from '../layers/rearrange.ts'
import type { NetworkBuilder, Value } from '../network-builder.ts'

/** Zeros at all four sides of an image. */
export function paddedEvenly(builder: NetworkBuilder, image: Value, margin: number): Value {
  return pad(builder, image, [[0, 0], [margin, margin], [margin, margin], [0, 0]])
}

export interface EvenConvolution {
  readonly filters: number
  /** Odd, so that there is a middle. */
  readonly kernel: number
  readonly stride: 1 | 2
  readonly activation: FusedActivation
}

/**
 * A convolution whose zeros are the same at all sides, whatever its stride. Where SAME means something else, which is
 * with a stride, the definitions (`conv2d_same` of TensorFlow slim, `ZeroPadding2D` of Keras) have a layer of its own
 * for the zeros, and converters keep it.
 */
export function evenConv2d(builder: NetworkBuilder, image: Value, { stride, kernel, ...rest }: EvenConvolution): Value {
  if (stride === 1) return conv2d(builder, image, { kernel, ...rest })
  const padded = paddedEvenly(builder, image, (kernel - 1) / 2)
  return conv2d(builder, padded, { kernel, stride, padding: 'valid', ...rest })
}
