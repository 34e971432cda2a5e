import { codeOfTensorType } from '../../model/tflite/schema.ts'
import { type NetworkBuilder, scalingOf, type Value } from '../network-builder.ts'

/**
 * The index of the largest element along a dimension, as 64-bit integers.
 * @throws RangeError if the input is not quantised
 */
export function argMax(builder: NetworkBuilder, input: Value, axis: number): Value {
  scalingOf(input)
  return builder.operator({
    kind: 'ARG_MAX',
    version: builder.versionOf({ uint8: 1, int8: 2 }),
    inputs: [input, builder.integers(`${builder.nextName('ARG_MAX')}/dimension`, [], [axis])],
    shape: input.shape.toSpliced(axis, 1),
    scaling: undefined,
    type: 'INT64',
    options: { table: 'ArgMaxOptions', outputType: codeOfTensorType('INT64') },
  })
}
