import { sumOf } from '../../analysis/sum.ts'
import type { Network } from '../../model/network.ts'
import { NetworkBuilder } from '../network-builder.ts'
import { type Sizes, layOut } from './lay-out.ts'
import type { Outline } from './outline.ts'
import { minimise } from './pattern-search.ts'
import { depthsOf, measureQuantities, type Quantities, quantityNames } from './quantities.ts'
import { limitNames, type Range, type Space } from './space.ts'

/** An outline with the sizes that bring it nearest to its goal, and how near that is. */
export interface Fit {
  readonly outline: Outline
  readonly sizes: Sizes
  readonly error: number
}

/**
 * Factors on the logarithms of reached over goal, whose squares add up to the error of a network. Time and memory of an
 * Edge TPU depend on multiply-accumulates and parameters most. Activations are bound to both and to the input, so that
 * insisting on them would cost the others; depth is met by the number of blocks already, and the input is the goal's.
 */
const weights: Quantities = { macs: 1, parameterBytes: 1, activationBytes: 0.7, depth: 0.5, inputBytes: 0 }

/** Near enough: all of the quantities within a few per cent. */
const goodError = Math.log(1.05) ** 2
/** The same of multiply-accumulates alone, on a logarithmic scale. */
const goodDifference = 0.05

/** Sizes that are searched, evenly on logarithmic scales. Both ends are beyond what published networks have. */
const searched: Readonly<Record<'growth' | 'earliness' | 'units', Range>> = {
  // MobileNet v2 grows from 16 channels to 320 and its head, VGG from 64 to 512.
  growth: [1 / 4, 64],
  // An exponent: four halvings lie all in the last third of the blocks at the one end, in the first half at the other.
  earliness: [2 ** -2.5, 2 ** 2.5],
  // VGG has 4,096.
  units: [4, 8_192],
}
/** Wide layers in the same sense: the widest of the published ones has 2,048 channels. */
const mostChannels = 4_096
/** What the first correction starts from: any number of channels would do. */
const firstChannels = 16
/** Channels are corrected once: the square law is nearly exact, and each round lays the network out. */
const channelRounds = 2

/** All but the channels are searched, not for long: an outline that is still far off is drawn anew. */
const search = { dimensions: 4, starts: 5, evaluations: 36, good: goodError } as const

/** Sizes an outline. It is laid out many times for that, without weights. */
export function fitSizes(outline: Outline, space: Space): Fit {
  const blocks = countBlocks(outline)
  const { macs } = outline.goal.quantities
  let tried = Infinity
  let best: { sizes: Sizes; error: number } | undefined
  const attempt = (sizes: Sizes): Quantities => {
    const reached = measureQuantities(sketch(outline, sizes))
    const error = errorOf(reached, outline.goal.quantities, space)
    tried = Math.min(tried, error)
    if (best === undefined || error < best.error) best = { sizes, error }
    return reached
  }
  let channels = firstChannels
  minimise((point) => {
    tried = Infinity
    for (let round = 0; round < channelRounds; round++) {
      const reached = attempt(sizesAt(point, outline, blocks, channels))
      // Products grow with the square of the channels, or nearly.
      channels = Math.min(mostChannels, Math.max(1, channels * Math.sqrt(macs / reached.macs)))
      if (Math.abs(Math.log(macs / reached.macs)) < goodDifference) break
    }
    return tried
  }, search)
  if (best === undefined) throw new RangeError('nothing was tried')
  return { outline, ...best }
}

/** @param point coordinates from 0 to 1 */
function sizesAt(point: readonly number[], { inputShape, form }: Outline, blocks: number, channels: number): Sizes {
  const [growth = 0, halvings = 0, earliness = 0, units = 0] = point
  const [, height = 1, width = 1] = inputShape
  const mostHalvings = form === 'vector' ? 0 : Math.floor(Math.log2(Math.min(height, width)))
  return {
    blocks,
    channels,
    growth: placed(growth, searched.growth),
    halvings: Math.round(halvings * mostHalvings),
    earliness: placed(earliness, searched.earliness),
    units: placed(units, searched.units),
  }
}

/** A value between two, the middle of which is their geometric mean. */
function placed(fraction: number, [low, high]: Range): number {
  return 2 ** (Math.log2(low) + fraction * Math.log2(high / low))
}

/** How many blocks come nearest to the goal's depth. */
function countBlocks(outline: Outline): number {
  const sizes = { blocks: outline.blocks.length, channels: 4, growth: 1, halvings: 0, earliness: 1, units: 4 }
  const { network, ends } = layOut(outline, sizes, blankBuilder(outline))
  const depths = depthsOf(network)
  const total = depths[network.outputs[0] ?? -1] ?? 0
  const afterBlocks = total - (depths[ends.at(-1) ?? -1] ?? 0)
  const missed = ends.map((end) => Math.abs((depths[end] ?? 0) + afterBlocks - outline.goal.quantities.depth))
  return missed.indexOf(Math.min(...missed)) + 1
}

function sketch(outline: Outline, sizes: Sizes): Network {
  return layOut(outline, sizes, blankBuilder(outline)).network
}

function blankBuilder({ goal }: Outline): NetworkBuilder {
  return new NetworkBuilder({ quantisation: goal.quantisation, seed: 0, weights: 'none' })
}

function errorOf(reached: Quantities, goal: Quantities, { limits }: Space): number {
  if (exceeds(reached, limits)) return Infinity
  return sumOf(quantityNames, (name) => (weights[name] * Math.log(reached[name] / goal[name])) ** 2)
}

function exceeds(reached: Quantities, limits: Space['limits']): boolean {
  return limitNames.some((name) => reached[name] > limits[name])
}
