import { conv2d } from '../../layers/convolution.ts'
import type { NetworkBuilder, Value } from '../../network-builder.ts'
import type { BlockSettings } from './block.ts'

/** A convolution; in a fifth of the cases a wide one in two parts, one for each direction, as in Inception v3. */
export function convolution(builder: NetworkBuilder, input: Value, settings: BlockSettings): Value {
  const { stride, draw, activation } = settings
  const filters = settings.roundChannels(settings.channels)
  const kernel = draw.pick([1, 3, 3, 3, 5])
  const isInParts = draw.fraction() < 0.2
  if (!isInParts) return conv2d(builder, input, { filters, kernel: Math.max(kernel, stride), stride, activation })
  const length = draw.pick([3, 5, 7])
  const rows = conv2d(builder, input, { filters, kernel: [1, length], stride: [1, stride], activation })
  return conv2d(builder, rows, { filters, kernel: [length, 1], stride: [stride, 1], activation })
}
