import { logistic } from '../../layers/activation.ts'
import { conv2d, depthwiseConv2d } from '../../layers/convolution.ts'
import { add, mul } from '../../layers/elementwise.ts'
import { mean } from '../../layers/pooling.ts'
import type { NetworkBuilder, Value } from '../../network-builder.ts'
import { imageOf } from '../../shapes.ts'
import type { BlockSettings } from './block.ts'

/**
 * Widen, filter each channel, narrow: Sandler et al., arXiv:1801.04381, figure 3d. Some weigh the channels by what is
 * in the whole image: Hu et al., arXiv:1709.01507, figure 2, where Howard et al., arXiv:1905.02244, put it.
 */
export function invertedResidual(builder: NetworkBuilder, input: Value, settings: BlockSettings): Value {
  const { stride, draw, activation, roundChannels } = settings
  const { channels } = imageOf(input.shape)
  const filters = roundChannels(settings.channels)
  const expansion = draw.integer(2, 6)
  const kernel = Math.max(draw.pick([3, 5]), stride)
  const isWeighed = draw.fraction() < 0.25
  const wide = conv2d(builder, input, { filters: roundChannels(channels * expansion), kernel: 1, activation })
  const filtered = depthwiseConv2d(builder, wide, { kernel, stride, activation })
  const spatial = isWeighed ? weighChannels(builder, filtered, roundChannels(channels)) : filtered
  const narrow = conv2d(builder, spatial, { filters, kernel: 1 })
  return stride === 1 && channels === filters ? add(builder, narrow, input) : narrow
}

function weighChannels(builder: NetworkBuilder, input: Value, narrow: number): Value {
  const { channels } = imageOf(input.shape)
  const squeezed = conv2d(builder, mean(builder, input, [1, 2], true), {
    filters: narrow,
    kernel: 1,
    activation: 'relu',
  })
  return mul(builder, input, logistic(builder, conv2d(builder, squeezed, { filters: channels, kernel: 1 })))
}
