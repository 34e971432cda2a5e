import { Random } from '../../src/random.ts'

/** Values that tip over sums, signs and sizes. */
const extremes = [
  0, 1, 3, 4, 0x7f, 0xff, 0x7fff, 0xffff, 0x10_0000, 0x7fff_fffc, 0x7fff_ffff, 0x8000_0000, 0xffff_fffc, 0xffff_ffff,
] as const

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array

/**
 * Where to damage a file: mostly in its first and last few KiB, which hold most files' structure, and in one of three
 * cases anywhere, which for a large file means its weights.
 */
function position(bytes: Uint8Array, random: Random): number {
  const edge = Math.min(bytes.length, 8192)
  switch (random.integer(0, 2)) {
    case 0:
      return random.integer(0, edge - 1)
    case 1:
      return bytes.length - random.integer(1, edge)
    default:
      return random.integer(0, bytes.length - 1)
  }
}

const flipBits: Mutation = (bytes, random) => {
  const flips = random.integer(1, 4)
  for (let flip = 0; flip < flips; flip++) {
    const at = position(bytes, random)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(0, 7))
  }
  return bytes
}

const overwriteWord: Mutation = (bytes, random) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const words = random.integer(1, 3)
  for (let word = 0; word < words && bytes.length >= 4; word++) {
    const at = Math.min(position(bytes, random) & ~3, bytes.length - 4)
    view.setUint32(at, random.integer(0, 3) === 0 ? random.uint32() : random.pick(extremes), true)
  }
  return bytes
}

const truncate: Mutation = (bytes, random) => bytes.subarray(0, position(bytes, random))

const copyBlock: Mutation = (bytes, random) => {
  const from = position(bytes, random)
  bytes.copyWithin(position(bytes, random), from, from + random.integer(1, 256))
  return bytes
}

const swapWords: Mutation = (bytes, random) => {
  const first = position(bytes, random) & ~3
  const second = position(bytes, random) & ~3
  const kept = bytes.slice(first, first + 4)
  bytes.copyWithin(first, second, second + 4)
  bytes.set(kept.subarray(0, Math.max(0, bytes.length - second)), second)
  return bytes
}

const mutations = [flipBits, overwriteWord, overwriteWord, truncate, copyBlock, swapWords] as const

/**
 * A damaged copy of a file. The same seed damages it in the same way.
 * @param room where the copy goes, at least as long as the file
 */
export function mutated(
  original: Uint8Array,
  seed: number,
  room: Uint8Array = new Uint8Array(original.length),
): Uint8Array {
  const random = new Random(seed)
  const rounds = random.integer(1, 2)
  let bytes: Uint8Array = room.subarray(0, original.length)
  bytes.set(original)
  for (let round = 0; round < rounds && bytes.length > 0; round++) bytes = random.pick(mutations)(bytes, random)
  return bytes
}
