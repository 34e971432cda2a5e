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
 * Values with the first one's scaling: those of another are quantised anew, as the converter does for operators that
 * compare or copy integers and so take one scaling only. A constant had better have that scaling from the start.
 * @throws RangeError if a value is not quantised
 */
export function scaledAlike(builder: NetworkBuilder, first: Value, others: readonly Value[]): Value[] {
  const scaling = scalingOf(first)
  const alike = others.map((other) => {
    const { scale, zeroPoint } = scalingOf(other)
    return scale === scaling.scale && zeroPoint === scaling.zeroPoint ? other : quantize(builder, other, scaling)
  })
  return [first, ...alike]
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
