import { conv2d } from '../../layers/convolution.ts'
import { add } from '../../layers/elementwise.ts'
import { maxPool2d } from '../../layers/pooling.ts'
import { concatenation, resizeBilinear, resizeNearestNeighbor } from '../../layers/rearrange.ts'
import type { NetworkBuilder, Value } from '../../network-builder.ts'
import { imageOf } from '../../shapes.ts'
import { largestSureResize } from '../sure-sizes.ts'
import type { BlockSettings } from './block.ts'

/**
 * A look at the image at half its size, which is enlarged again and joined with the image: the step of a feature
 * pyramid (Lin et al., arXiv:1612.03144, figure 3) or, joined channel by channel, of a U-Net (arXiv:1505.04597). What
 * is enlarged has fewer channels, or is only filtered, where more might not be mapped.
 */
export function resize(builder: NetworkBuilder, input: Value, settings: BlockSettings): Value {
  const { stride, draw, activation, roundChannels } = settings
  const filters = roundChannels(settings.channels)
  const isSum = draw.fraction() < 0.5
  const enlarge = draw.pick([resizeBilinear, resizeNearestNeighbor])
  const direct = conv2d(builder, input, { filters, kernel: 1, stride, activation })
  const { height, width } = imageOf(direct.shape)
  const seenFilters = channelsWithin(largestSureResize / (height * width), filters, roundChannels)
  if (seenFilters === undefined) return conv2d(builder, direct, { filters, kernel: 3, activation })
  const half = maxPool2d(builder, direct, { window: 2, padding: 'same' })
  const seen = conv2d(builder, half, { filters: seenFilters, kernel: 3, activation })
  const large = enlarge(builder, seen, height, width)
  if (isSum && seenFilters === filters) return add(builder, direct, large)
  return conv2d(builder, concatenation(builder, [direct, large], 3), { filters, kernel: 1, activation })
}

/** As many channels as are wanted, or else the most that may be had; nothing if even the fewest are too many. */
function channelsWithin(
  most: number,
  wanted: number,
  roundChannels: BlockSettings['roundChannels'],
): number | undefined {
  if (wanted <= most) return wanted
  // Rounding goes up by two channels at most.
  const fewer = roundChannels(Math.floor(most) - 2)
  return fewer <= most ? fewer : undefined
}
