/** Tiles of the chip, four rows of four. */
export const tileCount = 16

/** Nested loops that one tensor operation runs through. */
const loopCount = 8

/** Where the tile mask starts, in bits from the start of the instruction; a bit for each tile. */
const maskBit = 12
/** Where the first loop counter starts; each is 14 bits wide and one less than the loop runs. */
const firstLoopBit = 62
const loopBits = 14

/** A tensor or pooling operation. */
export interface TensorOperation {
  readonly unit: 'tensor' | 'pool'
  /** A bit for each tile that takes part. */
  readonly tileMask: number
  /** How often each loop runs, the innermost first. */
  readonly loops: readonly number[]
  /** Clocks that the operation takes on each tile of its mask: the product of its loops. */
  readonly steps: number
}

/** @param at start of the instruction, in bytes; the instruction must lie in the view */
export function operationAt(view: DataView, at: number, unit: TensorOperation['unit']): TensorOperation {
  const loops = Array.from({ length: loopCount }, (_, index) => loopAt(view, at, index))
  return { unit, tileMask: tileMaskAt(view, at), loops, steps: stepsAt(view, at) }
}

/** A bit for each tile that takes part in the operation at `at`. */
export function tileMaskAt(view: DataView, at: number): number {
  return (view.getUint32(at, true) >>> maskBit) & 0xffff
}

/** How often loop `index` (0 to 7) of the operation at `at` runs. */
function loopAt(view: DataView, at: number, index: number): number {
  const bit = firstLoopBit + loopBits * index
  // A counter that starts at a byte's first to eighth bit lies in at most three bytes.
  const start = at + (bit >>> 3)
  const bits = view.getUint16(start, true) | (view.getUint8(start + 2) << 16)
  return ((bits >>> (bit & 7)) & ((1 << loopBits) - 1)) + 1
}

/** The product of all loops of the operation at `at`. Beyond 2^53 it is not exact. */
export function stepsAt(view: DataView, at: number): number {
  let steps = 1
  for (let index = 0; index < loopCount; index++) steps *= loopAt(view, at, index)
  return steps
}
