import type { QuantisationScheme } from '../quantise.ts'
import type { Random } from '../../random.ts'
import type { Quantities } from './quantities.ts'
import { isReachable } from './reachable.ts'
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

/** Points of a space of which at least one can be met, or else the space is too thin to be sampled. */
export const pointsForOne = 1_000

/** Enough reachable points to tell how frequent they are, within a fifth. */
const pointsToCount = 32

/** Where one point in a thousand can be met, as many in a row that cannot are out of the question. */
const mostAttempts = 100 * pointsForOne

/** Moves the points around the on-chip limit away from all others: seeds are smaller. */
const otherSeeds = 2 ** 32

type Ranges = Space['ranges']

/**
 * The goals of a space one after the other; the first ones do not depend on how many are asked for. Points that no
 * network can meet are passed over, so that the others fill what is left evenly. Those around the on-chip limit come
 * from a sequence of their own: from the same one, each would have a twin that differs in its parameters alone.
 * @param seed a whole number from 0 to 2^32 - 1
 * @throws UnmeetableSpaceError if no network can meet the ranges
 */
export function* goalsOf(space: Space, seed: number): Generator<Goal, never> {
  const sequence = new Sequence(seed)
  const everywhere = reachablePoints(space.ranges, space.blocks, sequence)
  const { share } = space.onChipLimit
  const atLimit = reachablePoints(rangesAtLimit(space), space.blocks, new Sequence(otherSeeds + seed))
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

/**
 * How many of the points of a space can be met, or of those around the memory of the chip where they are fewer: enough,
 * too few to look for them, or none that was found.
 */
export function roomIn(space: Space): 'enough' | 'little' | 'none' {
  const { share } = space.onChipLimit
  const wanted = [...(share < 1 ? [space.ranges] : []), ...(share > 0 ? [rangesAtLimit(space)] : [])]
  const found = Math.min(...wanted.map((ranges) => countReachable(ranges, space)))
  if (found === 0) return 'none'
  return found < pointsToCount ? 'little' : 'enough'
}

/** Among as many points as have enough of them if one in a thousand can be met. */
function countReachable(ranges: Ranges, { blocks }: Space): number {
  const sequence = new Sequence(0)
  let found = 0
  for (let index = 0; index < pointsToCount * pointsForOne && found < pointsToCount; index++) {
    if (isReachable(pointAt(ranges, sequence, index), blocks)) found++
  }
  return found
}

function* reachablePoints(ranges: Ranges, blocks: Space['blocks'], sequence: Sequence): Generator<Quantities, void> {
  let attempts = 0
  for (let index = 0; attempts < mostAttempts; index++) {
    const point = pointAt(ranges, sequence, index)
    attempts++
    if (!isReachable(point, blocks)) continue
    attempts = 0
    yield point
  }
}

/**
 * A goal of a space as plain random numbers give it, to compare with.
 * @throws UnmeetableSpaceError if no network can meet the ranges
 */
export function randomGoal(space: Space, random: Random): Quantities {
  const wanted = random.fraction() < space.onChipLimit.share ? rangesAtLimit(space) : space.ranges
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const point = pointOf(wanted, () => random.fraction())
    if (isReachable(point, space.blocks)) return point
  }
  throw new UnmeetableSpaceError('no network can meet its ranges')
}

function rangesAtLimit({ ranges, onChipLimit: { parameterBytes } }: Space): Ranges {
  return { ...ranges, parameterBytes }
}

function pointAt(ranges: Ranges, sequence: Sequence, index: number): Quantities {
  return pointOf(ranges, (dimension) => sequence.at(index, dimension))
}

function pointOf(ranges: Ranges, at: (dimension: Dimension) => number): Quantities {
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
