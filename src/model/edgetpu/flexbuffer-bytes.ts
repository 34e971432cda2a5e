import { corrupt } from '../flatbuffer/corrupt.ts'
import type { WorkBudget } from '../flatbuffer/work-budget.ts'

/** The bytes of a FlexBuffer. Every read is checked; scalars are 1, 2, 4 or 8 bytes wide. */
export class FlexBytes {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #budget: WorkBudget

  constructor(bytes: Uint8Array, budget: WorkBudget) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#budget = budget
  }

  charge(work: number): void {
    this.#budget.charge(work)
  }

  byte(at: number, what: string): number {
    this.#check(at, 1, what)
    return this.#view.getUint8(at)
  }

  int(at: number, width: number): bigint {
    return BigInt.asIntN(8 * width, this.uint(at, width))
  }

  uint(at: number, width: number): bigint {
    this.#check(at, width, 'number')
    switch (width) {
      case 1:
        return BigInt(this.#view.getUint8(at))
      case 2:
        return BigInt(this.#view.getUint16(at, true))
      case 4:
        return BigInt(this.#view.getUint32(at, true))
      default:
        return this.#view.getBigUint64(at, true)
    }
  }

  float(at: number, width: number): number {
    this.#check(at, width, 'number')
    switch (width) {
      case 2:
        return halfToNumber(this.#view.getUint16(at, true))
      case 4:
        return this.#view.getFloat32(at, true)
      case 8:
        return this.#view.getFloat64(at, true)
      default:
        throw corrupt(`its custom options have a float of ${width} byte`)
    }
  }

  /** A length or a width. One that a number cannot hold is longer than any file, rounded or not. */
  length(at: number, width: number, what: string): number {
    this.#check(at, width, what)
    return Number(this.uint(at, width))
  }

  /** Where the distance stored at `at` leads back to; to `at` itself for a vector without elements right before it. */
  target(at: number, width: number): number {
    return at - this.length(at, width, 'distance')
  }

  slice(start: number, length: number, what: string): Uint8Array {
    this.#check(start, length, what)
    return this.#bytes.subarray(start, start + length)
  }

  /** The bytes before the next zero. */
  untilZero(start: number): Uint8Array {
    this.#check(start, 1, 'key')
    const end = this.#bytes.indexOf(0, start)
    if (end < 0) throw corrupt(`a key at byte ${start} of its custom options does not end`)
    this.charge(end - start)
    return this.#bytes.subarray(start, end)
  }

  #check(start: number, length: number, what: string): void {
    const { length: size } = this.#bytes
    if (start < 0) throw corrupt(`a ${what} would start before its custom options do`)
    if (start + length > size) {
      throw corrupt(`its custom options have ${size} bytes, but a ${what} should reach byte ${start + length}`)
    }
  }
}

/** IEEE 754-2008 binary16: a sign, five bits of exponent with a bias of 15, ten bits of fraction. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  const significand = exponent === 0 ? fraction : fraction + 0x400
  return sign * significand * 2 ** (Math.max(exponent, 1) - 25)
}
