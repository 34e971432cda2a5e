import type { Parameters } from './parameters.ts'

/** Where the parameters of an operator are at an inference. */
export type ParameterStorage = 'none' | 'cached' | 'streamed'

/** How many bytes of parameters one tile holds. */
export interface CacheCapacity {
  readonly denseBytesPerTile: number
  readonly convolutionBytesPerTile: number
}

const tiles = 16

/**
 * Fitted on the published width sweeps (Jorgitou98/EdgeTPU-QuantRL-Evaluation), where it reproduces on-chip and off-chip
 * sizes within 3 % on 327 of 336 rows. 525,599 is a sixteenth of the 8.02 MiB that compiler 1.0 reports as available.
 */
export const usualCapacity: CacheCapacity = { denseBytesPerTile: 525_599, convolutionBytesPerTile: 505_000 }

/** The most that any published compiler log shows in use: 8.02 MiB (dense chains, compiler 1.0). */
export const largestCapacity: CacheCapacity = { denseBytesPerTile: 525_599, convolutionBytesPerTile: 525_599 }

/** 5.01 MiB: available to chains of 7x7 convolutions on 128x128x32, the least for activations that fit in the tiles. */
export const reducedCapacity: CacheCapacity = capacityOf(5.01)

/** 1.09 MiB: the least in any published log (MobileNetV3Small, compiler 16). */
export const smallestCapacity: CacheCapacity = capacityOf(1.09)

function capacityOf(mebibytes: number): CacheCapacity {
  const bytesPerTile = Math.floor((mebibytes * 1_048_576) / tiles)
  return { denseBytesPerTile: bytesPerTile, convolutionBytesPerTile: bytesPerTile }
}

/**
 * Decides which layers stay on the chip. A layer is cached whole or streamed whole, in the order of the network, and a
 * later smaller layer may still fit. Each group of 64 outputs of a dense layer lies on one tile, the least loaded one;
 * other layers spread evenly over all tiles.
 */
export function allocate(layers: readonly Parameters[], capacity: CacheCapacity): ParameterStorage[] {
  const loads = new Float64Array(tiles)
  return layers.map((layer) => {
    if (layer.onChipBytes === 0) return 'none'
    const fits = layer.groups > 0 ? placeGroups(loads, layer, capacity) : placeEvenly(loads, layer, capacity)
    return fits ? 'cached' : 'streamed'
  })
}

function placeGroups(loads: Float64Array, { onChipBytes, groups }: Parameters, capacity: CacheCapacity): boolean {
  const bytesPerGroup = onChipBytes / groups
  // No layer fits whose even share of a tile is too large; this also bounds the work below.
  if (onChipBytes > tiles * capacity.denseBytesPerTile) return false
  const tentative = loads.slice()
  for (let group = 0; group < groups; group++) {
    const tile = leastLoaded(tentative)
    const load = (tentative[tile] ?? 0) + bytesPerGroup
    if (load > capacity.denseBytesPerTile) return false
    tentative[tile] = load
  }
  loads.set(tentative)
  return true
}

function placeEvenly(loads: Float64Array, { onChipBytes }: Parameters, capacity: CacheCapacity): boolean {
  const share = onChipBytes / tiles
  if (Math.max(...loads) + share > capacity.convolutionBytesPerTile) return false
  loads.forEach((load, tile) => {
    loads[tile] = load + share
  })
  return true
}

function leastLoaded(loads: Float64Array): number {
  return loads.indexOf(Math.min(...loads))
}
