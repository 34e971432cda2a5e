import { conv2d } from '../../layers/convolution.ts'
import { averagePool2d, maxPool2d } from '../../layers/pooling.ts'
import { concatenation } from '../../layers/rearrange.ts'
import type { NetworkBuilder, Value } from '../../network-builder.ts'
import type { BlockSettings } from './block.ts'

/** Two to four branches whose results are joined: Szegedy et al., arXiv:1409.4842, figure 2b. */
export function branches(builder: NetworkBuilder, input: Value, settings: BlockSettings): Value {
  const { stride, draw, activation, roundChannels } = settings
  const count = draw.integer(2, 4)
  const filters = roundChannels(settings.channels / count)
  const narrow = roundChannels((settings.channels / count) * 0.75)
  const pool = draw.pick([averagePool2d, maxPool2d])
  const kinds: readonly (() => Value)[] = [
    () => conv2d(builder, input, { filters, kernel: 1, stride, activation }),
    () => {
      const reduced = conv2d(builder, input, { filters: narrow, kernel: 1, activation })
      return conv2d(builder, reduced, { filters, kernel: 3, stride, activation })
    },
    () => {
      const pooled = pool(builder, input, { window: 3, stride, padding: 'same' })
      return conv2d(builder, pooled, { filters, kernel: 1, activation })
    },
    () => {
      const reduced = conv2d(builder, input, { filters: narrow, kernel: 1, activation })
      const middle = conv2d(builder, reduced, { filters: narrow, kernel: 3, activation })
      return conv2d(builder, middle, { filters, kernel: 3, stride, activation })
    },
  ]
  return concatenation(builder, kinds.slice(0, count).map((branch) => branch()), 3)
}
