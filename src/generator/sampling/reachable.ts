import { headDepth, shallowest } from './blocks/depths.ts'
import type { BlockName } from './blocks/names.ts'
import type { Quantities } from './quantities.ts'

/** Weights that a convolution has for each pair of channels, as a rule: 3x3. */
const usualKernel = 9
/** The fewest channels that a layer has, as a rule. */
const fewestChannels = 4
/** Bytes of the largest activations for each byte of the input: 3 channels become about 40, twice. */
const largestExpansion = 24
/** Products for each element of the largest activations: 27 in a 3x3 convolution of 3 channels, and as many later. */
const fewestProducts = 50
/** The most products for an element in a network of one convolution: 5x5 of 3 channels. */
const mostProductsOfOne = 75
/** Operators on the longest path of a block, in the middle of the kinds that networks are full of. */
const usualBlockDepth = 2
/** A network that is dense from its input on uses each parameter once. Twice as often is the least that tells. */
const mostUsesOfDense = 2

/**
 * Whether arithmetic leaves room for a network of these quantities, made of usual layers. What is let through here may
 * still be missed.
 */
export function isReachable(quantities: Quantities, blocks: readonly BlockName[]): boolean {
  const { macs, parameterBytes, activationBytes, depth, inputBytes } = quantities
  // So often is a parameter used: at most once for each element of the input, unless that is enlarged.
  const uses = macs / parameterBytes
  const layers = Math.max(1, (depth - headDepth.usual) / usualBlockDepth)
  // Between as many layers, parameters need channels; and what a layer reads and writes is alive at one time.
  const channels = Math.max(fewestChannels, Math.sqrt(parameterBytes / (usualKernel * layers)))
  return (
    depth >= headDepth.least + shallowest(blocks, 'least') &&
    uses >= 1 &&
    uses <= (isDenseOnly(blocks) ? mostUsesOfDense : inputBytes) &&
    activationBytes >= 1.1 * inputBytes &&
    activationBytes >= 3 * uses * channels &&
    activationBytes <= largestExpansion * inputBytes &&
    macs >= fewestProducts * activationBytes &&
    (layers >= 2 || macs <= mostProductsOfOne * activationBytes)
  )
}

function isDenseOnly(blocks: readonly BlockName[]): boolean {
  return blocks.every((name) => name === 'dense')
}
