import { Padding } from '../../model/tflite/schema.ts'
import { type NetworkBuilder, scalingOf, type Value } from '../network-builder.ts'
import { imageOf, type PaddingKind, type Pair, pairOf, reducedShape, windowedLength } from '../shapes.ts'

export interface PoolingOptions {
  readonly window: Pair
  /** @default the window: pools do not overlap */
  readonly stride?: Pair
  /** @default 'valid' */
  readonly padding?: PaddingKind
}

/** @throws RangeError if the input is no quantised image or the window does not fit into it */
export function averagePool2d(builder: NetworkBuilder, input: Value, options: PoolingOptions): Value {
  return pool(builder, 'AVERAGE_POOL_2D', input, options)
}

/** @throws RangeError if the input is no quantised image or the window does not fit into it */
export function maxPool2d(builder: NetworkBuilder, input: Value, options: PoolingOptions): Value {
  return pool(builder, 'MAX_POOL_2D', input, options)
}

/**
 * Mean over dimensions.
 * @param axes the dimensions; by default height and width of an image
 * @throws RangeError if the input is not quantised or has no such dimension
 */
export function mean(builder: NetworkBuilder, input: Value, axes: readonly number[] = [1, 2], keepDims = false): Value {
  return builder.operator({
    kind: 'MEAN',
    version: builder.versionOf({ uint8: 1, int8: 2 }),
    inputs: [input, builder.integers(`${builder.nextName('MEAN')}/axes`, [axes.length], axes)],
    shape: reducedShape(input.shape, axes, keepDims),
    scaling: scalingOf(input),
    options: { table: 'ReducerOptions', keepDims },
  })
}

function pool(
  builder: NetworkBuilder,
  kind: 'AVERAGE_POOL_2D' | 'MAX_POOL_2D',
  input: Value,
  options: PoolingOptions,
): Value {
  const { batch, height, width, channels } = imageOf(input.shape)
  const [filterHeight, filterWidth] = pairOf(options.window)
  const [strideH, strideW] = pairOf(options.stride ?? options.window)
  const { padding = 'valid' } = options
  return builder.operator({
    kind,
    version: builder.versionOf({ uint8: 1, int8: 2 }),
    inputs: [input],
    shape: [
      batch,
      windowedLength(padding, height, filterHeight, strideH),
      windowedLength(padding, width, filterWidth, strideW),
      channels,
    ],
    scaling: scalingOf(input),
    options: {
      table: 'Pool2DOptions',
      padding: Padding[padding],
      strideH,
      strideW,
      filterHeight,
      filterWidth,
      fusedActivationFunction: 0,
    },
  })
}
