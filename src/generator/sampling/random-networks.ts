import type { Network } from '../../model/network.ts'
import { NetworkBuilder } from '../network-builder.ts'
import { Random } from '../../random.ts'
import { type Fit, fitSizes } from './fit.ts'
import { type Goal, goalsOf, UnmeetableSpaceError } from './goals.ts'
import { layOut } from './lay-out.ts'
import { drawOutline } from './outline.ts'
import type { Space } from './space.ts'

/** A random network and what it was to be like. */
export interface RandomNetwork {
  /** From 0, in its seed's order. */
  readonly index: number
  readonly goal: Goal
  readonly network: Network
  /** The kinds of its blocks in their order. */
  readonly blocks: readonly string[]
}

/** As many networks as there can be for one seed. */
export const mostNetworks: number = 2 ** 20

/** How often a network is drawn anew if it misses its goal by more than this. */
const draws = 6
/** The same as long as it exceeds the limits of the space. */
const mostDraws = 30
const poorError = Math.log(1.5) ** 2

/**
 * Networks that are spread over a space, one after the other: the first ones are the same however many are taken.
 * @param seed a whole number from 0 to 2^32 - 1
 * @throws UnmeetableSpaceError if no network can meet its ranges or limits
 */
export function* randomNetworks(space: Space, seed: number): Generator<RandomNetwork, never> {
  let index = 0
  for (const goal of goalsOf(space, seed)) {
    const draw = new Random(seed * mostNetworks + index)
    const { outline, sizes } = bestFit(goal, space, draw)
    const description = `random network ${index} of seed ${seed}`
    const builder = new NetworkBuilder({ quantisation: goal.quantisation, seed: draw.uint32(), description })
    const { network } = layOut(outline, sizes, builder)
    yield { index, goal, network, blocks: outline.blocks.slice(0, sizes.blocks).map(({ name }) => name) }
    index++
  }
  throw new RangeError('goals never end')
}

function bestFit(goal: Goal, space: Space, draw: Random): Fit {
  let best: Fit | undefined
  for (let drawn = 0; drawn < draws || (drawn < mostDraws && best?.error === Infinity); drawn++) {
    const fit = fitSizes(drawOutline(goal, space, draw), space)
    if (best === undefined || fit.error < best.error) best = fit
    if (best.error <= poorError) return best
  }
  if (best !== undefined && best.error < Infinity) return best
  throw new UnmeetableSpaceError('no network was found within its limits')
}
