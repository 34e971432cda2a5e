import { conv2d, depthwiseConv2d } from '../../layers/convolution.ts'
import { concatenation } from '../../layers/rearrange.ts'
import { split as splitEvenly } from '../../layers/slice.ts'
import type { NetworkBuilder, Value } from '../../network-builder.ts'
import type { BlockSettings } from './block.ts'

/** Half of the channels go past the filters of the others: Ma et al., arXiv:1807.11164, figure 3c, but no shuffle. */
export function split(builder: NetworkBuilder, input: Value, settings: BlockSettings): Value {
  const { stride, activation, roundChannels } = settings
  const half = roundChannels(settings.channels / 2)
  const mixed = conv2d(builder, input, { filters: 2 * half, kernel: Math.max(1, stride), stride, activation })
  const [past = mixed, filtered = mixed] = splitEvenly(builder, mixed, 3, 2)
  const spatial = depthwiseConv2d(builder, filtered, { kernel: 3, activation })
  const pointwise = conv2d(builder, spatial, { filters: half, kernel: 1, activation })
  return concatenation(builder, [past, pointwise], 3)
}
