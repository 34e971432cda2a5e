import { defaultWeightsFormat, Padding } from '../../model/tflite/schema.ts'
import type { NetworkBuilder, Value } from '../network-builder.ts'
import { elementsOf, imageOf, type PaddingKind, type Pair, pairOf, requireCounts, windowedLength } from '../shapes.ts'
import { type FusedActivation, fusedCode, scalingAfter } from './activation.ts'
import { parametersOf, weightsOf } from './parameters.ts'

export interface ConvolutionOptions {
  readonly kernel: Pair
  /** @default 1 */
  readonly stride?: Pair
  /** @default 1 */
  readonly dilation?: Pair
  /** @default 'same' */
  readonly padding?: PaddingKind
  /** @default 'none' */
  readonly activation?: FusedActivation
}

interface DepthwiseOptions extends ConvolutionOptions {
  /** @default 1 */
  readonly depthMultiplier?: number
  /** @default true */
  readonly hasBias?: boolean
}

interface ResolvedConvolution {
  readonly kernel: readonly [number, number]
  readonly options: {
    readonly padding: number
    readonly strideH: number
    readonly strideW: number
    readonly dilationHFactor: number
    readonly dilationWFactor: number
    readonly fusedActivationFunction: number
  }
  readonly activation: FusedActivation
  /** Batch, height and width of the result. */
  readonly outer: readonly [number, number, number]
  readonly channels: number
}

function resolveConvolution(input: Value, options: ConvolutionOptions): ResolvedConvolution {
  const { padding = 'same', activation = 'none' } = options
  const { batch, height, width, channels } = imageOf(input.shape)
  const kernel = pairOf(options.kernel)
  const [strideH, strideW] = pairOf(options.stride ?? 1)
  const [dilationHFactor, dilationWFactor] = pairOf(options.dilation ?? 1)
  return {
    kernel,
    options: {
      padding: Padding[padding],
      strideH,
      strideW,
      dilationHFactor,
      dilationWFactor,
      fusedActivationFunction: fusedCode[activation],
    },
    activation,
    outer: [
      batch,
      windowedLength(padding, height, kernel[0], strideH, dilationHFactor),
      windowedLength(padding, width, kernel[1], strideW, dilationWFactor),
    ],
    channels,
  }
}

/**
 * Always with biases, without which the quantised kernel refuses it (tensorflow/tensorflow, `lite/kernels/conv.cc`).
 * @throws RangeError if the input is no quantised image, the kernel does not fit into it or a number is not whole
 */
export function conv2d(
  builder: NetworkBuilder,
  input: Value,
  options: ConvolutionOptions & { readonly filters: number },
): Value {
  const { kernel, channels, outer, activation, options: shared } = resolveConvolution(input, options)
  const { filters } = options
  requireCounts({ filters })
  const shape = [filters, ...kernel, channels]
  const weights = weightsOf(builder, input, shape, elementsOf(kernel) * channels, { count: filters, dimension: 0 })
  return builder.operator({
    kind: 'CONV_2D',
    version: builder.versionOf({ uint8: 1, int8: 3 }),
    inputs: [input, ...parametersOf(builder, 'CONV_2D', input, weights, shape, filters)],
    shape: [...outer, filters],
    scaling: scalingAfter(builder.quantisation, activation),
    options: { table: 'Conv2DOptions', ...shared, quantizedBiasType: 0 },
  })
}

/**
 * One filter per channel, or `depthMultiplier` of them.
 * @throws RangeError if the input is no quantised image, the kernel does not fit into it or a number is not whole
 */
export function depthwiseConv2d(
  builder: NetworkBuilder,
  input: Value,
  options: DepthwiseOptions,
): Value {
  const { kernel, channels, outer, activation, options: shared } = resolveConvolution(input, options)
  const { depthMultiplier = 1, hasBias = true } = options
  requireCounts({ depthMultiplier })
  const filters = channels * depthMultiplier
  const shape = [1, ...kernel, filters]
  const weights = weightsOf(builder, input, shape, elementsOf(kernel), { count: filters, dimension: 3 })
  const isDilated = shared.dilationHFactor > 1 || shared.dilationWFactor > 1
  return builder.operator({
    kind: 'DEPTHWISE_CONV_2D',
    version: builder.versionOf({ uint8: isDilated ? 2 : 1, int8: 3 }),
    inputs: [input, ...parametersOf(builder, 'DEPTHWISE_CONV_2D', input, weights, shape, hasBias ? filters : 0)],
    shape: [...outer, filters],
    scaling: scalingAfter(builder.quantisation, activation),
    options: { table: 'DepthwiseConv2DOptions', ...shared, depthMultiplier },
  })
}

export interface FullyConnectedOptions {
  readonly units: number
  /** @default 'none' */
  readonly activation?: FusedActivation
  /** @default true */
  readonly hasBias?: boolean
}

/**
 * Takes everything but the first dimension as one vector. Weights have one scale for all, as converters wrote them.
 * @throws RangeError if the input is not quantised or the units are no whole number
 */
export function fullyConnected(builder: NetworkBuilder, input: Value, options: FullyConnectedOptions): Value {
  const { units, activation = 'none', hasBias = true } = options
  requireCounts({ units })
  const [batch = 1, ...rest] = input.shape
  const depth = elementsOf(rest)
  const weights = weightsOf(builder, input, [units, depth], depth, undefined)
  return builder.operator({
    kind: 'FULLY_CONNECTED',
    version: hasBias ? builder.versionOf({ uint8: 1, int8: 4 }) : 6,
    inputs: [input, ...parametersOf(builder, 'FULLY_CONNECTED', input, weights, [units, depth], hasBias ? units : 0)],
    shape: [batch, units],
    scaling: scalingAfter(builder.quantisation, activation),
    options: {
      table: 'FullyConnectedOptions',
      fusedActivationFunction: fusedCode[activation],
      weightsFormat: defaultWeightsFormat,
      keepNumDims: false,
      asymmetricQuantizeInputs: false,
      quantizedBiasType: 0,
    },
  })
}
