import { type NetworkBuilder, scalingOf, type Value } from '../network-builder.ts'
import { axisOf } from '../shapes.ts'
import { UnbuildableError } from '../unbuildable-error.ts'

/**
 * A box out of the input.
 * @param size one length per dimension; -1 for all that is left
 * @throws RangeError if the input is not quantised or the box does not lie within it
 */
export function slice(
  builder: NetworkBuilder,
  input: Value,
  begin: readonly number[],
  size: readonly number[],
): Value {
  const shape = input.shape.map((length, axis) => {
    const start = begin[axis] ?? -1
    const taken = size[axis] === -1 ? length - start : size[axis] ?? 0
    if (start < 0 || taken < 1 || start + taken > length) {
      const part = `[${size.join(', ')}] from [${begin.join(', ')}]`
      throw new UnbuildableError(`${part} is not within [${input.shape.join(', ')}]`)
    }
    return taken
  })
  const prefix = builder.nextName('SLICE')
  return builder.operator({
    kind: 'SLICE',
    version: builder.versionOf({ uint8: 1, int8: 2 }),
    inputs: [
      input,
      builder.integers(`${prefix}/begin`, [shape.length], begin),
      builder.integers(`${prefix}/size`, [shape.length], size),
    ],
    shape,
    scaling: scalingOf(input),
    options: { table: 'SliceOptions' },
  })
}

/** What a strided slice takes, by one number per dimension. */
export interface StridedSliceOptions {
  readonly begin: readonly number[]
  /** Where it ends, this element not included. */
  readonly end: readonly number[]
  /** @default 1 */
  readonly strides?: readonly number[]
  /**
   * Dimensions that keep one element, at their beginning, and then go.
   * @default none
   */
  readonly removed?: readonly number[]
}

/**
 * Every so many elements of a box.
 * @throws RangeError if the input is not quantised, the box is empty or does not lie within it
 */
export function stridedSlice(builder: NetworkBuilder, input: Value, options: StridedSliceOptions): Value {
  const { begin, end, strides = input.shape.map(() => 1) } = options
  const rank = input.shape.length
  const removed = new Set((options.removed ?? []).map((axis) => axisOf(rank, axis)))
  const lengths = input.shape.map((length, axis) => {
    const [first = -1, last = 0, stride = 0] = [begin[axis], end[axis], strides[axis]]
    if (first < 0 || last > length || first >= last || stride < 1) {
      throw new UnbuildableError(`${first} to ${last} in steps of ${stride} takes nothing from ${length}`)
    }
    return Math.ceil((last - first) / stride)
  })
  const prefix = builder.nextName('STRIDED_SLICE')
  const bounds = Object.entries({ begin, end, strides })
  return builder.operator({
    kind: 'STRIDED_SLICE',
    version: builder.versionOf({ uint8: 1, int8: 2 }),
    inputs: [input, ...bounds.map(([name, values]) => builder.integers(`${prefix}/${name}`, [rank], values))],
    shape: lengths.filter((_, axis) => !removed.has(axis)),
    scaling: scalingOf(input),
    options: {
      table: 'StridedSliceOptions',
      beginMask: 0,
      endMask: 0,
      ellipsisMask: 0,
      newAxisMask: 0,
      shrinkAxisMask: [...removed].reduce((mask, axis) => mask | (1 << axis), 0),
      offset: false,
    },
  })
}

/**
 * Equal parts of the input along a dimension.
 * @throws RangeError if the input is not quantised or cannot be cut into so many
 */
export function split(builder: NetworkBuilder, input: Value, axis: number, count: number): readonly Value[] {
  const along = axisOf(input.shape.length, axis)
  const length = (input.shape[along] ?? 0) / count
  if (count < 1 || !Number.isInteger(length)) {
    throw new UnbuildableError(`[${input.shape.join(', ')}] has no ${count} equal parts along dimension ${axis}`)
  }
  const part = { shape: input.shape.with(along, length), scaling: scalingOf(input) }
  return builder.operatorOfMany({
    kind: 'SPLIT',
    version: builder.versionOf({ uint8: 1, int8: 2 }),
    inputs: [builder.integers(`${builder.nextName('SPLIT')}/dimension`, [], [axis]), input],
    results: Array.from({ length: count }, () => part),
    options: { table: 'SplitOptions', numSplits: count },
  })
}
