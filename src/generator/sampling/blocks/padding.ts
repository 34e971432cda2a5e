import { conv2d } from '../../layers/convolution.ts'
import { pad } from '../../layers/rearrange.ts'
import type { NetworkBuilder, Value } from '../../network-builder.ts'
import type { BlockSettings } from './block.ts'

/** Zeros around the image, then a convolution that pads nothing, as converters from PyTorch write strided ones. */
export function padding(builder: NetworkBuilder, input: Value, settings: BlockSettings): Value {
  const { stride, draw, activation, roundChannels } = settings
  const kernel = Math.max(draw.pick([3, 5]), stride)
  const side = Math.floor(kernel / 2)
  const padded = pad(builder, input, [[0, 0], [side, side], [side, side], [0, 0]])
  const filters = roundChannels(settings.channels)
  return conv2d(builder, padded, { filters, kernel, stride, padding: 'valid', activation })
}
