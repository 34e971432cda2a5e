import type { LatencyCoefficients } from './coefficients.ts'
import type { Range } from './latency.ts'

/**
 * What the first inference takes more than those that follow, and so does the first after a model of another caching
 * token ran: milliseconds to fill the parameter cache.
 *
 * Source: google-coral/libedgetpu driver/driver.cc submits the caching program before the inference where the token of
 * the inference is not the current one or the model is not cached yet. It is one bulk transfer, which is why it has a
 * rate of its own.
 * @param bytes parameters and instructions that fill the cache
 */
export function reloadTime(bytes: Range, { reloadBytesPerMs }: LatencyCoefficients): Range {
  return {
    value: bytes.value / reloadBytesPerMs.value,
    low: bytes.low / reloadBytesPerMs.high,
    high: bytes.high / reloadBytesPerMs.low,
  }
}
