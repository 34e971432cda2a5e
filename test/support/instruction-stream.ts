import { instructionBytes, Opcode } from '../../src/model/edgetpu/instruction-set.ts'

/** An instruction: its bytes, or the opcode of one that is otherwise empty. */
export type Instruction = Uint8Array | number

interface Operation {
  readonly opcode?: typeof Opcode.tensor | typeof Opcode.pool
  readonly tileMask: number
  /** How often each of the eight loops runs. */
  readonly loops: readonly number[]
}

/** Where the fields of a tensor operation lie, in bits. */
const opcodeBit = 6n
const maskBit = 12n
const loopBit = (index: number): bigint => 62n + 14n * BigInt(index)

/** A tensor or pooling operation, written as one large number: another way than the decoder reads it. */
export function tensorInstruction({ opcode = Opcode.tensor, tileMask, loops }: Operation): Uint8Array {
  let bits = (BigInt(opcode) << opcodeBit) | (BigInt(tileMask) << maskBit)
  for (const [index, runs] of loops.entries()) bits |= BigInt(runs - 1) << loopBit(index)
  const length = instructionBytes[opcode] ?? 0
  return Uint8Array.from({ length }, (_, byte) => Number((bits >> BigInt(8 * byte)) & 0xffn))
}

/** The bytes of instructions in a row, with the end marker behind them unless told otherwise. */
export function instructionStream(
  instructions: readonly Instruction[],
  end: readonly Instruction[] = [Opcode.end],
): Uint8Array {
  const parts = [...instructions, ...end].map((each) => (typeof each === 'number' ? empty(each) : each))
  return new Uint8Array(Buffer.concat(parts))
}

function empty(opcode: number): Uint8Array {
  const bytes = new Uint8Array(instructionBytes[opcode] ?? 0)
  new DataView(bytes.buffer).setUint16(0, opcode << Number(opcodeBit), true)
  return bytes
}
