import { type BlockName, blockNames } from './blocks/names.ts'
import type { QuantityName } from './quantities.ts'

/** Both ends included. */
export type Range = readonly [low: number, high: number]

/** What random networks are drawn from. */
export interface Space {
  /** What networks are made of. */
  readonly blocks: readonly BlockName[]
  /** Where the goals of networks lie, spread on a logarithmic scale. */
  readonly ranges: Readonly<Record<QuantityName, Range>>
  /** What no network exceeds, so that an interpreter can run each. */
  readonly limits: Readonly<Record<LimitName, number>>
  /** Extra density around the memory of the chip. */
  readonly onChipLimit: {
    /** Share of the networks whose parameters are to lie in the range. */
    readonly share: number
    readonly parameterBytes: Range
  }
  readonly shares: Readonly<Record<ShareName, number>>
}

export const limitNames = ['macs', 'parameterBytes', 'activationBytes'] as const

export type LimitName = (typeof limitNames)[number]

export const shareNames = ['cpuOperators', 'offGrid', 'uint8'] as const

/** `cpuOperators`: with operators for the CPU; `offGrid`: with odd channel counts; `uint8`: the others are int8. */
export type ShareName = (typeof shareNames)[number]

const mebibyte = 1_048_576

/**
 * Networks as people deploy them on an Edge TPU, from a keyword spotter to ResNet-50 at half its width. The limits keep
 * a file small enough to write hundreds, and an inference by an interpreter in the range of seconds.
 */
export const defaultSpace: Space = {
  blocks: blockNames,
  ranges: {
    macs: [100_000, 1_000_000_000],
    parameterBytes: [10_000, 12 * mebibyte],
    activationBytes: [4_096, 4 * mebibyte],
    depth: [5, 100],
    // From 16x16 in grey to 448x448 in colour.
    inputBytes: [256, 602_112],
  },
  limits: { macs: 1_000_000_000, parameterBytes: 12 * mebibyte, activationBytes: 6 * mebibyte },
  // Published compiler logs begin to stream between 6.9 and 8.0 MiB (Jorgitou98/EdgeTPU-QuantRL-Evaluation).
  onChipLimit: { share: 0.2, parameterBytes: [6 * mebibyte, 9 * mebibyte] },
  shares: { cpuOperators: 0.1, offGrid: 0.15, uint8: 0.5 },
}
