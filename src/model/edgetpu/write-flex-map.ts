/** A number that is stored as a float of 32 bits. */
export interface FlexFloat {
  readonly float: number
}

/** What a map holds: integers of 32 bits, floats, texts that may be any bytes, and vectors of integers. */
export type FlexInput = number | FlexFloat | Uint8Array | readonly number[]

/** Every place and length is this wide, in bytes; its power of two is stored in types. */
const width = 4
const log2Width = 2
/** Source: google/flatbuffers, `flexbuffers.h`. */
const type = { int: 1, float: 3, string: 5, map: 9, vector: 10 } as const

/** A FlexBuffer whose root is a map. The npm package cannot write texts that are not UTF-8. */
export function flexMap(entries: Readonly<Record<string, FlexInput>>): Uint8Array {
  const file = new FlexWriter()
  // Readers look keys up by halving, so they are in the order of their bytes.
  const sorted = Object.entries(entries).sort(([left], [right]) => (left < right ? -1 : 1))
  const keys = sorted.map(([key]) => file.key(key))
  const values = sorted.map(([, value]) => file.part(value))
  const keyVector = file.vector(keys.map((target) => ({ target })))
  file.word({ target: keyVector })
  file.word(width)
  const map = file.vector(values.map(({ place }) => place))
  file.types(values.map(({ packed }) => packed))
  file.align()
  file.word({ target: map })
  return file.finish(type.map)
}

/** What is written in a place: a value, or how far back its part is. */
type Place = number | { readonly target: number }

class FlexWriter {
  readonly #bytes: number[] = []

  key(key: string): number {
    const start = this.#bytes.length
    this.#bytes.push(...new TextEncoder().encode(key), 0)
    return start
  }

  part(value: FlexInput): { readonly place: Place; readonly packed: number } {
    if (typeof value === 'number') return { place: value, packed: packType(type.int) }
    if ('float' in value) return { place: bitsOfFloat(value.float), packed: packType(type.float) }
    if (!(value instanceof Uint8Array)) {
      const target = this.vector(value)
      this.types(value.map(() => packType(type.int)))
      return { place: { target }, packed: packType(type.vector) }
    }
    this.align()
    this.word(value.length)
    const target = this.#bytes.length
    for (const byte of value) this.#bytes.push(byte)
    this.#bytes.push(0)
    return { place: { target }, packed: packType(type.string) }
  }

  vector(places: readonly Place[]): number {
    this.align()
    this.word(places.length)
    const target = this.#bytes.length
    for (const place of places) this.word(place)
    return target
  }

  types(codes: readonly number[]): void {
    this.#bytes.push(...codes)
  }

  word(place: Place): void {
    const value = typeof place === 'number' ? place : this.#bytes.length - place.target
    for (let byte = 0; byte < width; byte++) this.#bytes.push((value >> (8 * byte)) & 0xff)
  }

  align(): void {
    while (this.#bytes.length % width !== 0) this.#bytes.push(0)
  }

  finish(root: number): Uint8Array {
    this.#bytes.push(packType(root), width)
    return Uint8Array.from(this.#bytes)
  }
}

function bitsOfFloat(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0] ?? 0
}

function packType(code: number): number {
  return (code << 2) | log2Width
}
