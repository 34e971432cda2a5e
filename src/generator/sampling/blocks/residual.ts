import { conv2d } from '../../layers/convolution.ts'
import { add } from '../../layers/elementwise.ts'
import type { NetworkBuilder, Value } from '../../network-builder.ts'
import { imageOf } from '../../shapes.ts'
import type { BlockSettings } from './block.ts'

/** Two convolutions or a bottleneck of three, with a way around them: He et al., arXiv:1512.03385, figure 5. */
export function residual(builder: NetworkBuilder, input: Value, settings: BlockSettings): Value {
  const { stride, draw, activation, roundChannels } = settings
  const filters = roundChannels(settings.channels)
  const isBottleneck = draw.fraction() < 0.5
  const around = shortcut(builder, input, filters, stride)
  if (!isBottleneck) {
    const first = conv2d(builder, input, { filters, kernel: 3, stride, activation })
    return add(builder, conv2d(builder, first, { filters, kernel: 3 }), around, activation)
  }
  const narrow = roundChannels(settings.channels / draw.pick([2, 4]))
  const reduced = conv2d(builder, input, { filters: narrow, kernel: 1, activation })
  const spatial = conv2d(builder, reduced, { filters: narrow, kernel: 3, stride, activation })
  return add(builder, conv2d(builder, spatial, { filters, kernel: 1 }), around, activation)
}

/** The input itself, or its projection where the result has another shape. */
function shortcut(builder: NetworkBuilder, input: Value, filters: number, stride: number): Value {
  if (stride === 1 && imageOf(input.shape).channels === filters) return input
  return conv2d(builder, input, { filters, kernel: 1, stride })
}
