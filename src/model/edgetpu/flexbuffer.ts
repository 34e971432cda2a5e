import { corrupt } from '../flatbuffer/corrupt.ts'
import type { WorkBudget } from '../flatbuffer/work-budget.ts'
import { FlexBytes } from './flexbuffer-bytes.ts'
import { type FlexKind, type FlexType, flexTypeOfCode, packElementType, unpackType } from './flexbuffer-types.ts'

/** A FlexBuffer ends with the packed type of its root and the width of the root's place. */
const trailerBytes = 2

/** Levels of values in one another. Options of the Edge TPU have three; a vector that holds itself has no last one. */
const mostLevels = 64

/**
 * A FlexBuffer of unknown origin. The npm package's reader is of no use here: it decodes strings as UTF-8, which
 * destroys a package that is stored as one, and it throws on ordinary input (google/flatbuffers#8009).
 * @param budget pays for every step, so that parts that are shared over and over come to an end
 * @returns the root; nothing below it is read before it is asked for
 * @throws PreciousError `model/corrupt`, as do all its methods
 */
export function readFlexBuffer(bytes: Uint8Array, budget: WorkBudget): FlexView {
  const file = new FlexBytes(bytes, budget)
  const end = bytes.length - trailerBytes
  const packed = file.byte(end, 'type of the root')
  const width = file.byte(end + 1, 'width of the root')
  if (![1, 2, 4, 8].includes(width)) throw corrupt(`the root of its custom options has a width of ${width} bytes`)
  return new FlexView(file, end - width, width, packed, 0)
}

/** One value. Asking it for what it is not is an error: the kind says what may be asked. */
export class FlexView {
  readonly kind: FlexKind
  readonly #file: FlexBytes
  readonly #type: FlexType
  /** Where the value itself is: a scalar, or the first byte or element of a longer one. */
  readonly #start: number
  /** Bytes of a scalar, of the length before a longer value, and of each element's place. */
  readonly #width: number
  readonly #level: number

  /**
   * @param position the value's place, where it is or where the distance back to it is
   * @param placeWidth bytes of that place
   * @param packed its packed type
   * @param level how many values it lies in
   */
  constructor(file: FlexBytes, position: number, placeWidth: number, packed: number, level: number) {
    if (level > mostLevels) throw corrupt(`its custom options have more than ${mostLevels} levels`)
    const { code, width } = unpackType(packed)
    const type = flexTypeOfCode(code)
    if (type === undefined) throw corrupt(`its custom options have a value of the unknown type ${code}`)
    file.charge(1)
    this.kind = type.kind
    this.#file = file
    this.#type = type
    this.#level = level
    this.#start = type.isElsewhere ? file.target(position, placeWidth) : position
    this.#width = type.isElsewhere ? width : placeWidth
  }

  /** The value of an int, uint or bool (0 or 1). */
  integer(): bigint {
    const { kind } = this
    if (kind !== 'int' && kind !== 'uint' && kind !== 'bool') throw this.#isNo('integer')
    const value = kind === 'int' ? this.#file.int(this.#start, this.#width) : this.#file.uint(this.#start, this.#width)
    return kind === 'bool' ? BigInt(value !== 0n) : value
  }

  float(): number {
    if (this.kind !== 'float') throw this.#isNo('float')
    return this.#file.float(this.#start, this.#width)
  }

  /** The bytes of a key, string or blob as a view on the buffer; strings are not always text. */
  bytes(): Uint8Array {
    switch (this.kind) {
      case 'key':
        return this.#file.untilZero(this.#start)
      case 'string':
      case 'blob':
        return this.#file.slice(this.#start, this.#count(), this.kind)
      default:
        throw this.#isNo('row of bytes')
    }
  }

  /** Number of elements of a vector, or of entries of a map. */
  get length(): number {
    if (this.kind !== 'vector' && this.kind !== 'map') throw this.#isNo('vector')
    return this.#count()
  }

  /** An element of a vector, or the value of an entry of a map in the order of its keys. */
  at(index: number): FlexView {
    const { length } = this
    if (index < 0 || index >= length) throw new RangeError(`element ${index} of ${length}`)
    const { elements } = this.#type
    const types = this.#start + length * this.#width
    const packed =
      elements === undefined ? this.#file.byte(types + index, 'type of an element') : packElementType(elements)
    return new FlexView(this.#file, this.#start + index * this.#width, this.#width, packed, this.#level + 1)
  }

  /** The entries of a map in the order of its keys. */
  entries(): ReadonlyMap<string, FlexView> {
    if (this.kind !== 'map') throw this.#isNo('map')
    const keys = this.#keys()
    if (keys.length !== this.length) {
      throw corrupt(`its custom options have ${keys.length} keys for ${this.length} values`)
    }
    const entries = new Map<string, FlexView>()
    for (let index = 0; index < keys.length; index++) {
      const key = decoder.decode(keys.at(index).bytes())
      if (entries.has(key)) throw corrupt('its custom options name a key twice')
      entries.set(key, this.at(index))
    }
    return entries
  }

  /** Before its values, a map has the distance back to the vector of its keys, that vector's width, and its length. */
  #keys(): FlexView {
    const place = this.#start - 3 * this.#width
    const width = this.#file.length(place + this.#width, this.#width, 'width of the keys')
    const log2 = [1, 2, 4, 8].indexOf(width)
    if (log2 < 0) throw corrupt(`the keys of its custom options have a width of ${width} bytes`)
    return new FlexView(this.#file, place, this.#width, keyVectorType + log2, this.#level)
  }

  #count(): number {
    return this.#type.length ?? this.#file.length(this.#start - this.#width, this.#width, `length of a ${this.kind}`)
  }

  #isNo(wanted: string): Error {
    return corrupt(`its custom options have a ${this.kind} where a ${wanted} belongs`)
  }
}

/** The packed type of a vector of keys whose widths are a byte. */
const keyVectorType = packElementType(14)

// A key may start with a byte order mark, which the decoder would otherwise drop.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
