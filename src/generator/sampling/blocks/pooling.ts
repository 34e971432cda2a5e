import { conv2d } from '../../layers/convolution.ts'
import { averagePool2d, maxPool2d } from '../../layers/pooling.ts'
import type { NetworkBuilder, Value } from '../../network-builder.ts'
import type { BlockSettings } from './block.ts'

/** A pool over windows, and a mixture of channels. */
export function pooling(builder: NetworkBuilder, input: Value, settings: BlockSettings): Value {
  const { stride, draw, activation, roundChannels } = settings
  const pool = draw.pick([averagePool2d, maxPool2d])
  const window = Math.max(draw.pick([2, 3]), stride)
  const pooled = pool(builder, input, { window, stride, padding: 'same' })
  return conv2d(builder, pooled, { filters: roundChannels(settings.channels), kernel: 1, activation })
}
