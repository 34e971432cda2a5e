import { type NetworkBuilder, scalingOf, type Value } from '../network-builder.ts'
import { type Scaling, scalingOfRange } from '../quantise.ts'

/** Real numbers to integers, or integers to those of another scaling; by default for reals from -1 to 1. */
export function quantize(
  builder: NetworkBuilder,
  input: Value,
  scaling: Scaling = scalingOfRange(builder.quantisation, -1, 1),
): Value {
  return builder.operator({ kind: 'QUANTIZE', inputs: [input], shape: input.shape, scaling })
}

/**
 * Integers to real numbers.
 * @throws RangeError if the input is not quantised
 */
export function dequantize(builder: NetworkBuilder, input: Value): Value {
  scalingOf(input)
  return builder.operator({
    kind: 'DEQUANTIZE',
    version: builder.versionOf({ uint8: 1, int8: 2 }),
    inputs: [input],
    shape: input.shape,
    scaling: undefined,
    options: { table: 'DequantizeOptions' },
  })
}

/** An operator that TFLite does not define: a runtime knows it by its name or refuses the model. */
export interface CustomOperator {
  readonly code: string
  readonly shape: readonly number[]
  readonly scaling: Scaling | undefined
  readonly customOptions?: Uint8Array
}

export function custom(builder: NetworkBuilder, inputs: readonly Value[], operator: CustomOperator): Value {
  const { code: customCode, ...rest } = operator
  return builder.operator({ kind: 'CUSTOM', customCode, inputs, ...rest })
}
