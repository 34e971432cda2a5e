import { conv2d, depthwiseConv2d } from '../layers/convolution.ts'
import { add } from '../layers/elementwise.ts'
import type { NetworkBuilder, Value } from '../network-builder.ts'
import { imageOf } from '../shapes.ts'
import { type Border, bordered } from './border.ts'
import { scaledChannels } from './channels.ts'

interface Stage {
  /** Factor by which a block widens its input. */
  readonly expansion: number
  readonly channels: number
  readonly repeats: number
  /** Stride of the stage's first block; the others have 1. */
  readonly stride: 1 | 2
}

/** Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", arXiv:1801.04381, table 2. */
const stages: readonly Stage[] = [
  { expansion: 1, channels: 16, repeats: 1, stride: 1 },
  { expansion: 6, channels: 24, repeats: 2, stride: 2 },
  { expansion: 6, channels: 32, repeats: 3, stride: 2 },
  { expansion: 6, channels: 64, repeats: 4, stride: 2 },
  { expansion: 6, channels: 96, repeats: 3, stride: 1 },
  { expansion: 6, channels: 160, repeats: 3, stride: 2 },
  { expansion: 6, channels: 320, repeats: 1, stride: 1 },
]

interface Block {
  readonly expansion: number
  readonly channels: number
  readonly stride: number
  readonly dilation: number
}

const stemStride = 2

export interface BackboneOptions {
  /** Factor on the published channel counts. */
  readonly widthMultiplier: number
  /** What scaled channel counts are multiples of. @default 8 */
  readonly channelStep?: number
  /**
   * How many times smaller than the image the result is at most; beyond, blocks dilate instead of striding.
   * @default 32
   */
  readonly outputStride?: 8 | 16 | 32
  /** What comes before the 3x3 convolutions. @default nothing */
  readonly border?: Border
}

/** What an inverted residual gives to those who take more than its result. */
export interface InvertedResidual {
  /** Its input, widened; the input itself where it is not widened. */
  readonly expanded: Value
  readonly output: Value
}

/** MobileNet v2 up to its 17 inverted residuals, for a classifier, a detector or a segmenter. */
export function mobileNetV2Blocks(
  builder: NetworkBuilder,
  image: Value,
  { widthMultiplier, channelStep, outputStride = 32, border }: BackboneOptions,
): readonly InvertedResidual[] {
  const scaled = (channels: number): number => scaledChannels(channels, widthMultiplier, channelStep)
  const start = bordered(builder, image, stemStride, border)
  let value = conv2d(builder, start.image, {
    filters: scaled(32),
    kernel: 3,
    stride: stemStride,
    padding: start.padding,
    activation: 'relu6',
  })
  return blocksFor(outputStride).map((block) => {
    const result = invertedResidual(builder, value, { ...block, channels: scaled(block.channels) }, border)
    value = result.output
    return result
  })
}

/**
 * A block that would pass the output stride does not stride; those after it dilate instead: Chen et al., "Rethinking
 * Atrous Convolution for Semantic Image Segmentation", arXiv:1706.05587, section 3.1.
 */
function blocksFor(outputStride: number): readonly Block[] {
  let reached = stemStride
  let dilation = 1
  const strides = stages.flatMap(({ expansion, channels, repeats, stride }) =>
    Array.from({ length: repeats }, (_, repeat) => ({ expansion, channels, stride: repeat === 0 ? stride : 1 })),
  )
  return strides.map((block) => {
    if (reached < outputStride) {
      reached *= block.stride
      return { ...block, dilation }
    }
    const dilated = { ...block, stride: 1, dilation }
    dilation *= block.stride
    return dilated
  })
}

/** Widen, filter each channel, narrow without activation function; add the input where the shapes agree. */
function invertedResidual(
  builder: NetworkBuilder,
  input: Value,
  { expansion, channels: filters, stride, dilation }: Block,
  border: Border | undefined,
): InvertedResidual {
  const { channels } = imageOf(input.shape)
  const expanded =
    expansion === 1 ? input : conv2d(builder, input, { filters: channels * expansion, kernel: 1, activation: 'relu6' })
  const wide = bordered(builder, expanded, stride, border)
  const spatial = depthwiseConv2d(builder, wide.image, {
    kernel: 3,
    stride,
    dilation,
    padding: wide.padding,
    activation: 'relu6',
  })
  const narrow = conv2d(builder, spatial, { filters, kernel: 1 })
  const isResidual = stride === 1 && channels === filters
  return { expanded, output: isResidual ? add(builder, narrow, input) : narrow }
}

const lastChannels = 1280

/** The 1x1 convolution after the inverted residuals. A multiplier below 1 leaves it as wide as it is (section 6.1). */
export function lastConvolution(builder: NetworkBuilder, input: Value, widthMultiplier: number): Value {
  const filters = scaledChannels(lastChannels, Math.max(1, widthMultiplier))
  return conv2d(builder, input, { filters, kernel: 1, activation: 'relu6' })
}
