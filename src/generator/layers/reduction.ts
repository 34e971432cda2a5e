import { type NetworkBuilder, scalingOf, type Value } from '../network-builder.ts'
import type { Scaling } from '../quantise.ts'
import { axisOf, reducedShape } from '../shapes.ts'

/**
 * The largest element over dimensions.
 * @param axes the dimensions; by default height and width of an image
 * @throws RangeError if the input is not quantised or has no such dimension
 */
export function reduceMax(
  builder: NetworkBuilder,
  input: Value,
  axes: readonly number[] = [1, 2],
  keepDims = false,
): Value {
  return reduce(builder, 'REDUCE_MAX', input, axes, keepDims, scalingOf(input))
}

/**
 * The smallest element over dimensions.
 * @param axes the dimensions; by default height and width of an image
 * @throws RangeError if the input is not quantised or has no such dimension
 */
export function reduceMin(
  builder: NetworkBuilder,
  input: Value,
  axes: readonly number[] = [1, 2],
  keepDims = false,
): Value {
  return reduce(builder, 'REDUCE_MIN', input, axes, keepDims, scalingOf(input))
}

/**
 * The sum over dimensions. The result's scale is the input's times the number of elements that add up, so that it holds
 * any sum.
 * @param axes the dimensions; by default height and width of an image
 * @throws RangeError if the input is not quantised or has no such dimension
 */
export function sum(
  builder: NetworkBuilder,
  input: Value,
  axes: readonly number[] = [1, 2],
  keepDims = false,
): Value {
  const { scale, zeroPoint } = scalingOf(input)
  const summed = new Set(axes.map((axis) => axisOf(input.shape.length, axis)))
  const count = [...summed].reduce((product, axis) => product * (input.shape[axis] ?? 1), 1)
  return reduce(builder, 'SUM', input, axes, keepDims, { scale: Math.fround(scale * count), zeroPoint })
}

function reduce(
  builder: NetworkBuilder,
  kind: 'REDUCE_MAX' | 'REDUCE_MIN' | 'SUM',
  input: Value,
  axes: readonly number[],
  keepDims: boolean,
  scaling: Scaling,
): Value {
  return builder.operator({
    kind,
    version: builder.versionOf({ uint8: 1, int8: 2 }),
    inputs: [input, builder.integers(`${builder.nextName(kind)}/axes`, [axes.length], axes)],
    shape: reducedShape(input.shape, axes, keepDims),
    scaling,
    options: { table: 'ReducerOptions', keepDims },
  })
}
