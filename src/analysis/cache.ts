import type { Parameters, TileLayout } from './parameters.ts'

/** Where the parameters of an operator are at an inference. */
export type ParameterStorage = 'none' | 'cached' | 'streamed'

/** How many bytes of parameters one tile holds. */
export interface CacheCapacity {
  readonly denseBytesPerTile: number
  readonly convolutionBytesPerTile: number
}

const tiles = 16

/** What the cache must know of the parameters of an operator. */
export type Layer = Pick<Parameters, 'onChipBytes' | 'layout'>

/**
 * Fitted on the published width sweeps (Jorgitou98/EdgeTPU-QuantRL-Evaluation), where it reproduces on-chip and
 * off-chip sizes within 3 % on 327 of 336 rows. 525,599 is a sixteenth of the 8.02 MiB that compiler 1.0 reports as
 * available.
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
 * later smaller layer may still fit. The limit is that of each tile.
 */
export function allocate(layers: readonly Layer[], capacity: CacheCapacity): ParameterStorage[] {
  const loads = new Float64Array(tiles)
  return layers.map(({ onChipBytes, layout }) => {
    if (onChipBytes === 0) return 'none'
    const placed = place(loads, onChipBytes, layout, capacity)
    if (placed === undefined || isOverfull(placed, capacity)) return 'streamed'
    loads.set(placed)
    return 'cached'
  })
}

/**
 * Spread layers count against all tiles together, and may lie on a tile that dense ones have filled: what dense layers
 * after them fill up on other tiles must not be more than there is.
 */
function isOverfull(loads: Float64Array, { denseBytesPerTile, convolutionBytesPerTile }: CacheCapacity): boolean {
  const total = loads.reduce((sum, load) => sum + load, 0)
  return total > tiles * Math.max(denseBytesPerTile, convolutionBytesPerTile)
}

/** The loads of the tiles with one more layer; undefined where it does not fit. */
function place(
  loads: Float64Array,
  onChipBytes: number,
  layout: TileLayout,
  capacity: CacheCapacity,
): Float64Array | undefined {
  switch (layout.kind) {
    case 'spread':
      return placeEvenly(loads, onChipBytes, capacity.convolutionBytesPerTile)
    case 'first-tiles':
      return placeOnFirstTiles(loads, onChipBytes / layout.groups, layout.groups, capacity.denseBytesPerTile)
    case 'least-loaded':
      return placeOnLeastLoaded(loads, onChipBytes / layout.groups, layout.groups, capacity.denseBytesPerTile)
  }
}

/** Counts against all tiles together. */
function placeEvenly(loads: Float64Array, bytes: number, limit: number): Float64Array | undefined {
  const total = loads.reduce((sum, load) => sum + load, bytes)
  return total > tiles * limit ? undefined : loads.map((load) => load + bytes / tiles)
}

/** Group g lies on tile g, and from the seventeenth on they go round again. */
function placeOnFirstTiles(
  loads: Float64Array,
  bytesPerGroup: number,
  groups: number,
  limit: number,
): Float64Array | undefined {
  const next = loads.map((load, tile) => load + Math.ceil(Math.max(0, groups - tile) / tiles) * bytesPerGroup)
  return next.some((load, tile) => load > limit && load > (loads[tile] ?? 0)) ? undefined : next
}

/**
 * Each group goes where least is; that ends well exactly if the tiles have room for as many groups, which bounds it.
 */
function placeOnLeastLoaded(
  loads: Float64Array,
  bytesPerGroup: number,
  groups: number,
  limit: number,
): Float64Array | undefined {
  const room = loads.reduce((sum, load) => sum + Math.max(0, Math.floor((limit - load) / bytesPerGroup)), 0)
  if (room < groups) return undefined
  const next = loads.slice()
  for (let group = 0; group < groups; group++) {
    const tile = next.indexOf(Math.min(...next))
    next[tile] = (next[tile] ?? 0) + bytesPerGroup
  }
  return next
}
