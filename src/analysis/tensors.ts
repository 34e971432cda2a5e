import type { Operator, Subgraph, Tensor } from '../model/network.ts'
import { bitsOfType } from '../model/tflite/schema.ts'

/** Lengths of a tensor's three innermost dimensions; missing ones count as 1. */
export interface Extent {
  readonly height: number
  readonly width: number
  readonly channels: number
}

/** The extent of an image, a vector (1 x 1 x n) or a scalar (1 x 1 x 1); outer dimensions are left out. */
export function extentOf({ shape }: Tensor): Extent {
  const [height = 1, width = 1, channels = 1] = [1, 1, 1, ...shape].slice(-3)
  return { height, width, channels }
}

/** Elements of a tensor; 1 for a scalar. */
export function elementsOf({ shape }: Pick<Tensor, 'shape'>): number {
  return shape.reduce((product, length) => product * length, 1)
}

/** Bytes of a tensor's values; undefined for types without a fixed size. */
export function bytesOf(tensor: Tensor): number | undefined {
  const bits = bitsOfType(tensor.type)
  return bits === undefined ? undefined : Math.ceil((elementsOf(tensor) * bits) / 8)
}

/**
 * Whether a dimension is known only at run time. An open batch does not count where the file has 1 in its place: Keras
 * models are converted so unless told otherwise, and those of the width sweeps (Jorgitou98/EdgeTPU-QuantRL-Evaluation)
 * were all mapped.
 */
export function isDynamic({ shape, shapeSignature }: Tensor): boolean {
  const isOpenBatch = (axis: number): boolean => axis === 0 && shape.length > 1 && shape[0] === 1
  return shapeSignature?.some((length, axis) => length < 0 && !isOpenBatch(axis)) ?? false
}

/** Whether the tensor's value differs from one inference to the next. */
export function isActivation(tensor: Tensor): boolean {
  return tensor.constant === undefined && !tensor.isVariable
}

/** The tensor at one place of an operator's inputs; undefined where it is left out. */
export function inputAt({ tensors }: Subgraph, operator: Operator, place: number): Tensor | undefined {
  return tensors[operator.inputs[place] ?? -1]
}

/** The tensor at one place of an operator's outputs. */
export function outputAt({ tensors }: Subgraph, operator: Operator, place: number): Tensor | undefined {
  return tensors[operator.outputs[place] ?? -1]
}

/** The tensors of some indices, without those that are left out. */
export function tensorsAt({ tensors }: Subgraph, indices: readonly number[]): Tensor[] {
  return indices.flatMap((index) => tensors[index] ?? [])
}

/** What an operator reads besides its constants. */
export function activationsRead(graph: Subgraph, operator: Operator | undefined): Tensor[] {
  return tensorsAt(graph, operator?.inputs ?? []).filter(({ constant }) => constant === undefined)
}

/** The values of a small INT32 constant, such as a list of axes; undefined if it is not one. */
export function integersOf(tensor: Tensor | undefined): number[] | undefined {
  if (tensor?.constant?.kind !== 'inline' || tensor.type !== 'INT32') return undefined
  const { buffer, byteOffset, byteLength } = tensor.constant.bytes
  const view = new DataView(buffer, byteOffset, byteLength)
  const count = Math.min(elementsOf(tensor), Math.floor(byteLength / 4), largestRank)
  return Array.from({ length: count }, (_, index) => view.getInt32(index * 4, true))
}

/** No operator takes more axes or lengths than a tensor has dimensions; the runtime's limit is 8. */
const largestRank = 8

/** The quotient rounded up to a whole number. */
export function ceilDivide(value: number, divisor: number): number {
  return Math.ceil(value / divisor)
}

/** The next multiple. */
export function roundUp(value: number, multiple: number): number {
  return ceilDivide(value, multiple) * multiple
}
