/** Channel counts of the published MobileNets are multiples of this, and never fewer. */
const usualStep = 8

/**
 * Channels of a layer in a narrower or wider network: the nearest multiple of a step, but at least 8 and not below 90 %
 * of the exact product. Source: the `_make_divisible` rule of the published MobileNet v2; the published widths of
 * MobileNet v1 (0.25, 0.5, 0.75, 1) give multiples of 8 anyway.
 */
export function scaledChannels(channels: number, multiplier: number, step: number = usualStep): number {
  const exact = channels * multiplier
  const rounded = Math.max(usualStep, Math.floor((exact + step / 2) / step) * step)
  return rounded < 0.9 * exact ? rounded + step : rounded
}
