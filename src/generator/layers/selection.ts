import { codeOfTensorType } from '../../model/tflite/schema.ts'
import { type NetworkBuilder, scalingOf, type Value } from '../network-builder.ts'
import { axisOf } from '../shapes.ts'

/**
 * The index of the largest element along a dimension. Not for the Edge TPU.
 * @throws RangeError if the input is not quantised or has no such dimension
 */
export function argMax(
  builder: NetworkBuilder,
  input: Value,
  axis: number,
  type: 'INT32' | 'INT64' = 'INT64',
): Value {
  scalingOf(input)
  return builder.operator({
    kind: 'ARG_MAX',
    version: builder.versionOf({ uint8: 1, int8: 2 }),
    inputs: [input, builder.integers(`${builder.nextName('ARG_MAX')}/dimension`, [], [axis])],
    shape: input.shape.toSpliced(axisOf(input.shape.length, axis), 1),
    scaling: undefined,
    type,
    options: { table: 'ArgMaxOptions', outputType: codeOfTensorType(type) },
  })
}
