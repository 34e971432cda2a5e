import type { FusedActivation } from '../../layers/activation.ts'
import type { NetworkBuilder, Value } from '../../network-builder.ts'
import type { Random } from '../../../random.ts'

/** What a block is asked for. */
export interface BlockSettings {
  /** Channels of its result, before rounding. */
  readonly channels: number
  /** Factor by which it shrinks height and width, rounded up: 1, 2, 4 or 8. */
  readonly stride: number
  /** Decides what else is open; it draws the same every time that the block is laid out. */
  readonly draw: Random
  /** The nearest channel count that the network may have. */
  readonly roundChannels: (channels: number) => number
  readonly activation: FusedActivation
}

/** Adds a piece of a network that takes an image and gives one. */
export type Block = (builder: NetworkBuilder, input: Value, settings: BlockSettings) => Value
