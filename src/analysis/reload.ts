import { between, exactly, type Figure } from './figure.ts'

/**
 * Instructions that fill the cache, per layer that is cached. Decoded: 183 B in MobileNet v2 (53 layers, 2020) and the
 * embedding of v1, 451 B in MobileNet v1 0.25 and 0.5 (28 layers, 2021), and 1,232 B where there is but one layer. Next
 * to the parameters they are a hundredth at most.
 */
const bytesPerLayer = { low: 150, value: 200, high: 500 } as const
const mostBytesOfAny = 1_500

/** Bytes of the instructions that are sent together with the parameters to be cached. */
export function cachingInstructionBytes(cachedLayers: number): Figure {
  if (cachedLayers === 0) return exactly(0)
  const { low, value, high } = bytesPerLayer
  return between(low * cachedLayers, value * cachedLayers, high * cachedLayers + mostBytesOfAny)
}

/** What the compilers of 2021 add to the parameters of MobileNet v1 0.25 and 0.5, which earlier ones do not. */
export const softmaxParameterBytes = 48_256
