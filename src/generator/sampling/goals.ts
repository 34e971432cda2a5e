import type { QuantisationScheme } from '../quantise.ts'
import type { Random } from '../../random.ts'
import type { Quantities } from './quantities.ts'
import { type Dimension, Sequence } from './sequence.ts'
import type { Range, Space } from './space.ts'

/** What a random network is to be like. */
export interface Goal {
  readonly quantities: Quantities
  /** Whether it was put where the parameters just fit on the chip, or just do not. */
  readonly isAtOnChipLimit: boolean
  readonly hasCpuOperators: boolean
  readonly isOffGrid: boolean
  readonly quantisation: QuantisationScheme
}

/** A space that no network lies in. */
export class UnmeetableSpaceError extends RangeError {
  override readonly name = 'UnmeetableSpaceError'
}

/** Points in a row that no network can meet; after as many there are none. */
const mostAttempts = 100_000

/**
 * The goals of a space one after the other; the first ones do not depend on how many are asked for. Points that no
 * network can meet are passed over, so that the others fill what is left evenly.
 * @throws UnmeetableSpaceError if no network can meet the ranges
 */
export function* goalsOf(space: Space, seed: number): Generator<Goal, never> {
  const sequence = new Sequence(seed)
  const everywhere = reachablePoints(space.ranges, sequence)
  const { share, parameterBytes } = space.onChipLimit
  const atLimit = reachablePoints({ ...space.ranges, parameterBytes }, sequence)
  for (let index = 0; ; index++) {
    const isBelow = (dimension: Dimension, limit: number): boolean => sequence.at(index, dimension) < limit
    const isAtOnChipLimit = isBelow(5, share)
    const quantities = (isAtOnChipLimit ? atLimit : everywhere).next().value
    if (quantities === undefined) throw new UnmeetableSpaceError('no network can meet its ranges')
    yield {
      quantities,
      isAtOnChipLimit,
      hasCpuOperators: isBelow(6, space.shares.cpuOperators),
      isOffGrid: isBelow(7, space.shares.offGrid),
      quantisation: isBelow(8, space.shares.uint8) ? 'uint8' : 'int8',
    }
  }
}

/** Whether no network can meet the ranges of a space, or those around the memory of the chip. */
export function isEmpty({ ranges, onChipLimit: { share, parameterBytes } }: Space): boolean {
  const wanted = [...(share < 1 ? [ranges] : []), ...(share > 0 ? [{ ...ranges, parameterBytes }] : [])]
  return !wanted.every((one) => reachablePoints(one, new Sequence(0)).next().value !== undefined)
}

function* reachablePoints(ranges: Space['ranges'], sequence: Sequence): Generator<Quantities, undefined> {
  let attempts = 0
  for (let index = 0; attempts < mostAttempts; index++) {
    const point = pointOf(ranges, (dimension) => sequence.at(index, dimension))
    attempts++
    if (!isReachable(point)) continue
    attempts = 0
    yield point
  }
  return undefined
}

/**
 * A goal of a space as plain random numbers give it, to compare with.
 * @throws UnmeetableSpaceError if no network can meet the ranges
 */
export function randomGoal({ ranges, onChipLimit }: Space, random: Random): Quantities {
  const { share, parameterBytes } = onChipLimit
  const wanted = random.fraction() < share ? { ...ranges, parameterBytes } : ranges
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const point = pointOf(wanted, () => random.fraction())
    if (isReachable(point)) return point
  }
  throw new UnmeetableSpaceError('no network can meet its ranges')
}

function pointOf(ranges: Space['ranges'], at: (dimension: Dimension) => number): Quantities {
  return {
    macs: onLogScale(at(0), ranges.macs),
    parameterBytes: onLogScale(at(1), ranges.parameterBytes),
    activationBytes: onLogScale(at(2), ranges.activationBytes),
    depth: onLogScale(at(3), ranges.depth),
    inputBytes: onLogScale(at(4), ranges.inputBytes),
  }
}

function onLogScale(fraction: number, [low, high]: Range): number {
  return Math.round(low * (high / low) ** fraction)
}

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
/** Operators of a head, and of a block. */
const [depthOfHead, depthOfBlock] = [3, 2]

/**
 * Whether arithmetic leaves room for a network of these quantities, made of usual layers. What is let through here may
 * still be missed.
 */
export function isReachable({ macs, parameterBytes, activationBytes, depth, inputBytes }: Quantities): boolean {
  // So often is a parameter used: at most once for each element of the input, unless that is enlarged.
  const uses = macs / parameterBytes
  const layers = Math.max(1, (depth - depthOfHead) / depthOfBlock)
  // Between as many layers, parameters need channels; and what a layer reads and writes is alive at one time.
  const channels = Math.max(fewestChannels, Math.sqrt(parameterBytes / (usualKernel * layers)))
  return (
    uses >= 1 &&
    uses <= inputBytes &&
    activationBytes >= 1.1 * inputBytes &&
    activationBytes >= 3 * uses * channels &&
    activationBytes <= largestExpansion * inputBytes &&
    macs >= fewestProducts * activationBytes &&
    (layers >= 2 || macs <= mostProductsOfOne * activationBytes)
  )
}
