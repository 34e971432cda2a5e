import type { Network } from '../../model/network.ts'
import type { NetworkBuilder, Value } from '../network-builder.ts'
import { Random } from '../../random.ts'
import { blocks } from './blocks/all.ts'
import { roundedFor } from './channels.ts'
import { addCpuOperator } from './cpu-operator.ts'
import { addHead } from './head.ts'
import type { Outline } from './outline.ts'

/** The sizes of a network. */
export interface Sizes {
  /** How many of the outline's blocks it has. */
  readonly blocks: number
  /** Channels of the first block, before rounding. */
  readonly channels: number
  /** Factor from the first block's channels to those of the last. */
  readonly growth: number
  /** How often its height and width are halved. */
  readonly halvings: number
  /** Above 1 it is halved early, below 1 late. */
  readonly earliness: number
  /** Units of hidden dense layers. */
  readonly units: number
}

/** What was laid out, and the tensor that each block ends in. */
export interface LaidOut {
  readonly network: Network
  readonly ends: readonly number[]
}

/** Strides of a block stay below 2 to this power. */
const mostHalvings = 3

/** Adds the operators of an outline, in the given sizes, to a builder. */
export function layOut(outline: Outline, sizes: Sizes, builder: NetworkBuilder): LaidOut {
  const { inputShape, form, activation, cpuOperator, goal } = outline
  const roundChannels = roundedFor(goal.isOffGrid)
  const strides = stridesOf(sizes)
  const cpuPlace = cpuOperator === undefined ? -1 : Math.floor(cpuOperator.place * sizes.blocks)
  const ends: number[] = []
  let value: Value = builder.input(form === 'image' ? 'image' : 'features', inputShape)
  for (const [place, { name, seed }] of outline.blocks.slice(0, sizes.blocks).entries()) {
    const channels = sizes.channels * sizes.growth ** (place / Math.max(1, sizes.blocks - 1))
    const stride = strides[place] ?? 1
    value = blocks[name](builder, value, { channels, stride, draw: new Random(seed), roundChannels, activation })
    if (cpuOperator !== undefined && place === cpuPlace) value = addCpuOperator(builder, cpuOperator.name, value)
    ends.push(value.index)
  }
  return { network: builder.build(addHead(outline, sizes.units, roundChannels, builder, value)), ends }
}

/** Where an image is halved: block by block. What does not fit into one block goes on to the next. */
function stridesOf({ blocks: count, halvings, earliness }: Sizes): readonly number[] {
  const places = Array.from({ length: halvings }, (_, index) =>
    Math.floor(count * ((index + 0.5) / halvings) ** earliness),
  )
  let waiting = 0
  return Array.from({ length: count }, (_, block) => {
    waiting += places.filter((place) => place === block).length
    const taken = Math.min(mostHalvings, waiting)
    waiting -= taken
    return 2 ** taken
  })
}
