import { logistic, prelu, relu, relu6, reluN1To1, tanh } from '../../layers/activation.ts'
import { conv2d, depthwiseConv2d } from '../../layers/convolution.ts'
import { add, maximum, minimum, mul, sub } from '../../layers/elementwise.ts'
import type { NetworkBuilder, Value } from '../../network-builder.ts'
import type { Random } from '../../../random.ts'
import type { BlockSettings } from './block.ts'

type Unary = (builder: NetworkBuilder, input: Value) => Value
type Binary = (builder: NetworkBuilder, left: Value, right: Value) => Value

// Those that a source lists as supported: src/analysis/constraints.ts.
const unaries: readonly [Unary, ...Unary[]] = [relu, relu6, reluN1To1, prelu, tanh, logistic]
const binaries: readonly [Binary, ...Binary[]] = [add, sub, mul, maximum, minimum]

/** A convolution, a function of each of its elements, and both or another filter of it combined element by element. */
export function elementwise(builder: NetworkBuilder, input: Value, settings: BlockSettings): Value {
  const { stride, draw, roundChannels } = settings
  const kernel = Math.max(draw.pick([1, 1, 3]), stride)
  const isFiltered = draw.fraction() < 0.5
  const left = conv2d(builder, input, { filters: roundChannels(settings.channels), kernel, stride })
  const right = isFiltered ? depthwiseConv2d(builder, left, { kernel: 3 }) : left
  return combineElements(builder, left, applyToElements(builder, right, draw), draw)
}

/** One of the functions of single elements that the Edge TPU supports. */
export function applyToElements(builder: NetworkBuilder, input: Value, draw: Random): Value {
  return draw.pick(unaries)(builder, input)
}

/** One of the functions of two elements that the Edge TPU supports. */
export function combineElements(builder: NetworkBuilder, left: Value, right: Value, draw: Random): Value {
  return draw.pick(binaries)(builder, left, right)
}
