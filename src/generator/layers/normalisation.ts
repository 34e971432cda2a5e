import { type NetworkBuilder, scalingOf, type Value } from '../network-builder.ts'
import { fixedScaling, scalingOfRange } from '../quantise.ts'
import { UnbuildableError } from '../unbuildable-error.ts'

/**
 * Divides by the length of the vector along the last dimension. TFLite prescribes the result's scaling, 1/128 around
 * zero (tensorflow/tensorflow, `lite/kernels/l2norm.cc`).
 * @throws RangeError if the input is not quantised
 */
export function l2Normalization(builder: NetworkBuilder, input: Value): Value {
  scalingOf(input)
  return builder.operator({
    kind: 'L2_NORMALIZATION',
    version: builder.versionOf({ uint8: 1, int8: 2 }),
    inputs: [input],
    shape: input.shape,
    scaling: fixedScaling(builder.quantisation, 1 / 128, true),
    options: { table: 'L2NormOptions', fusedActivationFunction: 0 },
  })
}

/**
 * One over the square root. The result reaches as high as that of the smallest step above zero.
 * @throws RangeError unless the input starts at zero: below, a runtime gives up (tensorflow/tensorflow,
 * `lite/kernels/elementwise.cc`). Also if the network is unsigned, as the kernel is signed only.
 */
export function rsqrt(builder: NetworkBuilder, input: Value): Value {
  builder.requireScheme('int8', 'RSQRT')
  const { scale, zeroPoint } = scalingOf(input)
  if (zeroPoint !== -128) throw new UnbuildableError('the square root is taken of values from zero on only')
  return builder.operator({
    kind: 'RSQRT',
    version: 2,
    inputs: [input],
    shape: input.shape,
    scaling: scalingOfRange(builder.quantisation, 0, 1 / Math.sqrt(scale)),
  })
}
