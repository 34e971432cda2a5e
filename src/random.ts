/** Fractional part of the golden ratio in 32 bits: an odd step that visits every value (Knuth, TAOCP 3, 6.4). */
const goldenStep = 0x9e3779b9

/**
 * Pseudo-random numbers that depend on the seed alone, the same on every machine.
 * Algorithm: xorshift128 of G. Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8(14), 2003.
 */
export class Random {
  #a: number
  #b: number
  #c: number
  #d: number

  /** @param seed any safe integer */
  constructor(seed: number) {
    const word = (step: number): number =>
      mixed((seed >>> 0) + Math.imul(step, goldenStep), Math.floor(seed / 2 ** 32))
    this.#a = word(1)
    this.#b = word(2)
    this.#c = word(3)
    // All four words zero is the one state that the generator cannot leave.
    this.#d = word(4) || goldenStep
  }

  /** An integer from 0 to 2^32 - 1. */
  uint32(): number {
    const shifted = this.#a ^ (this.#a << 11)
    this.#a = this.#b
    this.#b = this.#c
    this.#c = this.#d
    this.#d = (this.#d ^ (this.#d >>> 19) ^ shifted ^ (shifted >>> 8)) >>> 0
    return this.#d
  }

  /** A number from 0 to just below 1. */
  fraction(): number {
    return this.uint32() / 2 ** 32
  }

  /** An integer from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1))
  }

  /** Bytes of any value. */
  bytes(count: number): Uint8Array {
    const words = new Uint32Array(Math.ceil(count / 4))
    // As `uint32`, with the state in variables: weights are millions of bytes, and this takes a quarter of the time.
    let [a, b, c, d] = [this.#a, this.#b, this.#c, this.#d]
    for (let index = 0; index < words.length; index++) {
      const shifted = a ^ (a << 11)
      a = b
      b = c
      c = d
      d = d ^ (d >>> 19) ^ shifted ^ (shifted >>> 8)
      words[index] = d
    }
    this.#a = a
    this.#b = b
    this.#c = c
    this.#d = d >>> 0
    return new Uint8Array(words.buffer, 0, count)
  }

  /**
   * The numbers below `count` in an order of chance.
   * Algorithm: Fisher and Yates, in the form of R. Durstenfeld, "Algorithm 235: random permutation", CACM 7(7), 1964.
   */
  order(count: number): number[] {
    const order = Array.from({ length: count }, (_, index) => index)
    for (let last = count - 1; last > 0; last--) {
      const other = this.integer(0, last)
      const moved = order[last] ?? 0
      order[last] = order[other] ?? 0
      order[other] = moved
    }
    return order
  }

  /** One of the values. */
  pick<T>(values: readonly [T, ...T[]]): T {
    return values[this.integer(0, values.length - 1)] ?? values[0]
  }
}

/** Gives what costs nothing: no bytes, and the middle of every range. */
export class NoRandom extends Random {
  constructor() {
    super(0)
  }

  override fraction(): number {
    return 0.5
  }

  override bytes(): Uint8Array {
    return new Uint8Array(0)
  }
}

/**
 * Spreads the bits of two words, so that neighbouring seeds give unrelated states.
 * Constants: C. Wellons, "Prospecting for hash functions", 2018.
 */
function mixed(low: number, high: number): number {
  let word = low ^ Math.imul(high, 0x85ebca6b)
  for (const [shift, factor] of [[16, 0x7feb352d], [15, 0x846ca68b]] as const) {
    word = Math.imul(word ^ (word >>> shift), factor)
  }
  return (word ^ (word >>> 16)) >>> 0
}
