import type { Quantisation } from '../model/network.ts'
import { NoRandom, type Random } from '../random.ts'

/**
 * How the networks are quantised: `uint8` per tensor and asymmetric, as quantisation-aware training with TensorFlow 1
 * left them; `int8` per channel and symmetric in the weights, as the TFLite converter quantises after training.
 */
export type QuantisationScheme = 'uint8' | 'int8'

/** What a tensor's integers stand for: real = scale x (integer - zero point). */
export interface Scaling {
  readonly scale: number
  readonly zeroPoint: number
}

/** Smallest integer of a scheme's activations. */
const lowest: Readonly<Record<QuantisationScheme, number>> = { uint8: 0, int8: -128 }

/** The 256 integers spread over the reals from `low` to `high`, which must include zero. */
export function scalingOfRange(scheme: QuantisationScheme, low: number, high: number): Scaling {
  const scale = Math.fround((high - low) / 255)
  return { scale, zeroPoint: lowest[scheme] + Math.round(-low / scale) }
}

/** A scaling that TFLite prescribes for an operator's result: the range starts at zero or, if signed, straddles it. */
export function fixedScaling(scheme: QuantisationScheme, scale: number, isSigned: boolean): Scaling {
  return { scale, zeroPoint: lowest[scheme] + (isSigned ? 128 : 0) }
}

export function quantisationOf(scale: readonly number[], zeroPoint: readonly number[], dimension = 0): Quantisation {
  return { min: [], max: [], scale, zeroPoint, dimension, details: undefined }
}

/** Quantised weights: their bytes, and the scale of every channel or of all. */
export interface Weights {
  readonly bytes: Uint8Array
  readonly quantisation: Quantisation
}

/**
 * The reach of random weights with which a result varies about as much as its inputs do: LeCun et al., "Efficient
 * BackProp", 1998, section 4.6; for inputs of which a ReLU has zeroed half, He et al., arXiv:1502.01852.
 * @param fanIn elements that add up to one result
 */
export function weightReach(scheme: QuantisationScheme, input: Scaling, fanIn: number): number {
  const isRectified = input.zeroPoint === lowest[scheme]
  return Math.sqrt((isRectified ? 6 : 3) / fanIn)
}

/**
 * Random weights, uniform between -reach and +reach.
 * @param count elements in all
 * @param channels how many channels get a scale of their own, and which dimension counts them; none: one scale for all
 */
export function randomWeights(
  scheme: QuantisationScheme,
  random: Random,
  count: number,
  reach: number,
  channels: { readonly count: number; readonly dimension: number } | undefined,
): Weights {
  const scale = Math.fround(reach / 127)
  const bytes = random.bytes(count)
  // Weights that are left out need no scales either.
  if (random instanceof NoRandom) return { bytes, quantisation: quantisationOf([scale], [0]) }
  if (scheme === 'uint8') return { bytes, quantisation: quantisationOf([scale], [128]) }
  // Symmetric weights leave out -128 (TFLite 8-bit quantisation specification).
  for (let index = 0; index < count; index++) if (bytes[index] === 0x80) bytes[index] = 0x81
  if (channels === undefined) return { bytes, quantisation: quantisationOf([scale], [0]) }
  const scales = Array.from({ length: channels.count }, () => Math.fround(scale * (0.5 + random.fraction())))
  return { bytes, quantisation: quantisationOf(scales, scales.map(() => 0), channels.dimension) }
}

/** Random 32-bit biases of at most +-0.1 in real terms; a bias counts in units of input scale x weight scale. */
export function randomBiases(random: Random, inputScale: number, weights: Quantisation, count: number): Weights {
  if (random instanceof NoRandom) return { bytes: random.bytes(), quantisation: weights }
  const scales = weights.scale.map((weightScale) => Math.fround(inputScale * weightScale))
  const biases = Int32Array.from({ length: count }, (_, channel) => {
    const unit = scales[channel] ?? scales[0] ?? 1
    return Math.round(((random.fraction() - 0.5) * 0.2) / unit)
  })
  return { bytes: new Uint8Array(biases.buffer), quantisation: quantisationOf(scales, scales.map(() => 0)) }
}
