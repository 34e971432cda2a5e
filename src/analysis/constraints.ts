import type { Operator, Subgraph, Tensor } from '../model/network.ts'
import { optionsOf } from '../model/tflite/options.ts'
import { Activation, defaultWeightsFormat } from '../model/tflite/schema.ts'
import { isGrouped } from './steps.ts'
import { elementsOf, extentOf, inputAt, integersOf, isActivation, outputAt, tensorsAt } from './tensors.ts'

/**
 * How sure it is that the compiler maps an operator: `seen` in a compiled model or `documented` by the vendor's table
 * (as developer.axis.com repeats it for compiler 16), or `unverified`: no source at hand says so for certain.
 */
export type Support = 'seen' | 'documented' | 'unverified'

/** What the compiler wants of an operator: `violation` yields a clause that follows "because", or nothing. */
interface OperatorRule {
  readonly support: Support
  readonly violation?: (graph: Subgraph, operator: Operator) => string | undefined
  /** Turns a supported operator into an unverified one, for sizes beyond those that were seen. */
  readonly isBeyondSeen?: (graph: Subgraph, operator: Operator) => boolean
}

/** What is known of an operator's support when its types and shapes are fit for the Edge TPU. */
export type Constraint =
  | { readonly kind: 'mapped'; readonly support: Support }
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'violated'; readonly clause: string }

/** Longest input that a mapped SOFTMAX takes; the limit itself is unverified. */
const largestSoftmax = 16_000

/** RESIZE_BILINEAR was seen mapped up to this size, by a factor of two, in MoveNet ... */
const largestResizeSeen = { elements: 48 * 48 * 24, factor: 2 }
/** ... and not mapped at this factor, 1x1 to 33x33, in DeepLab. What lies between is not known. */
const resizeFactorRefused = 33

/**
 * Some reshapes of large tensors are not mapped; no limit is published, and beyond this many elements it is open. All
 * but the last three operators of SSD MobileNet v2 on 320x320 were mapped (tensorflow/models issue 9033: 110 of 113),
 * whose largest reshape is of 20 x 20 positions, 3 boxes and 91 classes.
 */
const largestSureReshape = 20 * 20 * 3 * 91

const rules: Readonly<Partial<Record<string, OperatorRule>>> = {
  ADD: { support: 'seen' },
  AVERAGE_POOL_2D: { support: 'seen', violation: fusedActivation },
  CONCATENATION: { support: 'seen', violation: concatenation },
  CONV_2D: { support: 'seen', violation: convolution, isBeyondSeen: isGrouped },
  DEPTHWISE_CONV_2D: { support: 'seen', violation: convolution },
  EXPAND_DIMS: { support: 'documented' },
  FULLY_CONNECTED: { support: 'seen', violation: dense },
  L2_NORMALIZATION: { support: 'documented' },
  LOGISTIC: { support: 'seen' },
  LSTM: { support: 'documented' },
  UNIDIRECTIONAL_SEQUENCE_LSTM: { support: 'seen' },
  MAXIMUM: { support: 'documented' },
  MAX_POOL_2D: { support: 'documented', violation: fusedActivation },
  MEAN: { support: 'documented', violation: mean },
  MINIMUM: { support: 'documented' },
  MUL: { support: 'seen' },
  PACK: { support: 'documented', violation: pack },
  // Not over the batch, but that gives it a batch above 1, which its shape alone rules out.
  PAD: { support: 'seen' },
  PRELU: { support: 'documented', violation: sharedSlope },
  QUANTIZE: { support: 'seen' },
  REDUCE_MAX: { support: 'documented', violation: reductionOverBatch },
  REDUCE_MIN: { support: 'documented', violation: reductionOverBatch },
  RELU: { support: 'documented' },
  RELU6: { support: 'documented' },
  RELU_N1_TO_1: { support: 'documented' },
  RESHAPE: { support: 'seen', isBeyondSeen: isLargeReshape },
  RESIZE_BILINEAR: { support: 'seen', violation: resize, isBeyondSeen: isResizeBeyondSeen },
  RESIZE_NEAREST_NEIGHBOR: { support: 'documented', isBeyondSeen: isResizeBeyondSeen },
  RSQRT: { support: 'unverified' },
  SLICE: { support: 'unverified' },
  SOFTMAX: { support: 'seen', violation: softmax },
  SPACE_TO_DEPTH: { support: 'unverified' },
  SPLIT: { support: 'seen', violation: splitBatch },
  SQUARED_DIFFERENCE: { support: 'unverified' },
  SQUEEZE: { support: 'unverified', violation: squeeze },
  STRIDED_SLICE: { support: 'unverified', violation: stridedSlice },
  SUB: { support: 'seen' },
  SUM: { support: 'unverified', violation: reductionOverBatch },
  TANH: { support: 'seen' },
  TRANSPOSE: { support: 'unverified' },
  // Often not mapped when large (google-coral/edgetpu issues 509 and 686); no limit is published.
  TRANSPOSE_CONV: { support: 'unverified' },
}

/** Whether the compiler would map an operator by its kind, options and sizes. */
export function constraintOf(graph: Subgraph, operator: Operator): Constraint {
  const rule = rules[operator.kind]
  if (rule === undefined) return { kind: 'unsupported' }
  const clause = rule.violation?.(graph, operator)
  if (clause !== undefined) return { kind: 'violated', clause }
  return { kind: 'mapped', support: rule.isBeyondSeen?.(graph, operator) ? 'unverified' : rule.support }
}

function fusedActivation(_: Subgraph, { options }: Operator): string | undefined {
  const activation = options && 'fusedActivationFunction' in options ? options.fusedActivationFunction : Activation.none
  return activation === Activation.none ? undefined : 'the Edge TPU takes it only without a fused activation'
}

function concatenation(graph: Subgraph, operator: Operator): string | undefined {
  return fusedActivation(graph, operator) ?? constantPart(graph, operator)
}

function constantPart(graph: Subgraph, operator: Operator): string | undefined {
  const parts = tensorsAt(graph, operator.inputs)
  const constants = parts.filter(({ constant }) => constant !== undefined)
  const fits = constants.length === 0 || (parts.length === 2 && constants.every(isAllZero))
  return fits ? undefined : 'the Edge TPU joins a constant only if it is all zero and there are two inputs'
}

/** Whether every element stands for zero. Walked once for each constant, however many operators share it. */
function isAllZero({ constant, quantisation, type }: Tensor): boolean {
  if (constant?.kind !== 'inline') return false
  const { bytes } = constant
  const known = commonValues.get(bytes)
  const common = known === undefined ? commonValueOf(bytes) : known
  commonValues.set(bytes, common)
  const zero = quantisation?.zeroPoint[0] ?? 0
  return common === (type === 'INT8' ? zero & 0xff : zero)
}

/** The byte that all of a constant's are; null where they differ. */
const commonValues = new WeakMap<Uint8Array, number | null>()

function commonValueOf(bytes: Uint8Array): number | null {
  const [first = null] = bytes
  return bytes.every((byte) => byte === first) ? first : null
}

function convolution(graph: Subgraph, operator: Operator): string | undefined {
  const options = optionsOf(operator.options, 'Conv2DOptions') ?? optionsOf(operator.options, 'DepthwiseConv2DOptions')
  if (options && options.dilationHFactor !== options.dilationWFactor) {
    return 'the Edge TPU needs the same dilation in both directions'
  }
  return variableWeights(graph, operator)
}

function variableWeights(graph: Subgraph, operator: Operator): string | undefined {
  return inputAt(graph, operator, 1)?.constant ? undefined : 'its weights are not constant'
}

function dense(graph: Subgraph, operator: Operator): string | undefined {
  const format = optionsOf(operator.options, 'FullyConnectedOptions')?.weightsFormat ?? defaultWeightsFormat
  if (format !== defaultWeightsFormat) return 'the Edge TPU takes only the default weight format'
  const output = outputAt(graph, operator, 0)
  if (output && elementsOf(output) !== output.shape.at(-1)) {
    return `its output [${output.shape.join(', ')}] is not one-dimensional (batch 1)`
  }
  return variableWeights(graph, operator)
}

function mean(graph: Subgraph, operator: Operator): string | undefined {
  const channels = inputAt(graph, operator, 0)?.shape.at(-1) ?? 1
  const axes = axesOf(graph, operator)
  const last = (inputAt(graph, operator, 0)?.shape.length ?? 1) - 1
  if (axes?.includes(last) && channels % 4 !== 0) {
    return `it averages over ${channels} channels, and the Edge TPU needs a multiple of 4 for that`
  }
  return reductionOverBatch(graph, operator)
}

/** The axes of a reduction counted from the front; undefined if they are not constant. */
function axesOf(graph: Subgraph, operator: Operator): number[] | undefined {
  const rank = inputAt(graph, operator, 0)?.shape.length ?? 0
  return integersOf(inputAt(graph, operator, 1))?.map((axis) => (axis < 0 ? axis + rank : axis))
}

function reductionOverBatch(graph: Subgraph, operator: Operator): string | undefined {
  const rank = inputAt(graph, operator, 0)?.shape.length ?? 0
  return rank >= batchedRank && axesOf(graph, operator)?.includes(0) ? batchClause : undefined
}

/** From this rank on the first dimension is the batch. */
const batchedRank = 4
const batchClause = 'it works across the batch, which the Edge TPU does not do'

function splitBatch(graph: Subgraph, operator: Operator): string | undefined {
  const rank = inputAt(graph, operator, 1)?.shape.length ?? 0
  return overBatch(integersOf(inputAt(graph, operator, 0))?.[0], rank)
}

function pack(graph: Subgraph, operator: Operator): string | undefined {
  const rank = outputAt(graph, operator, 0)?.shape.length ?? 0
  return overBatch(optionsOf(operator.options, 'PackOptions')?.axis, rank)
}

function overBatch(axis: number | undefined, rank: number): string | undefined {
  if (axis === undefined || rank < batchedRank) return undefined
  return axis === 0 || axis === -rank ? batchClause : undefined
}

function sharedSlope(graph: Subgraph, operator: Operator): string | undefined {
  const slope = inputAt(graph, operator, 1)
  const isOneDimensional = slope === undefined || elementsOf(slope) === (slope.shape.at(-1) ?? 1)
  return isOneDimensional ? undefined : 'the Edge TPU needs one slope per channel, shared over the image'
}

function softmax(graph: Subgraph, operator: Operator): string | undefined {
  const input = inputAt(graph, operator, 0)
  const length = input?.shape.at(-1) ?? 1
  if (input && elementsOf(input) !== length) return 'the Edge TPU takes it only over a single dimension'
  if (length <= largestSoftmax) return undefined
  return `it has ${length} elements, more than the ${largestSoftmax} of the Edge TPU`
}

function squeeze(graph: Subgraph, operator: Operator): string | undefined {
  const shape = inputAt(graph, operator, 0)?.shape ?? []
  const rank = shape.length
  const named = optionsOf(operator.options, 'SqueezeOptions')?.squeezeDims ?? []
  // None named stands for all of length 1.
  const removed = named.length > 0 ? named : shape.flatMap((length, axis) => (length === 1 ? [axis] : []))
  const sorted = removed.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b)
  return sorted.every((axis, place) => axis === place) ? undefined : 'the Edge TPU removes only leading dimensions'
}

function stridedSlice(graph: Subgraph, operator: Operator): string | undefined {
  const options = optionsOf(operator.options, 'StridedSliceOptions')
  if (options && (options.ellipsisMask !== 0 || options.newAxisMask !== 0)) {
    return 'the Edge TPU takes no ellipsis or new axis in it'
  }
  const strides = integersOf(inputAt(graph, operator, 3)) ?? []
  return strides.every((stride) => stride === 1) ? undefined : 'the Edge TPU takes only a stride of 1'
}

interface Resize {
  readonly text: string
  readonly elements: number
  readonly factor: number
}

function resizeOf(graph: Subgraph, operator: Operator): Resize | undefined {
  const input = inputAt(graph, operator, 0)
  const output = outputAt(graph, operator, 0)
  if (!input || !output || !isActivation(input)) return undefined
  const from = extentOf(input)
  const to = extentOf(output)
  return {
    text: `${from.height}x${from.width} to ${to.height}x${to.width} on ${to.channels} channels`,
    elements: elementsOf(output),
    factor: Math.max(to.height / from.height, to.width / from.width),
  }
}

function resize(graph: Subgraph, operator: Operator): string | undefined {
  const size = resizeOf(graph, operator)
  if (!size) return undefined
  return size.factor >= resizeFactorRefused ? `resizing ${size.text} is too large for the Edge TPU` : undefined
}

function isLargeReshape(graph: Subgraph, operator: Operator): boolean {
  const output = outputAt(graph, operator, 0)
  return output !== undefined && elementsOf(output) > largestSureReshape
}

function isResizeBeyondSeen(graph: Subgraph, operator: Operator): boolean {
  const size = resizeOf(graph, operator)
  return size !== undefined && (size.elements > largestResizeSeen.elements || size.factor > largestResizeSeen.factor)
}
