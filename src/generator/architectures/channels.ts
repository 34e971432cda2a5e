/** Channel counts of the published MobileNets are multiples of this. */
const channelStep = 8

/**
 * Channels of a layer in a narrower or wider network: the nearest multiple of 8, but at least 8 and not below 90 % of
 * the exact product. Source: the `_make_divisible` rule of the published MobileNet v2; the published widths of
 * MobileNet v1 (0.25, 0.5, 0.75, 1) give multiples of 8 anyway.
 */
export function scaledChannels(channels: number, multiplier: number): number {
  const exact = channels * multiplier
  const rounded = Math.max(channelStep, Math.floor((exact + channelStep / 2) / channelStep) * channelStep)
  return rounded < 0.9 * exact ? rounded + channelStep : rounded
}
