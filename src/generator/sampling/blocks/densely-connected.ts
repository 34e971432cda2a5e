import { conv2d } from '../../layers/convolution.ts'
import { averagePool2d } from '../../layers/pooling.ts'
import { concatenation } from '../../layers/rearrange.ts'
import type { NetworkBuilder, Value } from '../../network-builder.ts'
import type { BlockSettings } from './block.ts'

/** Layers that see the results of all before them, then a transition: Huang et al., arXiv:1608.06993, figure 2. */
export function denselyConnected(builder: NetworkBuilder, input: Value, settings: BlockSettings): Value {
  const { stride, draw, activation, roundChannels } = settings
  const layers = draw.integer(2, 4)
  const growth = roundChannels(settings.channels / layers)
  let joined = input
  for (let layer = 0; layer < layers; layer++) {
    const added = conv2d(builder, joined, { filters: growth, kernel: 3, activation })
    joined = concatenation(builder, [joined, added], 3)
  }
  const mixed = conv2d(builder, joined, { filters: roundChannels(settings.channels), kernel: 1, activation })
  return stride === 1 ? mixed : averagePool2d(builder, mixed, { window: stride, padding: 'same' })
}
