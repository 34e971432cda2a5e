import { type NetworkBuilder, scalingOf, type Value } from '../network-builder.ts'
import { axisOf } from '../shapes.ts'
import { UnbuildableError } from '../unbuildable-error.ts'
import { scaledAlike } from './conversion.ts'

/**
 * Puts a dimension of length 1 in.
 * @param axis where it stands in the result
 * @throws RangeError if the input is not quantised or the result has no such dimension
 */
export function expandDims(builder: NetworkBuilder, input: Value, axis: number): Value {
  return builder.operator({
    kind: 'EXPAND_DIMS',
    inputs: [input, builder.integers(`${builder.nextName('EXPAND_DIMS')}/dimension`, [], [axis])],
    shape: input.shape.toSpliced(axisOf(input.shape.length + 1, axis), 0, 1),
    scaling: scalingOf(input),
    options: { table: 'ExpandDimsOptions' },
  })
}

/**
 * Takes dimensions of length 1 out.
 * @param axes the dimensions; by default all of length 1
 * @throws RangeError if the input is not quantised or has no such dimension of length 1
 */
export function squeeze(builder: NetworkBuilder, input: Value, axes: readonly number[] = []): Value {
  const rank = input.shape.length
  const named = new Set(axes.map((axis) => axisOf(rank, axis)))
  if ([...named].some((axis) => input.shape[axis] !== 1)) {
    const shape = input.shape.join(', ')
    throw new UnbuildableError(`not all of the dimensions ${axes.join(', ')} of [${shape}] have length 1`)
  }
  return builder.operator({
    kind: 'SQUEEZE',
    inputs: [input],
    shape: input.shape.filter((length, axis) => (named.size > 0 ? !named.has(axis) : length !== 1)),
    scaling: scalingOf(input),
    options: { table: 'SqueezeOptions', squeezeDims: axes },
  })
}

/**
 * Joins values of one shape along a new dimension. Those whose scaling differs from the first one's are quantised anew
 * before.
 * @param axis where the new dimension stands in the result
 * @throws RangeError if there is nothing to join, a value is not quantised or a shape differs
 */
export function pack(builder: NetworkBuilder, inputs: readonly Value[], axis: number): Value {
  const [first, ...others] = inputs
  if (first === undefined) throw new UnbuildableError('a pack needs a value')
  const { shape } = first
  const odd = others.find((other) => other.shape.join() !== shape.join())
  if (odd !== undefined) throw new UnbuildableError(`shapes [${shape.join(', ')}] and [${odd.shape.join(', ')}] differ`)
  const along = axisOf(shape.length + 1, axis)
  return builder.operator({
    kind: 'PACK',
    inputs: scaledAlike(builder, first, others),
    version: builder.versionOf({ uint8: 1, int8: 2 }),
    shape: shape.toSpliced(along, 0, inputs.length),
    scaling: first.scaling,
    options: { table: 'PackOptions', valuesCount: inputs.length, axis },
  })
}
