import { instructionBytes, Opcode, opcodes, type Unit, unitOfOpcode, wordBytes } from './instruction-set.ts'
import { operationAt, stepsAt, type TensorOperation, tileCount, tileMaskAt } from './tensor-operation.ts'

/** What the chunks of one program make the chip do. Where the ending is not `complete`, all of it is a lower bound. */
export interface Instructions {
  readonly count: number
  /** Bytes of the instructions that were decoded. */
  readonly bytes: number
  readonly tensor: UnitWork
  readonly pool: UnitWork
  /** Instructions by what they keep busy; a unit that has none is left out. */
  readonly units: Readonly<Partial<Record<Unit, InstructionTotal>>>
  readonly ending: Ending
}

/** The work of a unit that every tile has one of. A step takes one clock. */
export interface UnitWork {
  readonly operations: number
  /** One sum for each of the 16 tiles. */
  readonly stepsPerTile: readonly number[]
  readonly busiestTileSteps: number
  /** Rounded to the nearest whole step. */
  readonly meanTileSteps: number
}

export interface InstructionTotal {
  readonly count: number
  /** Bytes of the instructions themselves, not of what they move. */
  readonly bytes: number
}

/** How decoding ended; where it did not reach the end, in which chunk and at which of its bytes it stopped. */
export type Ending =
  | { readonly kind: 'complete' }
  | { readonly kind: 'unknown-opcode'; readonly chunk: number; readonly byte: number; readonly opcode: number }
  | { readonly kind: 'cut-short' | 'after-the-end' | 'uncountable'; readonly chunk: number; readonly byte: number }

/**
 * Decodes the instructions of one program. A chunk ends on the end marker, or between two instructions where another
 * chunk follows. What cannot be decoded ends it; the result then says where.
 * @param visit is told of every tensor and pooling operation in turn, for who wants to know its loops
 */
export function decodeInstructions(
  chunks: readonly Uint8Array[],
  visit?: (operation: TensorOperation) => void,
): Instructions {
  const tally = new Tally()
  let ending: Ending = { kind: 'cut-short', chunk: 0, byte: 0 }
  for (const [chunk, bytes] of chunks.entries()) {
    ending = decodeChunk(bytes, chunk, tally, visit)
    const isBetweenTwo = ending.kind === 'cut-short' && ending.byte === bytes.length
    if (ending.kind !== 'complete' && !isBetweenTwo) break
  }
  return tally.result(ending)
}

/** Sums that grow while decoding. */
class Tally {
  readonly counts: Float64Array = new Float64Array(opcodes)
  readonly tensorSteps: Float64Array = new Float64Array(tileCount)
  readonly poolSteps: Float64Array = new Float64Array(tileCount)

  result(ending: Ending): Instructions {
    const units: Partial<Record<Unit, InstructionTotal>> = {}
    for (const [opcode, count] of this.counts.entries()) {
      if (count === 0) continue
      const unit = unitOfOpcode(opcode)
      const known = units[unit] ?? { count: 0, bytes: 0 }
      units[unit] = { count: known.count + count, bytes: known.bytes + count * (instructionBytes[opcode] ?? 0) }
    }
    const totals = Object.values(units)
    return {
      count: totals.reduce((sum, { count }) => sum + count, 0),
      bytes: totals.reduce((sum, { bytes }) => sum + bytes, 0),
      tensor: workOf(units.tensor, this.tensorSteps),
      pool: workOf(units.pool, this.poolSteps),
      units,
      ending,
    }
  }
}

function workOf(total: InstructionTotal | undefined, steps: Float64Array): UnitWork {
  const stepsPerTile = [...steps]
  return {
    operations: total?.count ?? 0,
    stepsPerTile,
    busiestTileSteps: Math.max(...stepsPerTile),
    meanTileSteps: Math.round(stepsPerTile.reduce((sum, each) => sum + each, 0) / tileCount),
  }
}

function decodeChunk(
  bytes: Uint8Array,
  chunk: number,
  tally: Tally,
  visit: ((operation: TensorOperation) => void) | undefined,
): Ending {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  // Where modules are loaded as CommonJS, every use of an import in the loop would be a call.
  const [lengths, { counts }, { tensor, pool, end }] = [instructionBytes, tally, Opcode]
  const last = bytes.length - wordBytes
  let byte = 0
  while (byte <= last) {
    const opcode = (view.getUint16(byte, true) >>> 6) & 0x3f
    const length = lengths[opcode] ?? 0
    if (length === 0) return { kind: 'unknown-opcode', chunk, byte, opcode }
    if (byte + length > bytes.length) break
    if (opcode === tensor || opcode === pool) {
      if (!addSteps(opcode === tensor ? tally.tensorSteps : tally.poolSteps, view, byte)) {
        return { kind: 'uncountable', chunk, byte }
      }
      visit?.(operationAt(view, byte, opcode === tensor ? 'tensor' : 'pool'))
    }
    counts[opcode] = (counts[opcode] ?? 0) + 1
    byte += length
    if (opcode === end) return isZero(bytes, byte) ? { kind: 'complete' } : { kind: 'after-the-end', chunk, byte }
  }
  return { kind: 'cut-short', chunk, byte }
}

/**
 * Adds an operation's steps to each tile of its mask.
 * @returns whether the sums are still exact
 */
function addSteps(sums: Float64Array, view: DataView, at: number): boolean {
  const steps = stepsAt(view, at)
  if (steps > Number.MAX_SAFE_INTEGER / tileCount) return false
  const mask = tileMaskAt(view, at)
  let largest = 0
  for (let tile = 0; tile < tileCount; tile++) {
    const sum = (sums[tile] ?? 0) + ((mask >>> tile) & 1) * steps
    sums[tile] = sum
    if (sum > largest) largest = sum
  }
  return largest <= Number.MAX_SAFE_INTEGER / tileCount
}

/** Whether nothing but padding follows. */
function isZero(bytes: Uint8Array, from: number): boolean {
  for (let at = from; at < bytes.length; at++) if (bytes[at] !== 0) return false
  return true
}
