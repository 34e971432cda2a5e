import { conv2d, depthwiseConv2d } from '../../layers/convolution.ts'
import type { NetworkBuilder, Value } from '../../network-builder.ts'
import type { BlockSettings } from './block.ts'

/** A filter for each channel, then a mixture of channels: Howard et al., arXiv:1704.04861, figure 3. */
export function separable(builder: NetworkBuilder, input: Value, settings: BlockSettings): Value {
  const { stride, draw, activation, roundChannels } = settings
  const kernel = Math.max(draw.pick([3, 3, 5, 7]), stride)
  const isDilated = draw.fraction() < 0.1 && stride === 1
  const spatial = depthwiseConv2d(builder, input, { kernel, stride, dilation: isDilated ? 2 : 1, activation })
  return conv2d(builder, spatial, { filters: roundChannels(settings.channels), kernel: 1, activation })
}
