import type { OperatorOptions } from '../../model/tflite/options.ts'
import { type NetworkBuilder, scalingOf, type Value } from '../network-builder.ts'
import { axisOf, elementsOf, imageOf, requireCounts } from '../shapes.ts'
import { UnbuildableError } from '../unbuildable-error.ts'
import { scaledAlike } from './conversion.ts'

/**
 * The same elements in another shape, which is written as a constant and not as an option, as converters do.
 * @throws RangeError if the number of elements differs
 */
export function reshape(builder: NetworkBuilder, input: Value, shape: readonly number[]): Value {
  if (elementsOf(shape) !== elementsOf(input.shape)) {
    throw new UnbuildableError(`[${input.shape.join(', ')}] cannot become [${shape.join(', ')}]`)
  }
  const shapeValue = builder.integers(`${builder.nextName('RESHAPE')}/shape`, [shape.length], shape)
  return builder.operator({ kind: 'RESHAPE', inputs: [input, shapeValue], shape, scaling: input.scaling })
}

/**
 * Zeros around the input.
 * @param paddings how many before and after, for every dimension
 * @throws RangeError if the input is not quantised, or not every dimension has two whole numbers
 */
export function pad(
  builder: NetworkBuilder,
  input: Value,
  paddings: readonly (readonly [before: number, after: number])[],
): Value {
  const isWhole = paddings.flat().every((count) => Number.isInteger(count) && count >= 0)
  if (!isWhole || paddings.length !== input.shape.length) {
    throw new UnbuildableError(`[${input.shape.join(', ')}] cannot be padded by [${paddings.join('], [')}]`)
  }
  const paddingsValue = builder.integers(`${builder.nextName('PAD')}/paddings`, [paddings.length, 2], paddings.flat())
  return builder.operator({
    kind: 'PAD',
    version: builder.versionOf({ uint8: 1, int8: 2 }),
    inputs: [input, paddingsValue],
    shape: input.shape.map((length, axis) => length + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0)),
    scaling: scalingOf(input),
    options: { table: 'PadOptions' },
  })
}

/**
 * Joins values along a dimension. Those whose scaling differs from the first one's are quantised anew before.
 * @throws RangeError if there is nothing to join, a value is not quantised, there is no such dimension or the others
 * differ
 */
export function concatenation(builder: NetworkBuilder, inputs: readonly Value[], axis: number): Value {
  const [first, ...others] = inputs
  if (first === undefined) throw new UnbuildableError('a concatenation needs a value')
  const along = axisOf(first.shape.length, axis)
  const acrossOf = ({ shape }: Value): string => shape.map((length, place) => (place === along ? '*' : length)).join()
  const odd = others.find((other) => acrossOf(other) !== acrossOf(first))
  if (odd !== undefined) {
    const shapes = `[${first.shape.join(', ')}] and [${odd.shape.join(', ')}]`
    throw new UnbuildableError(`${shapes} differ in other dimensions than ${axis}`)
  }
  const joined = inputs.reduce((sum, { shape }) => sum + (shape[along] ?? 0), 0)
  return builder.operator({
    kind: 'CONCATENATION',
    version: builder.versionOf({ uint8: 1, int8: 2 }),
    inputs: scaledAlike(builder, first, others),
    shape: first.shape.with(along, joined),
    scaling: first.scaling,
    options: { table: 'ConcatenationOptions', axis, fusedActivationFunction: 0 },
  })
}

/**
 * @param alignCorners whether the centres of the corner pixels stay where they are, as TensorFlow 1 was often told
 * @throws RangeError if the input is no quantised image or the size is not whole
 */
export function resizeBilinear(
  builder: NetworkBuilder,
  input: Value,
  height: number,
  width: number,
  alignCorners = false,
): Value {
  return resize(builder, 'RESIZE_BILINEAR', input, [height, width], {
    table: 'ResizeBilinearOptions',
    // Fields that converters stopped writing: the size is an input.
    newHeight: 0,
    newWidth: 0,
    alignCorners,
    halfPixelCenters: false,
  })
}

/** @throws RangeError if the input is no quantised image or the size is not whole */
export function resizeNearestNeighbor(builder: NetworkBuilder, input: Value, height: number, width: number): Value {
  return resize(builder, 'RESIZE_NEAREST_NEIGHBOR', input, [height, width], {
    table: 'ResizeNearestNeighborOptions',
    alignCorners: false,
    halfPixelCenters: false,
  })
}

function resize(
  builder: NetworkBuilder,
  kind: 'RESIZE_BILINEAR' | 'RESIZE_NEAREST_NEIGHBOR',
  input: Value,
  size: readonly [height: number, width: number],
  options: OperatorOptions,
): Value {
  const { batch, channels } = imageOf(input.shape)
  requireCounts({ height: size[0], width: size[1] })
  return builder.operator({
    kind,
    version: builder.versionOf({ uint8: 1, int8: 2 }),
    inputs: [input, builder.integers(`${builder.nextName(kind)}/size`, [2], size)],
    shape: [batch, ...size, channels],
    scaling: scalingOf(input),
    options,
  })
}
