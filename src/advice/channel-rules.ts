import { elementsOf, integersOf } from '../analysis/tensors.ts'
import type { Operator } from '../model/network.ts'
import { optionsOf } from '../model/tflite/options.ts'
import { defaultWeightsFormat } from '../model/tflite/schema.ts'
import { joined, repeated, type Width } from './channel-groups.ts'
import type { ChannelMap } from './channel-map.ts'
import { axisOf, sameShapeKinds, trailingProduct } from './shape-kinds.ts'

type Equate = (first: Width, second: Width) => boolean

/** Says how the channels of an operator's tensors depend on each other; false where that is not known. */
type Rule = (map: ChannelMap, operator: Operator, equate: Equate) => boolean

const rules: Readonly<Partial<Record<string, Rule>>> = {
  ...Object.fromEntries([...sameShapeKinds].map((kind) => [kind, sameChannels])),
  ADD: elementwise,
  SUB: elementwise,
  MUL: elementwise,
  DIV: elementwise,
  MAXIMUM: elementwise,
  MINIMUM: elementwise,
  SQUARED_DIFFERENCE: elementwise,
  PRELU: elementwise,
  AVERAGE_POOL_2D: sameChannels,
  MAX_POOL_2D: sameChannels,
  RESIZE_BILINEAR: sameChannels,
  RESIZE_NEAREST_NEIGHBOR: sameChannels,
  CONV_2D: convolution,
  DEPTHWISE_CONV_2D: depthwise,
  TRANSPOSE_CONV: transposedConvolution,
  FULLY_CONNECTED: dense,
  CONCATENATION: concatenation,
  SPLIT: split,
  RESHAPE: reshape,
  SQUEEZE: rearrangement,
  EXPAND_DIMS: rearrangement,
  MEAN: reduction,
  SUM: reduction,
  REDUCE_MAX: reduction,
  REDUCE_MIN: reduction,
  PAD: padding,
  MIRROR_PAD: padding,
  TRANSPOSE: transposition,
  SPACE_TO_DEPTH: spaceToDepth,
  DEPTH_TO_SPACE: depthToSpace,
}

/** Kinds whose weights decide how many channels there are. */
export const producingKinds: ReadonlySet<string> = new Set(['CONV_2D', 'FULLY_CONNECTED', 'TRANSPOSE_CONV'])

/** The channels that an operator's weights make. */
export function producedBy(map: ChannelMap, { kind, inputs }: Operator): Width | undefined {
  return producingKinds.has(kind) && inputs[1] !== undefined ? map.along(inputs[1], 0) : undefined
}

/** Tells a map what an operator says of its channels; false where that is not known. */
export function relateChannels(map: ChannelMap, operator: Operator, index: number): boolean {
  const rule = rules[operator.kind]
  if (rule === undefined) return false
  // Of the operators that make two widths one, those are named that combine activations which others made.
  const ties = rule === elementwise || rule === concatenation || rule === split
  return rule(map, operator, (first, second) => map.groups.equate(first, second, ties ? index : undefined))
}

function sameChannels(map: ChannelMap, operator: Operator, equate: Equate): boolean {
  const { inputs: [input = -1], outputs: [output = -1] } = operator
  return equate(map.last(output), map.last(input))
}

function elementwise(map: ChannelMap, { inputs, outputs: [output = -1] }: Operator, equate: Equate): boolean {
  const width = map.last(output)
  return inputs.every((input) => {
    const other = map.last(input)
    // One value may meet all channels.
    return map.lengthOf(other) === 1 ? true : equate(width, other)
  })
}

function convolution(map: ChannelMap, operator: Operator, equate: Equate): boolean {
  const { inputs: [input = -1, weights = -1, bias = -1], outputs: [output = -1] } = operator
  return (
    isConstantOfRank(map, weights, 4) &&
    equate(map.along(weights, 3), map.last(input)) &&
    equate(map.last(output), map.along(weights, 0)) &&
    sharesBias(map, bias, output, equate)
  )
}

function depthwise(map: ChannelMap, operator: Operator, equate: Equate): boolean {
  const { inputs: [input = -1, weights = -1, bias = -1], outputs: [output = -1] } = operator
  const width = map.last(input)
  const multiplier = map.lengthOf(map.last(output)) / map.lengthOf(width)
  return (
    isConstantOfRank(map, weights, 4) &&
    Number.isInteger(multiplier) &&
    multiplier > 0 &&
    equate(map.along(weights, 3), repeated(width, multiplier)) &&
    equate(map.last(output), map.along(weights, 3)) &&
    sharesBias(map, bias, output, equate)
  )
}

/** Its first input is the shape of its result, which is written anew with it. */
function transposedConvolution(map: ChannelMap, operator: Operator, equate: Equate): boolean {
  const { inputs: [shape = -1, weights = -1, input = -1, bias = -1], outputs: [output = -1] } = operator
  return (
    integersOf(map.tensorAt(shape)) !== undefined &&
    isConstantOfRank(map, weights, 4) &&
    equate(map.along(weights, 3), map.last(input)) &&
    equate(map.last(output), map.along(weights, 0)) &&
    sharesBias(map, bias, output, equate)
  )
}

/** Takes whole images as vectors, so its weights may have each channel once for every pixel. */
function dense(map: ChannelMap, operator: Operator, equate: Equate): boolean {
  const { inputs: [input = -1, weights = -1, bias = -1], outputs: [output = -1], options } = operator
  const format = optionsOf(options, 'FullyConnectedOptions')?.weightsFormat ?? defaultWeightsFormat
  if (format !== defaultWeightsFormat || !isConstantOfRank(map, weights, 2)) return false
  const width = map.last(input)
  const pixels = trailingProduct(map.shapeOf(input), map.lengthOf(map.along(weights, 1)) / map.lengthOf(width))
  return (
    pixels !== undefined &&
    equate(map.along(weights, 1), repeated(width, pixels)) &&
    equate(map.last(output), map.along(weights, 0)) &&
    sharesBias(map, bias, output, equate)
  )
}

function concatenation(map: ChannelMap, operator: Operator, equate: Equate): boolean {
  const { inputs, outputs: [output = -1], options } = operator
  const rank = map.shapeOf(output).length
  const axis = axisOf(optionsOf(options, 'ConcatenationOptions')?.axis, rank)
  if (axis === undefined || inputs.some((input) => map.shapeOf(input).length !== rank)) return false
  const widths = inputs.map((input) => map.last(input))
  if (axis === rank - 1) return equate(map.last(output), joined(widths))
  return widths.every((width) => equate(map.last(output), width))
}

function split(map: ChannelMap, { inputs: [axisInput = -1, input = -1], outputs }: Operator, equate: Equate): boolean {
  const rank = map.shapeOf(input).length
  const axis = axisOf(integersOf(map.tensorAt(axisInput))?.[0], rank)
  const widths = outputs.map((output) => map.last(output))
  const [first] = widths
  if (axis === undefined || first === undefined || !widths.every((width) => equate(width, first))) return false
  return equate(map.last(input), axis === rank - 1 ? repeated(first, widths.length) : first)
}

function reshape(map: ChannelMap, operator: Operator, equate: Equate): boolean {
  const shape = operator.inputs[1]
  const isFixed = shape === undefined ? operator.options !== undefined : integersOf(map.tensorAt(shape)) !== undefined
  return isFixed && rearrangement(map, operator, equate)
}

/** The innermost dimension stays, takes in the ones before it whole, or gives them back. */
function rearrangement(map: ChannelMap, operator: Operator, equate: Equate): boolean {
  const { inputs: [input = -1], outputs: [output = -1] } = operator
  const from = map.last(input)
  const to = map.last(output)
  if (elementsAt(map, input) !== elementsAt(map, output)) return false
  const merged = trailingProduct(map.shapeOf(input), map.lengthOf(to) / map.lengthOf(from))
  if (merged !== undefined) return equate(to, repeated(from, merged))
  const divided = trailingProduct(map.shapeOf(output), map.lengthOf(from) / map.lengthOf(to))
  return divided !== undefined && equate(from, repeated(to, divided))
}

function reduction(map: ChannelMap, operator: Operator, equate: Equate): boolean {
  const { inputs: [input = -1, axesInput = -1], outputs: [output = -1] } = operator
  const rank = map.shapeOf(input).length
  const axes = integersOf(map.tensorAt(axesInput))?.map((axis) => axisOf(axis, rank))
  return axes !== undefined && !axes.includes(rank - 1) && equate(map.last(output), map.last(input))
}

function padding(map: ChannelMap, operator: Operator, equate: Equate): boolean {
  const amounts = integersOf(map.tensorAt(operator.inputs[1]))
  const isOfChannels = amounts === undefined || amounts.slice(-2).some((amount) => amount !== 0)
  return !isOfChannels && sameChannels(map, operator, equate)
}

function transposition(map: ChannelMap, operator: Operator, equate: Equate): boolean {
  const order = integersOf(map.tensorAt(operator.inputs[1]))
  return order?.at(-1) === map.shapeOf(operator.inputs[0] ?? -1).length - 1 && sameChannels(map, operator, equate)
}

function spaceToDepth(map: ChannelMap, operator: Operator, equate: Equate): boolean {
  const { inputs: [input = -1], outputs: [output = -1], options } = operator
  const block = optionsOf(options, 'SpaceToDepthOptions')?.blockSize ?? 0
  return block > 0 && equate(map.last(output), repeated(map.last(input), block * block))
}

function depthToSpace(map: ChannelMap, operator: Operator, equate: Equate): boolean {
  const { inputs: [input = -1], outputs: [output = -1], options } = operator
  const block = optionsOf(options, 'DepthToSpaceOptions')?.blockSize ?? 0
  return block > 0 && equate(map.last(input), repeated(map.last(output), block * block))
}

function sharesBias(map: ChannelMap, bias: number, output: number, equate: Equate): boolean {
  if (map.tensorAt(bias) === undefined) return true
  return isConstantOfRank(map, bias, 1) && equate(map.last(bias), map.last(output))
}

function isConstantOfRank(map: ChannelMap, index: number, rank: number): boolean {
  const tensor = map.tensorAt(index)
  return tensor?.constant !== undefined && tensor.shape.length === rank
}

function elementsAt(map: ChannelMap, index: number): number {
  const tensor = map.tensorAt(index)
  return tensor === undefined ? 0 : elementsOf(tensor)
}
