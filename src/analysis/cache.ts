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
 * off-chip sizes within 3 % on 331 of 336 rows. 525,599 is a sixteenth of the 8.02 MiB that compiler 1.0 reports as
 * available. Of convolutions the sweep allows 460,000 to 510,000 alike (7.02 to 7.78 MiB); MobileNet v1 and v2 had 7.14
 * and 6.91 MiB available (iwatake2222/EdgeTPU_Analysis), so it is taken near the lower end: 7.10 MiB.
 */
export const usualCapacity: CacheCapacity = { denseBytesPerTile: 525_599, convolutionBytesPerTile: 465_000 }

/** The most that any published compiler log shows in use: 8.02 MiB (dense chains, compiler 1.0). */
export const largestCapacity: CacheCapacity = { denseBytesPerTile: 525_599, convolutionBytesPerTile: 525_599 }

/** 5.01 MiB: available to chains of 7x7 convolutions on 128x128x32, the least for activations that fit in the tiles. */
export const reducedCapacity: CacheCapacity = capacityOf(5.01)

/**
 * What networks of images had in the published logs that show a full cache, in MiB: yolov5s (compiler 16), the model of
 * google-coral/edgetpu issue 60 (2.1), that of issue 518 (15.0), and the middle of what the convolution sweep allows.
 * Left out are networks whose large activations took most of it. No rule is known that tells which one a network gets.
 */
export const loggedCapacities: readonly CacheCapacity[] = [6.08, 6.87, 7.16, 7.4].map(capacityOf)

/** 1.09 MiB: the least in any published log (MobileNetV3Small, compiler 16). */
export const smallestCapacity: CacheCapacity = capacityOf(1.09)

function capacityOf(mebibytes: number): CacheCapacity {
  const bytesPerTile = Math.floor((mebibytes * 1_048_576) / tiles)
  return { denseBytesPerTile: bytesPerTile, convolutionBytesPerTile: bytesPerTile }
}

/** What becomes of a layer's parameters. */
export interface Allocation {
  readonly storage: ParameterStorage
  /** Bytes by which a streamed layer misses the room that the layers before it left; 0 for others. */
  readonly missedBytes: number
}

/** Decides which layers stay on the chip. */
export function allocate(layers: readonly Layer[], capacity: CacheCapacity): ParameterStorage[] {
  return allocateInTurn(layers, capacity).map(({ storage }) => storage)
}

/**
 * Decides which layers stay on the chip. A layer is cached whole or streamed whole, in the order of the network, and a
 * later smaller layer may still fit. The limit is that of each tile.
 */
export function allocateInTurn(layers: readonly Layer[], capacity: CacheCapacity): Allocation[] {
  let loads: Float64Array = new Float64Array(tiles)
  return layers.map(({ onChipBytes, layout }) => {
    if (onChipBytes === 0) return { storage: 'none', missedBytes: 0 }
    const placed = place(loads, onChipBytes, layout, capacity)
    const missedBytes = typeof placed === 'number' ? placed : excessOf(placed, capacity)
    if (typeof placed === 'number' || missedBytes > 0) return { storage: 'streamed', missedBytes }
    loads = placed
    return { storage: 'cached', missedBytes: 0 }
  })
}

/**
 * Spread layers count against all tiles together, and may lie on a tile that dense ones have filled: what dense layers
 * after them fill up on other tiles must not be more than there is. Gives the bytes that it is more.
 */
function excessOf(loads: Float64Array, { denseBytesPerTile, convolutionBytesPerTile }: CacheCapacity): number {
  const total = loads.reduce((sum, load) => sum + load, 0)
  return Math.max(0, total - tiles * Math.max(denseBytesPerTile, convolutionBytesPerTile))
}

/** The loads of the tiles with one more layer, or the bytes that are missing for it. */
function place(
  loads: Float64Array,
  onChipBytes: number,
  layout: TileLayout,
  capacity: CacheCapacity,
): Float64Array | number {
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
function placeEvenly(loads: Float64Array, bytes: number, limit: number): Float64Array | number {
  const total = loads.reduce((sum, load) => sum + load, bytes)
  return total > tiles * limit ? total - tiles * limit : loads.map((load) => load + bytes / tiles)
}

/** Group g lies on tile g, and from the seventeenth on they go round again. */
function placeOnFirstTiles(
  loads: Float64Array,
  bytesPerGroup: number,
  groups: number,
  limit: number,
): Float64Array | number {
  const next = loads.map((load, tile) => load + Math.ceil(Math.max(0, groups - tile) / tiles) * bytesPerGroup)
  const missed = next.reduce((sum, load, tile) => {
    const before = loads[tile] ?? 0
    return load > before ? sum + Math.max(0, load - Math.max(before, limit)) : sum
  }, 0)
  return missed > 0 ? missed : next
}

/**
 * Each group goes where least is; that ends well exactly if the tiles have room for as many groups, which bounds it.
 * A group lies whole on one tile, so a layer misses whole groups.
 */
function placeOnLeastLoaded(
  loads: Float64Array,
  bytesPerGroup: number,
  groups: number,
  limit: number,
): Float64Array | number {
  const room = loads.reduce((sum, load) => sum + Math.max(0, Math.floor((limit - load) / bytesPerGroup)), 0)
  if (room < groups) return (groups - room) * bytesPerGroup
  const next = loads.slice()
  for (let group = 0; group < groups; group++) {
    const tile = next.indexOf(Math.min(...next))
    next[tile] = (next[tile] ?? 0) + bytesPerGroup
  }
  return next
}
