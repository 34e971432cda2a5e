import { UnbuildableError } from './unbuildable-error.ts'

/** How a window meets the border: `same` pads so that output = ceil(input / stride), `valid` never leaves the input. */
export type PaddingKind = 'same' | 'valid'

/** Two lengths, or one for both. */
export type Pair = number | readonly [height: number, width: number]

export function pairOf(value: Pair): readonly [height: number, width: number] {
  return typeof value === 'number' ? [value, value] : value
}

/** @throws RangeError unless all of the values are whole numbers of at least 1 */
export function requireCounts(values: Readonly<Record<string, number>>): void {
  // Asked millions of times while sizes are searched for, and `Object.entries` would be most of it.
  for (const name in values) {
    const value = values[name] ?? Number.NaN
    if (!Number.isInteger(value) || value < 1) {
      throw new UnbuildableError(`${name} must be a whole number of at least 1, not ${value}`)
    }
  }
}

/**
 * Output length of a sliding window along one dimension, as TensorFlow defines it.
 * @throws RangeError if a length is no whole number of at least 1, or a `valid` window is longer than the input
 */
export function windowedLength(
  padding: PaddingKind,
  input: number,
  window: number,
  stride: number,
  dilation = 1,
): number {
  requireCounts({ window, stride, dilation })
  if (padding === 'same') return Math.ceil(input / stride)
  const reach = (window - 1) * dilation + 1
  if (reach > input) throw new UnbuildableError(`a window of ${reach} does not fit into ${input}`)
  return Math.floor((input - reach) / stride) + 1
}

/**
 * Output length along one dimension of a sliding window that works backwards, as Keras defines it.
 * @throws RangeError if a length is no whole number of at least 1
 */
export function transposedLength(padding: PaddingKind, input: number, window: number, stride: number): number {
  requireCounts({ window, stride })
  return padding === 'same' ? input * stride : input * stride + Math.max(window - stride, 0)
}

export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}

/**
 * A dimension counted from the front, where a negative one counts from the back.
 * @throws RangeError if there is no such dimension
 */
export function axisOf(rank: number, axis: number): number {
  const fromFront = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(axis) || fromFront < 0 || fromFront >= rank) {
    throw new UnbuildableError(`there is no dimension ${axis} among ${rank}`)
  }
  return fromFront
}

/**
 * The shape after reducing dimensions to one element each, which then go unless they are kept.
 * @throws RangeError if there is no such dimension
 */
export function reducedShape(shape: readonly number[], axes: readonly number[], keepDims: boolean): readonly number[] {
  const reduced = new Set(axes.map((axis) => axisOf(shape.length, axis)))
  return shape.flatMap((length, axis) => (reduced.has(axis) ? (keepDims ? [1] : []) : [length]))
}

/**
 * The shape of an element-wise result, where a dimension of 1 meets any other.
 * @throws RangeError if the shapes do not match
 */
export function broadcastShape(first: readonly number[], second: readonly number[]): readonly number[] {
  const rank = Math.max(first.length, second.length)
  return Array.from({ length: rank }, (_, index) => {
    const left = first[first.length - rank + index] ?? 1
    const right = second[second.length - rank + index] ?? 1
    if (left !== right && left !== 1 && right !== 1) {
      throw new UnbuildableError(`shapes [${first.join(', ')}] and [${second.join(', ')}] do not match`)
    }
    return Math.max(left, right)
  })
}

/**
 * Height, width and channels of a batch of images.
 * @throws RangeError unless the shape has four dimensions
 */
export function imageOf(shape: readonly number[]): { batch: number; height: number; width: number; channels: number } {
  const [batch = 0, height = 0, width = 0, channels = 0] = shape
  if (shape.length !== 4) {
    throw new UnbuildableError(`an image has four dimensions, not [${shape.join(', ')}]`)
  }
  return { batch, height, width, channels }
}
