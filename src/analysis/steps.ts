import type { Operator, Subgraph } from '../model/network.ts'
import { optionsOf } from '../model/tflite/options.ts'
import { between, exactly, type Figure } from './figure.ts'
import { ceilDivide, elementsOf, extentOf, inputAt, outputAt } from './tensors.ts'

/**
 * The Edge TPU has 4 x 4 tiles, which split an output in space; one step of a tile multiplies 4 inputs for 64 outputs.
 * Sources: google-coral/libedgetpu driver/config/beagle (tiles, 64 cells); loops decoded from compiled models (4
 * inputs).
 */
const tilesPerSide = 4
const tiles = tilesPerSide * tilesPerSide
const inputsPerStep = 4
const outputsPerStep = 64

/**
 * Steps of an element-wise operator for each position and each group of four channels, decoded from compiled models.
 */
const elementwiseSteps = 4

/** Compute of one operator on the accelerator. */
export interface Steps {
  /** Steps of the busiest tile. */
  readonly count: number
  /** Whether the rule for this operator was checked against decoded instructions. */
  readonly isChecked: boolean
}

/**
 * Tensor steps of an operator that runs on the Edge TPU: one step per tile per clock.
 *
 * The rules were derived from the loops of real compiled models (MobileNet v1 and v2, chains of convolutions) and
 * checked on others: within 3 % on 39 of 43 pairs of a plain and a compiled model. Operators without compute of their
 * own take no step: nothing was seen for them in this unit.
 */
export function countSteps(graph: Subgraph, operator: Operator): Steps {
  const rule = rules[operator.kind]
  return rule?.(graph, operator) ?? unchecked(0)
}

/**
 * Operators that read and write more than this at once are cut into chunks that overlap and are computed again.
 * DeepLab v3 on 513x513 has 7,397,488 B (257x257 pixels of 16 and 96 channels) and no loss was seen on it.
 */
const largestUnchunkedBytes = 7_397_488

/**
 * What chunks cost: decoded over predicted steps were 1.06 for MobileNet v2 on 1024x512 and 1.14 to 1.16 for PoseNet on
 * 721x1281, the two networks beyond that size. The likely value is the smaller one, the range ends a little above.
 */
const chunkFactor = { likely: 1.06, most: 1.17 }

/** Steps of a whole network, with the range that chunking of large activations leaves. */
export function widenForChunks(steps: number, largestWorkingSetBytes: number): Figure {
  if (largestWorkingSetBytes <= largestUnchunkedBytes) return exactly(steps)
  return between(steps, Math.round(steps * chunkFactor.likely), Math.round(steps * chunkFactor.most))
}

type Rule = (graph: Subgraph, operator: Operator) => Steps | undefined

const rules: Readonly<Partial<Record<string, Rule>>> = {
  CONV_2D: convolution,
  DEPTHWISE_CONV_2D: depthwise,
  FULLY_CONNECTED: dense,
  ADD: elementwise,
  SUB: elementwise,
  MUL: elementwise,
  AVERAGE_POOL_2D: pooling,
  MAX_POOL_2D: pooling,
  MEAN: pooling,
  TRANSPOSE_CONV: transposedConvolution,
  PAD: none,
  RESHAPE: none,
  CONCATENATION: none,
  TANH: none,
  RELU: none,
  RELU6: none,
  RELU_N1_TO_1: none,
  // Parts of MoveNet, PoseNet and the MobileNets, whose whole steps the rules give within 4 %.
  QUANTIZE: none,
  RESIZE_BILINEAR: none,
  LOGISTIC: none,
  SOFTMAX: softmax,
}

/** Elements of the longest softmax among the networks that were compared: ImageNet's classes. */
const longestSoftmaxCompared = 1_001

function convolution(graph: Subgraph, operator: Operator): Steps | undefined {
  const input = inputAt(graph, operator, 0)
  const output = outputAt(graph, operator, 0)
  const [outputs, height, width, inputs] = inputAt(graph, operator, 1)?.shape ?? []
  if (!input || !output || !outputs || !height || !width || !inputs) return undefined
  const products = height * width * ceilDivide(inputs, inputsPerStep)
  const groups = ceilDivide(outputs, outputsPerStep)
  const extent = extentOf(output)
  const isPoint = extent.height === 1 && extent.width === 1
  const count = isPoint
    ? products * ceilDivide(groups, tiles)
    : positions(extent) * products * groups + rearrangement(inputs, extentOf(input))
  return isGrouped(graph, operator) ? unchecked(count) : checked(count)
}

/** Whether the filters of a convolution see only a part of the channels; no such one was ever compared. */
export function isGrouped(graph: Subgraph, operator: Operator): boolean {
  return inputAt(graph, operator, 1)?.shape.at(-1) !== inputAt(graph, operator, 0)?.shape.at(-1)
}

/** A first layer with fewer channels than a step has inputs is re-arranged before it is multiplied. */
function rearrangement(inputs: number, extent: { height: number; width: number }): number {
  return inputs < inputsPerStep ? inputs * positions(extent) : 0
}

function depthwise(graph: Subgraph, operator: Operator): Steps | undefined {
  const output = outputAt(graph, operator, 0)
  const [, height, width, channels] = inputAt(graph, operator, 1)?.shape ?? []
  if (!output || !height || !width || !channels) return undefined
  const count = positions(extentOf(output)) * height * width * ceilDivide(channels, inputsPerStep)
  // With several outputs for each channel the rule came out up to 1.9 times too high.
  return channels === inputAt(graph, operator, 0)?.shape.at(-1) ? checked(count) : unchecked(count)
}

function dense(graph: Subgraph, operator: Operator): Steps | undefined {
  const [outputs, inputs] = inputAt(graph, operator, 1)?.shape ?? []
  if (!outputs || !inputs) return undefined
  return checked(ceilDivide(inputs, inputsPerStep) * ceilDivide(ceilDivide(outputs, outputsPerStep), tiles))
}

function elementwise(graph: Subgraph, operator: Operator): Steps | undefined {
  const output = outputAt(graph, operator, 0)
  if (!output) return undefined
  const extent = extentOf(output)
  return checked(positions(extent) * elementwiseSteps * ceilDivide(extent.channels, inputsPerStep))
}

/** What a convolution of the same filters over the input takes: each position is multiplied once. Never compared. */
function transposedConvolution(graph: Subgraph, operator: Operator): Steps | undefined {
  const input = inputAt(graph, operator, 2)
  const [outputs, height, width, inputs] = inputAt(graph, operator, 1)?.shape ?? []
  if (!input || !outputs || !height || !width || !inputs) return undefined
  const products = height * width * ceilDivide(inputs, inputsPerStep)
  return unchecked(positions(extentOf(input)) * products * ceilDivide(outputs, outputsPerStep))
}

/**
 * Pooling of the whole image to one position was decoded. Smaller windows count like depthwise, which was checked as a
 * part of whole networks only: with it the published latencies of Inception, ResNet, VGG and SqueezeNet come out as those
 * of networks without pools do. What means over channels take is not known; they count like one pass over the input.
 */
function pooling(graph: Subgraph, operator: Operator): Steps | undefined {
  const input = inputAt(graph, operator, 0)
  const output = outputAt(graph, operator, 0)
  if (!input || !output) return undefined
  const { height, width, channels } = extentOf(input)
  const channelGroups = ceilDivide(channels, inputsPerStep)
  const isWhole = elementsOf(output) === channels && output.shape.at(-1) === channels
  if (isWhole) return checked(height * width * ceilDivide(channelGroups, tiles))
  const options = optionsOf(operator.options, 'Pool2DOptions')
  if (options === undefined) return unchecked(positions({ height, width }) * channelGroups)
  return checked(positions(extentOf(output)) * options.filterHeight * options.filterWidth * channelGroups)
}

function softmax(graph: Subgraph, operator: Operator): Steps {
  const length = inputAt(graph, operator, 0)?.shape.at(-1) ?? 0
  return length <= longestSoftmaxCompared ? checked(0) : unchecked(0)
}

function none(): Steps {
  return checked(0)
}

/** Positions of the tile that has most of them. */
function positions({ height, width }: { height: number; width: number }): number {
  return ceilDivide(height, tilesPerSide) * ceilDivide(width, tilesPerSide)
}

function checked(count: number): Steps {
  return { count, isChecked: true }
}

function unchecked(count: number): Steps {
  return { count, isChecked: false }
}
