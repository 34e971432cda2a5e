import { Builder } from 'flatbuffers'

/** Where a part lies that is already written: a FlatBuffer is built from its end, so what it refers to comes first. */
export type Offset = number

/** One field of a table: its number, its type, its value, and the value that it need not be written for. */
export type Field =
  | readonly [number: number, kind: 'bool', value: boolean, fallback?: boolean]
  | readonly [number: number, kind: 'int8' | 'int16' | 'int32' | 'float32', value: number, fallback?: number]
  | readonly [number: number, kind: 'int64', value: bigint]
  | readonly [number: number, kind: 'part', value: Offset | undefined]

/** Writes the parts of a FlatBuffer. The same calls give the same bytes. */
export class FlatBufferBuilder {
  readonly #builder: Builder

  /** @param capacityBytes a size that the file will not exceed: growing past it copies everything written so far */
  constructor(capacityBytes: number) {
    this.#builder = new Builder(capacityBytes)
  }

  string(text: string): Offset {
    return this.#builder.createString(text)
  }

  /** @param alignment the boundary, in bytes from the start of the file, that the first byte will lie on */
  bytes(values: Uint8Array, alignment = 4): Offset {
    // The builder knows no alignment of byte vectors; what is aligned already it leaves where it is.
    this.#builder.prep(alignment, values.length)
    return this.#builder.createByteVector(values)
  }

  bools(values: readonly boolean[]): Offset {
    return this.bytes(Uint8Array.from(values, Number))
  }

  uint16s(values: Uint16Array): Offset {
    return this.#vector(values, 2, (value) => this.#builder.addInt16(value))
  }

  int32s(values: ArrayLike<number>): Offset {
    return this.#vector(values, 4, (value) => this.#builder.addInt32(value))
  }

  float32s(values: ArrayLike<number>): Offset {
    return this.#vector(values, 4, (value) => this.#builder.addFloat32(value))
  }

  int64s(values: ArrayLike<number>): Offset {
    return this.#vector(values, 8, (value) => this.#builder.addInt64(BigInt(value)))
  }

  tables(offsets: readonly Offset[]): Offset {
    return this.#vector(offsets, 4, (offset) => this.#builder.addOffset(offset))
  }

  table(fields: readonly Field[]): Offset {
    this.#builder.startObject(fields.reduce((count, [number]) => Math.max(count, number + 1), 0))
    for (const field of fields) this.#field(field)
    return this.#builder.endObject()
  }

  /** Closes the file around its root table. The result is a view on the builder's buffer. */
  finish(root: Offset, identifier: string): Uint8Array {
    this.#builder.finish(root, identifier)
    return this.#builder.asUint8Array()
  }

  #field(field: Field): void {
    const [number, kind, value] = field
    if (value === undefined || Object.is(value, field[3] ?? zeroOf[kind])) return
    switch (kind) {
      case 'bool':
        this.#builder.addInt8(Number(value))
        break
      case 'int8':
        this.#builder.addInt8(value)
        break
      case 'int16':
        this.#builder.addInt16(value)
        break
      case 'int32':
        this.#builder.addInt32(value)
        break
      case 'float32':
        this.#builder.addFloat32(value)
        break
      case 'int64':
        this.#builder.addInt64(value)
        break
      case 'part':
        this.#builder.addOffset(value)
        break
    }
    this.#builder.slot(number)
  }

  #vector(values: ArrayLike<number>, elementBytes: number, add: (value: number) => void): Offset {
    this.#builder.startVector(elementBytes, values.length, elementBytes)
    for (let index = values.length - 1; index >= 0; index--) add(values[index] ?? 0)
    return this.#builder.endVector()
  }
}

/** What a reader takes an absent field for. */
const zeroOf: Readonly<Record<Field[1], boolean | number | bigint>> = {
  bool: false,
  int8: 0,
  int16: 0,
  int32: 0,
  float32: 0,
  int64: 0n,
  part: 0,
}
