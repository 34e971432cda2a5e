import { ByteBuffer } from 'flatbuffers'
import { PreciousError } from '../../errors.ts'

/** Bytes of a table offset, a vector length or a string length. */
const offsetBytes = 4
/** Bytes of a vtable's own two entries, before its first field. */
const vtableHeaderBytes = 4

/**
 * Work that reading a table is charged, in bytes. A table with anything in it takes that much of the file, with the
 * offset that leads to it, its own offset to a vtable and the vectors and names it refers to.
 */
const tableCharge = 24

/**
 * Tables that one file may have read. No network for an Edge TPU comes near (MoveNet has 1,100); it bounds the memory
 * that a file can cause whose offsets all lead to the same few tables.
 */
const mostTables = 200_000

/** How often every byte of a file may be read on average, so that shared offsets cannot multiply the work. */
const readsPerByte = 2
const smallestBudget = 65_536

/**
 * A FlatBuffer of unknown origin. Every offset, vtable, vector length and string is checked before it is used, because
 * the `flatbuffers` runtime answers out-of-range reads with zeros instead of an error. The work one file can cause is
 * bounded by its size.
 */
export class FlatBufferView {
  readonly bytes: Uint8Array
  readonly buffer: ByteBuffer
  #budget: number
  #tables = 0

  constructor(bytes: Uint8Array) {
    // Views on a Buffer would be Buffers, which behave unlike other arrays of bytes when sliced or compared.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
    this.buffer = new ByteBuffer(this.bytes)
    this.#budget = Math.max(smallestBudget, bytes.length * readsPerByte)
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
      throw new PreciousError('model/truncated', {
        what: `the file has ${size} bytes, but a ${what} should reach byte ${end}: it is cut short or damaged`,
        hint: 'Restore the file from its source, for instance repeat the download',
      })
    }
  }

  /** @throws PreciousError `model/corrupt` once the file has caused more work than its size warrants */
  charge(work: number): void {
    this.#budget -= work
    if (this.#budget < 0) throw corrupt('its parts refer to each other so often that reading it would not end in time')
  }

  /** @throws PreciousError `model/unsupported` once the file has more tables than any network for an Edge TPU */
  chargeTable(): void {
    this.charge(tableCharge)
    this.#tables += 1
    if (this.#tables > mostTables) {
      throw new PreciousError('model/unsupported', {
        what: `the model has more than ${mostTables} parts, more than any network for an Edge TPU`,
        hint: 'Check that this is the file you mean',
      })
    }
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

  /** How many elements a vector of tables has, without reading them. */
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
    if (offset === 0) return undefined
    const position = this.#file.target(this.#position + offset, what)
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

/** Characters of a damaged file's own names and shapes that a message repeats. */
const longestShown = 300

// A name may start with a byte order mark, which the decoder would otherwise drop.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** An error that says which part of the file contradicts itself. */
export function corrupt(what: string): PreciousError {
  const shown = what.length > longestShown ? `${what.slice(0, longestShown)}...` : what
  return new PreciousError('model/corrupt', {
    what: `the model is damaged: ${shown}`,
    hint: 'Restore the file from its source or convert the model again',
  })
}
