import { type NetworkBuilder, scalingOf, type Value } from '../network-builder.ts'
import { elementsOf, imageOf } from '../shapes.ts'
import { quantize } from './conversion.ts'

/**
 * The same elements in another shape, which is written as a constant and not as an option, as converters do.
 * @throws RangeError if the number of elements differs
 */
export function reshape(builder: NetworkBuilder, input: Value, shape: readonly number[]): Value {
  if (elementsOf(shape) !== elementsOf(input.shape)) {
    throw new RangeError(`[${input.shape.join(', ')}] cannot become [${shape.join(', ')}]`)
  }
  const shapeValue = builder.integers(`${builder.nextName('RESHAPE')}/shape`, [shape.length], shape)
  return builder.operator({ kind: 'RESHAPE', inputs: [input, shapeValue], shape, scaling: input.scaling })
}

/**
 * Zeros around the input.
 * @param paddings how many before and after, for every dimension
 * @throws RangeError if the input is not quantised
 */
export function pad(
  builder: NetworkBuilder,
  input: Value,
  paddings: readonly (readonly [before: number, after: number])[],
): Value {
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
 * Joins values along a dimension. Those whose scaling differs from the first one's are quantised anew before, as the
 * converter does, because the signed kernel takes one scaling only.
 * @throws RangeError if there is nothing to join or a value is not quantised
 */
export function concatenation(builder: NetworkBuilder, inputs: readonly Value[], axis: number): Value {
  const [first] = inputs
  if (first === undefined) throw new RangeError('a concatenation needs a value')
  const scaling = scalingOf(first)
  const alike = inputs.map((input) => {
    const { scale, zeroPoint } = scalingOf(input)
    return scale === scaling.scale && zeroPoint === scaling.zeroPoint ? input : quantize(builder, input, scaling)
  })
  const joined = inputs.reduce((sum, { shape }) => sum + (shape.at(axis) ?? 0), 0)
  return builder.operator({
    kind: 'CONCATENATION',
    version: builder.versionOf({ uint8: 1, int8: 2 }),
    inputs: alike,
    shape: first.shape.with(axis, joined),
    scaling,
    options: { table: 'ConcatenationOptions', axis, fusedActivationFunction: 0 },
  })
}

/**
 * @param alignCorners whether the centres of the corner pixels stay where they are, as TensorFlow 1 was often told
 * @throws RangeError if the input is no quantised image
 */
export function resizeBilinear(
  builder: NetworkBuilder,
  input: Value,
  height: number,
  width: number,
  alignCorners = false,
): Value {
  const { batch, channels } = imageOf(input.shape)
  const size = builder.integers(`${builder.nextName('RESIZE_BILINEAR')}/size`, [2], [height, width])
  return builder.operator({
    kind: 'RESIZE_BILINEAR',
    version: builder.versionOf({ uint8: 1, int8: 2 }),
    inputs: [input, size],
    shape: [batch, height, width, channels],
    scaling: scalingOf(input),
    options: {
      table: 'ResizeBilinearOptions',
      // Fields that converters stopped writing: the size is an input.
      newHeight: 0,
      newWidth: 0,
      alignCorners,
      halfPixelCenters: false,
    },
  })
}
