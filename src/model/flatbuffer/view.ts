import { ByteBuffer } from 'flatbuffers'
import { PreciousError } from '../../errors.ts'
import { corrupt } from './corrupt.ts'
import { WorkBudget } from './work-budget.ts'

/** Bytes of a table offset, a vector length or a string length. */
const offsetBytes = 4
/** Bytes of a vtable's own two entries, before its first field. */
const vtableHeaderBytes = 4

/** A FlatBuffer inside another part of the file. */
export interface NestedPart {
  /** What messages call it, for instance `Edge TPU package`. */
  readonly name: string
  /** The budget of the whole: what lies in one another is not free to refer to each other. */
  readonly budget: WorkBudget
}

/**
 * A FlatBuffer of unknown origin. Every offset, vtable, vector length and string is checked before it is used, because
 * the `flatbuffers` runtime answers out-of-range reads with zeros instead of an error. The work one file can cause is
 * bounded by its size.
 */
export class FlatBufferView {
  readonly bytes: Uint8Array
  readonly buffer: ByteBuffer
  readonly #budget: WorkBudget
  readonly #name: string | undefined

  /** @param nested what the FlatBuffer is a part of, where it is not a file of its own */
  constructor(bytes: Uint8Array, nested?: NestedPart) {
    // Views on a Buffer would be Buffers, which behave unlike other arrays of bytes when sliced or compared.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
    this.buffer = new ByteBuffer(this.bytes)
    this.#budget = nested?.budget ?? new WorkBudget(bytes.length)
    this.#name = nested?.name
  }

  /** The four characters at bytes 4 to 7, which name the file's format. */
  get identifier(): string {
    return String.fromCharCode(...this.bytes.subarray(4, 8))
  }

  /**
   * The root table.
   * @throws PreciousError `model/corrupt` if the root offset leaves the file
   */
  root(): TableView {
    return new TableView(this, this.target(0, 'root table'))
  }

  /** Where the unsigned offset stored at `position` leads. */
  target(position: number, what: string): number {
    this.check(position, offsetBytes, what)
    const offset = this.buffer.readUint32(position)
    if (offset === 0) throw corrupt(`the offset to a ${what} at byte ${position} is zero`)
    return position + offset
  }

  /**
   * Makes sure that `length` bytes from `position` lie in the file.
   * @throws PreciousError `model/truncated` or `model/corrupt`
   */
  check(position: number, length: number, what: string): void {
    if (position < 0) throw corrupt(`a ${what} would start before the file does`)
    const end = position + length
    const { length: size } = this.bytes
    if (end > size) {
      if (this.#name !== undefined) {
        throw corrupt(`its ${this.#name} has ${size} bytes, but a ${what} should reach byte ${end}`)
      }
      throw new PreciousError('model/truncated', {
        what: `the file has ${size} bytes, but a ${what} should reach byte ${end}: it is cut short or damaged`,
        hint: 'Restore the file from its source, for instance repeat the download',
      })
    }
  }

  /** @throws PreciousError `model/corrupt` once the file has caused more work than its size warrants */
  charge(work: number): void {
    this.#budget.charge(work)
  }

  /** @throws PreciousError `model/unsupported` once the file has more tables than any network for an Edge TPU */
  chargeTable(): void {
    this.#budget.chargeTable()
  }

  /** The bytes of a part that the FlatBuffer names by its position in the file. */
  slice(position: number, length: number, what: string): Uint8Array {
    this.check(position, length, what)
    return this.bytes.subarray(position, position + length)
  }
}

/** One table. Fields are named by number; a field that is absent yields its default. */
export class TableView {
  readonly #file: FlatBufferView
  readonly #position: number
  readonly #vtable: number
  readonly #vtableBytes: number

  constructor(file: FlatBufferView, position: number) {
    file.chargeTable()
    file.check(position, offsetBytes, 'table')
    const vtable = position - file.buffer.readInt32(position)
    file.check(vtable, vtableHeaderBytes, 'vtable')
    const vtableBytes = file.buffer.readUint16(vtable)
    if (vtableBytes < vtableHeaderBytes || vtableBytes % 2 !== 0) {
      throw corrupt(`the vtable at byte ${vtable} has an impossible length of ${vtableBytes}`)
    }
    file.check(vtable, vtableBytes, 'vtable')
    this.#file = file
    this.#position = position
    this.#vtable = vtable
    this.#vtableBytes = vtableBytes
  }

  has(field: number): boolean {
    return this.#offset(field) !== 0
  }

  bool(field: number, fallback = false): boolean {
    const at = this.#scalar(field, 1)
    return at === undefined ? fallback : this.#file.buffer.readUint8(at) !== 0
  }

  int8(field: number, fallback = 0): number {
    const at = this.#scalar(field, 1)
    return at === undefined ? fallback : this.#file.buffer.readInt8(at)
  }

  uint8(field: number, fallback = 0): number {
    const at = this.#scalar(field, 1)
    return at === undefined ? fallback : this.#file.buffer.readUint8(at)
  }

  int16(field: number, fallback = 0): number {
    const at = this.#scalar(field, 2)
    return at === undefined ? fallback : this.#file.buffer.readInt16(at)
  }

  int32(field: number, fallback = 0): number {
    const at = this.#scalar(field, 4)
    return at === undefined ? fallback : this.#file.buffer.readInt32(at)
  }

  uint32(field: number, fallback = 0): number {
    const at = this.#scalar(field, 4)
    return at === undefined ? fallback : this.#file.buffer.readUint32(at)
  }

  float32(field: number, fallback = 0): number {
    const at = this.#scalar(field, 4)
    return at === undefined ? fallback : this.#file.buffer.readFloat32(at)
  }

  int64(field: number): bigint {
    const at = this.#scalar(field, 8)
    return at === undefined ? 0n : this.#file.buffer.readInt64(at)
  }

  /** A 64-bit position or length in a file; larger than a double can hold is larger than any file. */
  uint64(field: number): number {
    const at = this.#scalar(field, 8)
    return at === undefined ? 0 : Number(this.#file.buffer.readUint64(at))
  }

  string(field: number): string | undefined {
    const bytes = this.#vector(field, 1, 'string')
    if (bytes === undefined) return undefined
    this.#file.charge(bytes.count)
    return decoder.decode(this.#file.bytes.subarray(bytes.start, bytes.start + bytes.count))
  }

  /** A vector of bytes as a view on the file. */
  bytes(field: number): Uint8Array | undefined {
    const vector = this.#vector(field, 1, 'byte vector')
    return vector && this.#file.bytes.subarray(vector.start, vector.start + vector.count)
  }

  /** A vector of strings, or of vectors of bytes, as views on the file. A view takes more memory than its offset. */
  byteVectors(field: number): Uint8Array[] | undefined {
    return this.#map(field, 4, 'vector of byte vectors', (at) => {
      const { start, count } = this.#vectorAt(at, 1, 'byte vector')
      return this.#file.bytes.subarray(start, start + count)
    })
  }

  bools(field: number): boolean[] | undefined {
    return this.#map(field, 1, 'boolean vector', (at) => this.#file.buffer.readUint8(at) !== 0)
  }

  uint16s(field: number): Uint16Array | undefined {
    const values = this.#map(field, 2, 'vector of 16-bit integers', (at) => this.#file.buffer.readUint16(at))
    return values && Uint16Array.from(values)
  }

  int32s(field: number): number[] | undefined {
    return this.#map(field, 4, 'vector of integers', (at) => this.#file.buffer.readInt32(at))
  }

  float32s(field: number): number[] | undefined {
    return this.#map(field, 4, 'vector of floats', (at) => this.#file.buffer.readFloat32(at))
  }

  int64s(field: number): number[] | undefined {
    return this.#map(field, 8, 'vector of 64-bit integers', (at) => {
      const value = this.#file.buffer.readInt64(at)
      if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < BigInt(Number.MIN_SAFE_INTEGER)) {
        throw corrupt(`the integer at byte ${at} is too large`)
      }
      return Number(value)
    })
  }

  table(field: number): TableView | undefined {
    const offset = this.#offset(field)
    if (offset === 0) return undefined
    return new TableView(this.#file, this.#file.target(this.#position + offset, 'table'))
  }

  tables(field: number): TableView[] | undefined {
    return this.#map(field, 4, 'vector of tables', (at) => new TableView(this.#file, this.#file.target(at, 'table')))
  }

  /** A vector of structs of two integers. */
  int32Pairs(field: number): (readonly [number, number])[] | undefined {
    const { buffer } = this.#file
    return this.#map(field, 8, 'vector of pairs', (at) => [buffer.readInt32(at), buffer.readInt32(at + 4)] as const)
  }

  /** How many elements a vector has whose elements take four bytes or more, without reading them. */
  count(field: number): number {
    return this.#vector(field, 4, 'vector of tables')?.count ?? 0
  }

  /** One element of a vector of tables. */
  tableAt(field: number, index: number): TableView | undefined {
    const vector = this.#vector(field, 4, 'vector of tables')
    if (vector === undefined || index >= vector.count) return undefined
    return new TableView(this.#file, this.#file.target(vector.start + index * 4, 'table'))
  }

  #offset(field: number): number {
    const entry = vtableHeaderBytes + 2 * field
    return entry < this.#vtableBytes ? this.#file.buffer.readUint16(this.#vtable + entry) : 0
  }

  #scalar(field: number, bytes: number): number | undefined {
    const offset = this.#offset(field)
    if (offset === 0) return undefined
    this.#file.check(this.#position + offset, bytes, 'field')
    return this.#position + offset
  }

  #vector(field: number, elementBytes: number, what: string): { start: number; count: number } | undefined {
    const offset = this.#offset(field)
    return offset === 0 ? undefined : this.#vectorAt(this.#position + offset, elementBytes, what)
  }

  /** The vector that the offset stored at `at` leads to. */
  #vectorAt(at: number, elementBytes: number, what: string): { start: number; count: number } {
    const position = this.#file.target(at, what)
    this.#file.check(position, offsetBytes, what)
    const count = this.#file.buffer.readUint32(position)
    const start = position + offsetBytes
    this.#file.check(start, count * elementBytes, what)
    return { start, count }
  }

  #map<T>(field: number, elementBytes: number, what: string, read: (at: number) => T): T[] | undefined {
    const vector = this.#vector(field, elementBytes, what)
    if (vector === undefined) return undefined
    this.#file.charge(vector.count * elementBytes)
    return Array.from({ length: vector.count }, (_, index) => read(vector.start + index * elementBytes))
  }
}

// A name may start with a byte order mark, which the decoder would otherwise drop.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
