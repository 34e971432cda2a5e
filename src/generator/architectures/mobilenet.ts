import { softmax } from '../layers/activation.ts'
import { conv2d } from '../layers/convolution.ts'
import { averagePool2d } from '../layers/pooling.ts'
import { reshape } from '../layers/rearrange.ts'
import type { NetworkBuilder, NetworkBuilderOptions, Value } from '../network-builder.ts'
import type { QuantisationScheme } from '../quantise.ts'
import { imageOf } from '../shapes.ts'

export interface MobileNetOptions {
  /** Factor on the published channel counts. */
  readonly widthMultiplier: number
  /** Height and width of the input image in pixels. */
  readonly inputSize: number
  /** @default 1001: ImageNet's thousand and a background class */
  readonly classes?: number
  readonly quantisation: QuantisationScheme
  /** Where the weights come from. */
  readonly seed: number
  /** `none` leaves their bytes out: enough for an analysis. @default 'random' */
  readonly weights?: NetworkBuilderOptions['weights']
}

export const imageNetClasses = 1001

/** The published MobileNets' head: average over the image, a 1x1 convolution to classes, softmax. */
export function classifierHead(builder: NetworkBuilder, features: Value, classes: number, poolStride: number): Value {
  const { batch, height, width } = imageOf(features.shape)
  const pooled = averagePool2d(builder, features, { window: [height, width], stride: poolStride })
  const logits = conv2d(builder, pooled, { filters: classes, kernel: 1 })
  return softmax(builder, reshape(builder, logits, [batch, classes]))
}
