/**
 * How instructions of the Edge TPU ("beagle") are laid out: little-endian words of 128 bits, the opcode in bits 6 to 11
 * of the first one. Source: FrederikRogalski/tinycoral, `coral/isa/__init__.py` and `docs/isa/op.md`; 205 compiled
 * models parse with it, though some lengths of rare opcodes were only found statistically.
 */
export const wordBytes = 16

export const Opcode = {
  tensor: 0x01,
  pool: 0x02,
  ring: 0x10,
  ringLast: 0x12,
  narrowDma: 0x13,
  wideDma: 0x14,
  mesh: 0x15,
  meshLast: 0x18,
  activation: 0x19,
  scalar: 0x20,
  parameterDma: 0x25,
  infeed: 0x26,
  outfeed: 0x27,
  end: 0x3f,
} as const

/** Number of opcodes that six bits can tell apart. */
export const opcodes = 64

/** `opcode:words`, both numbers of an instruction; the opcode in hexadecimal. */
const lengths =
  '00:14 01:17 02:17 03:8 04:1 05:4 06:3 07:7 08:1 0b:2 0c:7 0e:1 10:4 11:4 12:4 13:7 14:7 15:6 16:6 17:6 18:6 19:13 ' +
  '1a:1 1c:5 1d:5 1e:4 1f:1 20:1 21:1 22:29 23:1 24:2 25:2 26:4 27:2 28:1 29:3 2a:15 2b:1 2c:1 2d:1 2f:1 30:11 32:15 ' +
  '33:1 34:2 38:1 39:35 3a:1 3c:12 3e:1 3f:1'

/** Bytes of an instruction by its opcode; 0 where the opcode is not known. */
export const instructionBytes: Readonly<Uint16Array> = readLengths(lengths)

function readLengths(table: string): Uint16Array {
  const bytes = new Uint16Array(opcodes)
  for (const entry of table.split(' ')) {
    const [opcode = '', words = ''] = entry.split(':')
    bytes[Number.parseInt(opcode, 16)] = Number(words) * wordBytes
  }
  return bytes
}

/** A part of the chip, or a way into it, that an instruction keeps busy. */
export type Unit =
  | 'tensor'
  | 'pool'
  | 'ring'
  | 'narrowDma'
  | 'wideDma'
  | 'mesh'
  | 'activation'
  | 'scalar'
  | 'parameterDma'
  | 'infeed'
  | 'outfeed'
  | 'other'

const unitOfSingleOpcode: ReadonlyMap<number, Unit> = new Map([
  [Opcode.tensor, 'tensor'],
  [Opcode.pool, 'pool'],
  [Opcode.narrowDma, 'narrowDma'],
  [Opcode.wideDma, 'wideDma'],
  [Opcode.activation, 'activation'],
  [Opcode.scalar, 'scalar'],
  [Opcode.parameterDma, 'parameterDma'],
  [Opcode.infeed, 'infeed'],
  [Opcode.outfeed, 'outfeed'],
])

export function unitOfOpcode(opcode: number): Unit {
  if (opcode >= Opcode.ring && opcode <= Opcode.ringLast) return 'ring'
  if (opcode >= Opcode.mesh && opcode <= Opcode.meshLast) return 'mesh'
  return unitOfSingleOpcode.get(opcode) ?? 'other'
}
