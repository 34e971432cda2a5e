import { elementsOf, integersOf } from '../analysis/tensors.ts'
import type { Operator, Subgraph } from '../model/network.ts'
import { optionsOf } from '../model/tflite/options.ts'
import { Padding } from '../model/tflite/schema.ts'
import { axisOf, sameShapeKinds } from './shape-kinds.ts'

export type Shape = readonly number[]

type Shapes = readonly Shape[] | undefined

/** The shapes of an operator's results for other shapes of its inputs; undefined where they do not fit together. */
export type ShapeRule = (graph: Subgraph, operator: Operator, inputs: readonly Shape[]) => Shapes

const rules: Readonly<Partial<Record<string, ShapeRule>>> = {
  ...Object.fromEntries([...sameShapeKinds].map((kind) => [kind, sameShape])),
  ADD: broadcast,
  SUB: broadcast,
  MUL: broadcast,
  DIV: broadcast,
  MAXIMUM: broadcast,
  MINIMUM: broadcast,
  SQUARED_DIFFERENCE: broadcast,
  PRELU: broadcast,
  CONV_2D: convolution,
  DEPTHWISE_CONV_2D: convolution,
  AVERAGE_POOL_2D: pooling,
  MAX_POOL_2D: pooling,
  CONCATENATION: concatenation,
  SPLIT: split,
  PAD: padded,
  MIRROR_PAD: padded,
  MEAN: reduction,
  SUM: reduction,
  REDUCE_MAX: reduction,
  REDUCE_MIN: reduction,
  ARG_MAX: reduction,
  ARG_MIN: reduction,
  TRANSPOSE: transposition,
  SPACE_TO_DEPTH: spaceToDepth,
  DEPTH_TO_SPACE: depthToSpace,
}

/** The rule of an operator whose results follow from its options; undefined for others. */
export function shapeRuleOf({ kind }: Operator): ShapeRule | undefined {
  return rules[kind]
}

/** Whether a pool has the whole image for its window, so that it does so for any size. */
export function isGlobalPool(graph: Subgraph, { kind, options, inputs, outputs }: Operator): boolean {
  const pool = kind === 'AVERAGE_POOL_2D' || kind === 'MAX_POOL_2D' ? optionsOf(options, 'Pool2DOptions') : undefined
  const [, height, width] = graph.tensors[inputs[0] ?? -1]?.shape ?? []
  const [, outputHeight, outputWidth] = graph.tensors[outputs[0] ?? -1]?.shape ?? []
  return outputHeight === 1 && outputWidth === 1 && pool?.filterHeight === height && pool?.filterWidth === width
}

function sameShape(_: Subgraph, __: Operator, [input]: readonly Shape[]): Shapes {
  return input && [input]
}

function broadcast(_: Subgraph, __: Operator, inputs: readonly Shape[]): Shapes {
  const rank = Math.max(...inputs.map(({ length }) => length))
  const aligned = inputs.map((shape) => [...Array.from({ length: rank - shape.length }, () => 1), ...shape])
  const result = Array.from({ length: rank }, (_unused, axis) => Math.max(...aligned.map((shape) => shape[axis] ?? 1)))
  const fits = aligned.every((shape) => shape.every((length, axis) => length === 1 || length === result[axis]))
  return fits ? [result] : undefined
}

function convolution(graph: Subgraph, operator: Operator, [input]: readonly Shape[]): Shapes {
  const options = optionsOf(operator.options, 'Conv2DOptions') ?? optionsOf(operator.options, 'DepthwiseConv2DOptions')
  const [, kernelHeight, kernelWidth] = graph.tensors[operator.inputs[1] ?? -1]?.shape ?? []
  const channels = graph.tensors[operator.outputs[0] ?? -1]?.shape.at(-1)
  if (!options || !input || !kernelHeight || !kernelWidth || channels === undefined) return undefined
  const reach = {
    height: (kernelHeight - 1) * options.dilationHFactor + 1,
    width: (kernelWidth - 1) * options.dilationWFactor + 1,
  }
  return windowed(input, options, reach, channels)
}

function pooling(_: Subgraph, { options }: Operator, [input]: readonly Shape[]): Shapes {
  const pool = optionsOf(options, 'Pool2DOptions')
  const channels = input?.at(-1)
  if (!pool || !input || channels === undefined) return undefined
  return windowed(input, pool, { height: pool.filterHeight, width: pool.filterWidth }, channels)
}

interface Stride {
  readonly padding: number
  readonly strideH: number
  readonly strideW: number
}

/** `same` pads so that only the stride counts; `valid` never leaves the image. */
function windowed(
  input: Shape,
  { padding, strideH, strideW }: Stride,
  reach: { readonly height: number; readonly width: number },
  channels: number,
): Shapes {
  const [batch, height, width] = input
  if (batch === undefined || height === undefined || width === undefined || input.length !== 4) return undefined
  const lengthOf = (length: number, window: number, stride: number): number =>
    Math.ceil((padding === Padding.same ? length : length - window + 1) / stride)
  const result = [batch, lengthOf(height, reach.height, strideH), lengthOf(width, reach.width, strideW), channels]
  return result.every((length) => length > 0 && Number.isFinite(length)) ? [result] : undefined
}

function concatenation(_: Subgraph, { options }: Operator, inputs: readonly Shape[]): Shapes {
  const [first = []] = inputs
  const joinedAxis = axisOf(optionsOf(options, 'ConcatenationOptions')?.axis, first.length)
  if (joinedAxis === undefined) return undefined
  const isAlike = (shape: Shape): boolean =>
    shape.every((length, axis) => axis === joinedAxis || length === first[axis])
  const fits = inputs.every((shape) => shape.length === first.length && isAlike(shape))
  return fits ? [first.with(joinedAxis, inputs.reduce((sum, shape) => sum + (shape[joinedAxis] ?? 0), 0))] : undefined
}

function split(graph: Subgraph, operator: Operator, [, input = []]: readonly Shape[]): Shapes {
  const axis = axisOf(integersOf(graph.tensors[operator.inputs[0] ?? -1])?.[0], input.length)
  const length = (input[axis ?? -1] ?? 0) / operator.outputs.length
  if (axis === undefined || !Number.isInteger(length)) return undefined
  return operator.outputs.map(() => input.with(axis, length))
}

function padded(graph: Subgraph, operator: Operator, [input = []]: readonly Shape[]): Shapes {
  const amounts = integersOf(graph.tensors[operator.inputs[1] ?? -1])
  if (amounts?.length !== 2 * input.length) return undefined
  return [input.map((length, axis) => length + (amounts[2 * axis] ?? 0) + (amounts[2 * axis + 1] ?? 0))]
}

/** What is reduced is left out, or stays with a length of 1. */
function reduction(graph: Subgraph, operator: Operator, [input = []]: readonly Shape[]): Shapes {
  const axes = integersOf(graph.tensors[operator.inputs[1] ?? -1])?.map((axis) => axisOf(axis, input.length))
  if (axes === undefined) return undefined
  const keepsAxes = optionsOf(operator.options, 'ReducerOptions')?.keepDims === true
  return [input.flatMap((length, axis) => (axes.includes(axis) ? (keepsAxes ? [1] : []) : [length]))]
}

function transposition(graph: Subgraph, operator: Operator, [input = []]: readonly Shape[]): Shapes {
  const order = integersOf(graph.tensors[operator.inputs[1] ?? -1])
  return order?.length === input.length ? [order.map((axis) => input[axis] ?? 0)] : undefined
}

function spaceToDepth(_: Subgraph, { options }: Operator, [input = []]: readonly Shape[]): Shapes {
  const block = optionsOf(options, 'SpaceToDepthOptions')?.blockSize ?? 0
  const [batch = 1, height = 1, width = 1, channels = 1] = input
  if (input.length !== 4 || block < 1 || height % block !== 0 || width % block !== 0) return undefined
  return [[batch, height / block, width / block, channels * block * block]]
}

function depthToSpace(_: Subgraph, { options }: Operator, [input = []]: readonly Shape[]): Shapes {
  const block = optionsOf(options, 'DepthToSpaceOptions')?.blockSize ?? 0
  const [batch = 1, height = 1, width = 1, channels = 1] = input
  if (input.length !== 4 || block < 1) return undefined
  return [[batch, height * block, width * block, channels / (block * block)]]
}

/** The shape of a RESHAPE's result when the image it reads has changed; undefined where that is not clear. */
export function reshapedTo(from: Shape, to: Shape, changed: Shape): Shape | undefined {
  const before = elementsOf({ shape: from })
  const after = elementsOf({ shape: changed })
  if (before === after) return to
  // One dimension counts the pixels, be it alone or with other things. The last one does not if it is of channels only.
  const isOfChannels = (from.at(-1) ?? 1) % (to.at(-1) ?? 1) === 0
  const candidates = (isOfChannels ? to.slice(0, -1) : to).flatMap((length, axis) => {
    const scaled = (length * after) / before
    return length > 1 && Number.isInteger(scaled) && scaled > 0 ? [to.with(axis, scaled)] : []
  })
  const [only, ...others] = candidates
  return others.length === 0 ? only : undefined
}
