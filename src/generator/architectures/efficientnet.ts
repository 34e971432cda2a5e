import type { FusedActivation } from '../layers/activation.ts'
import { conv2d, depthwiseConv2d } from '../layers/convolution.ts'
import { add } from '../layers/elementwise.ts'
import type { NetworkBuilder, Value } from '../network-builder.ts'
import { imageOf } from '../shapes.ts'
import { scaledChannels } from './channels.ts'

/** Blocks in a row that differ in nothing but the first one's input and stride. */
export interface Stage {
  /** Whether one full convolution takes the place of the widening 1x1 and the depthwise convolution. */
  readonly isFused: boolean
  readonly repeats: number
  readonly kernel: 3 | 5
  /** Stride of the stage's first block; the others have 1. */
  readonly stride: 1 | 2
  /** Factor by which a block widens. */
  readonly expansion: number
  readonly channels: number
  /** What the first block multiplies by the factor. @default the channels that it is given */
  readonly expandedChannels?: number
  /** @default true: a block adds its input where the shapes agree */
  readonly hasSkip?: boolean
}

/** Tan and Le, "EfficientNet", arXiv:1905.11946, section 3.3: how a network differs from the family's smallest. */
export interface CompoundScale {
  readonly width: number
  readonly depth: number
}

interface Block extends Omit<Stage, 'repeats' | 'expandedChannels'> {
  /** Channels between widening and narrowing. */
  readonly wideChannels: number
}

/** The stages' blocks one after the other. Each ends in a narrow convolution without activation function. */
export function mobileBlocks(
  builder: NetworkBuilder,
  input: Value,
  stages: readonly Stage[],
  { width, depth }: CompoundScale,
  activation: FusedActivation,
): Value {
  return stages.reduce((features, { repeats, expandedChannels, ...stage }) => {
    const channels = scaledChannels(stage.channels, width)
    const scaledRepeats = Math.ceil(repeats * depth)
    return Array.from({ length: scaledRepeats }, (_, repeat) => repeat === 0).reduce((value, isFirst) => {
      const given = imageOf(value.shape).channels
      const widened = isFirst && expandedChannels !== undefined ? scaledChannels(expandedChannels, width) : given
      const stride = isFirst ? stage.stride : 1
      const block = { ...stage, channels, stride, wideChannels: widened * stage.expansion } as const
      return mobileBlock(builder, value, block, activation)
    }, features)
  }, input)
}

function mobileBlock(builder: NetworkBuilder, input: Value, block: Block, activation: FusedActivation): Value {
  const { isFused, stride, channels, hasSkip = true } = block
  const narrow = isFused
    ? fusedBottleneck(builder, input, block, activation)
    : invertedBottleneck(builder, input, block, activation)
  const isAlike = stride === 1 && imageOf(input.shape).channels === channels
  return hasSkip && isAlike ? add(builder, narrow, input) : narrow
}

/**
 * The stride is that of the narrowing convolution, so that the wide one works at the full resolution (class
 * `MBConvBlockWithoutDepthwise` of models/official/efficientnet/efficientnet_model.py, tensorflow/tpu).
 */
function fusedBottleneck(builder: NetworkBuilder, input: Value, block: Block, activation: FusedActivation): Value {
  const { kernel, stride, channels, wideChannels } = block
  const wide = conv2d(builder, input, { filters: wideChannels, kernel, activation })
  return conv2d(builder, wide, { filters: channels, kernel: 1, stride })
}

function invertedBottleneck(builder: NetworkBuilder, input: Value, block: Block, activation: FusedActivation): Value {
  const { kernel, stride, channels, wideChannels, expansion } = block
  const wide = expansion === 1 ? input : conv2d(builder, input, { filters: wideChannels, kernel: 1, activation })
  const spatial = depthwiseConv2d(builder, wide, { kernel, stride, activation })
  return conv2d(builder, spatial, { filters: channels, kernel: 1 })
}
