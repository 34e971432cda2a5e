import { type NetworkBuilder, scalingOf, type Value } from '../network-builder.ts'
import { imageOf, requireCounts } from '../shapes.ts'
import { UnbuildableError } from '../unbuildable-error.ts'

/** Most dimensions of a TRANSPOSE up to its version 5 (tensorflow/tensorflow, `lite/kernels/transpose.cc`). */
const mostTransposed = 5

/**
 * The dimensions in another order.
 * @param order for every dimension of the result, the input's dimension that it is
 * @throws RangeError if the input is not quantised or its dimensions are not those in the order
 */
export function transpose(builder: NetworkBuilder, input: Value, order: readonly number[]): Value {
  const rank = input.shape.length
  if (rank > mostTransposed || order.length !== rank || !input.shape.every((_, axis) => order.includes(axis))) {
    throw new UnbuildableError(`[${input.shape.join(', ')}] cannot be put in the order of [${order.join(', ')}]`)
  }
  return builder.operator({
    kind: 'TRANSPOSE',
    version: rank > 4 ? 4 : builder.versionOf({ uint8: 1, int8: 2 }),
    inputs: [input, builder.integers(`${builder.nextName('TRANSPOSE')}/order`, [rank], order)],
    shape: order.map((axis) => input.shape[axis] ?? 0),
    scaling: scalingOf(input),
    options: { table: 'TransposeOptions' },
  })
}

/**
 * Turns each block of block x block pixels into one pixel with the channels of all.
 * @throws RangeError if the input is no quantised image that consists of such blocks
 */
export function spaceToDepth(builder: NetworkBuilder, input: Value, blockSize: number): Value {
  const { batch, height, width, channels } = imageOf(input.shape)
  requireCounts({ blockSize })
  if (height % blockSize !== 0 || width % blockSize !== 0) {
    throw new UnbuildableError(`${height}x${width} pixels do not consist of blocks of ${blockSize}x${blockSize}`)
  }
  return builder.operator({
    kind: 'SPACE_TO_DEPTH',
    version: builder.versionOf({ uint8: 1, int8: 2 }),
    inputs: [input],
    shape: [batch, height / blockSize, width / blockSize, channels * blockSize ** 2],
    scaling: scalingOf(input),
    options: { table: 'SpaceToDepthOptions', blockSize },
  })
}

/**
 * Turns each pixel into a block of block x block pixels with a share of its channels each. Not for the Edge TPU.
 * @throws RangeError if the input is no quantised image with channels for all pixels of a block
 */
export function depthToSpace(builder: NetworkBuilder, input: Value, blockSize: number): Value {
  const { batch, height, width, channels } = imageOf(input.shape)
  requireCounts({ blockSize })
  if (channels % blockSize ** 2 !== 0) {
    throw new UnbuildableError(`${channels} channels cannot be shared among blocks of ${blockSize}x${blockSize}`)
  }
  return builder.operator({
    kind: 'DEPTH_TO_SPACE',
    version: builder.versionOf({ uint8: 1, int8: 2 }),
    inputs: [input],
    shape: [batch, height * blockSize, width * blockSize, channels / blockSize ** 2],
    scaling: scalingOf(input),
    options: { table: 'DepthToSpaceOptions', blockSize },
  })
}
