import { Padding } from '../../model/tflite/schema.ts'
import type { NetworkBuilder, Value } from '../network-builder.ts'
import { elementsOf, imageOf, type PaddingKind, type Pair, pairOf, requireCounts, transposedLength } from '../shapes.ts'
import { scalingAfter } from './activation.ts'
import { parametersOf, weightsOf } from './parameters.ts'

export interface TransposeConvolutionOptions {
  readonly filters: number
  readonly kernel: Pair
  /** How many times larger the result is. @default 1 */
  readonly stride?: Pair
  /** @default 'same' */
  readonly padding?: PaddingKind
  /** @default true */
  readonly hasBias?: boolean
}

/**
 * A convolution backwards: every input element adds the kernel, times itself, to the result. The result's shape is a
 * constant input, and the biases, where there are any, the fourth input, which the operator has from its third version
 * on (tensorflow/tensorflow, `tensorflow/lite/tools/versioning/op_version.cc`). It had no fused activation function
 * before its fourth version, so converters of 2020 to 2022 write a RELU after it.
 * @throws RangeError if the input is no quantised image or a number is not whole
 */
export function transposeConv2d(builder: NetworkBuilder, input: Value, options: TransposeConvolutionOptions): Value {
  const { filters, padding = 'same', hasBias = true } = options
  const { batch, height, width, channels } = imageOf(input.shape)
  requireCounts({ filters })
  const kernel = pairOf(options.kernel)
  const [strideH, strideW] = pairOf(options.stride ?? 1)
  const shape = [
    batch,
    transposedLength(padding, height, kernel[0], strideH),
    transposedLength(padding, width, kernel[1], strideW),
    filters,
  ]
  const weightsShape = [filters, ...kernel, channels]
  const fanIn = (elementsOf(kernel) * channels) / (strideH * strideW)
  const weights = weightsOf(builder, input, weightsShape, fanIn, { count: filters, dimension: 0 })
  const biasCount = hasBias ? filters : 0
  const [weightsValue, ...biases] = parametersOf(builder, 'TRANSPOSE_CONV', input, weights, weightsShape, biasCount)
  const shapeValue = builder.integers(`${builder.nextName('TRANSPOSE_CONV')}/shape`, [shape.length], shape)
  return builder.operator({
    kind: 'TRANSPOSE_CONV',
    version: hasBias ? 3 : builder.versionOf({ uint8: 1, int8: 2 }),
    inputs: [shapeValue, weightsValue, input, ...biases],
    shape,
    scaling: scalingAfter(builder.quantisation, 'none'),
    options: {
      table: 'TransposeConvOptions',
      padding: Padding[padding],
      strideW,
      strideH,
      fusedActivationFunction: 0,
      quantizedBiasType: 0,
    },
  })
}
