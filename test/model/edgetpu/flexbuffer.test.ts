import fc from 'fast-check'
import { encode } from 'flatbuffers/js/flexbuffers.js'
import { describe, expect, it } from 'vitest'
import { PreciousError } from '../../../src/errors.ts'
import { type FlexView, readFlexBuffer } from '../../../src/model/edgetpu/flexbuffer.ts'
import { WorkBudget } from '../../../src/model/flatbuffer/work-budget.ts'
import { flexMap } from '../../../src/model/edgetpu/write-flex-map.ts'

type Plain = null | boolean | bigint | number | string | Plain[] | { [key: string]: Plain }

const type = {
  int: 1,
  uint: 2,
  float: 3,
  key: 4,
  string: 5,
  indirectInt: 6,
  indirectFloat: 8,
  map: 9,
  vector: 10,
} as const

describe('a FlexBuffer', () => {
  it('has the values that the npm package wrote', () => {
    fc.assert(
      fc.property(arbitraryValue, (value) => {
        const bytes = encodedByNpm(value)
        fc.pre(bytes !== undefined)
        expect(plainOf(read(bytes))).toEqual(normal(value))
      }),
      { numRuns: 400 },
    )
  })

  it('has the bytes of a text that is not UTF-8', () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256)
    const entries = read(flexMap({ '1': 7, '4': bytes, '6': [18, 17], '7': [] })).entries()
    expect([...entries.keys()]).toEqual(['1', '4', '6', '7'])
    expect(entries.get('1')?.integer()).toBe(7n)
    expect(entries.get('4')?.bytes()).toEqual(bytes)
    expect(entries.get('6')?.at(1).integer()).toBe(17n)
    expect(entries.get('7')?.length).toBe(0)
  })

  it('has the keys of a written map in order, and its numbers as they were', () => {
    const entries = read(flexMap({ scale: { float: 0.1 }, _least: -5, count: 3 })).entries()
    expect([...entries.keys()]).toEqual(['_least', 'count', 'scale'])
    expect(entries.get('_least')?.integer()).toBe(-5n)
    expect(entries.get('scale')?.float()).toBe(Math.fround(0.1))
  })

  it('gives texts as views on it', () => {
    const bytes = flexMap({ '4': Uint8Array.of(1, 2, 3) })
    expect(read(bytes).entries().get('4')?.bytes().buffer).toBe(bytes.buffer)
  })

  it.each<[string, number[], unknown]>([
    ['null', [0, 0, 1], null],
    ['an int of 1 byte', [0xff, type.int << 2, 1], -1n],
    ['an int of 2 bytes', [0xfe, 0xff, type.int << 2, 2], -2n],
    ['an int of 4 bytes', [0, 0, 0, 0x80, type.int << 2, 4], -2147483648n],
    ['an int of 8 bytes', [0, 0, 0, 0, 0, 0, 0, 0x80, type.int << 2, 8], -(2n ** 63n)],
    ['a uint of 1 byte', [0xff, type.uint << 2, 1], 255n],
    ['a uint of 8 bytes', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, type.uint << 2, 8], 2n ** 64n - 1n],
    ['a float of 2 bytes', [0x00, 0xc1, type.float << 2, 2], -2.5],
    ['a small float of 2 bytes', [0x01, 0x00, type.float << 2, 2], 2 ** -24],
    ['an infinite float of 2 bytes', [0x00, 0xfc, type.float << 2, 2], Number.NEGATIVE_INFINITY],
    ['a float of 4 bytes', [0, 0, 0x20, 0x40, type.float << 2, 4], 2.5],
    ['true', [1, 26 << 2, 1], true],
    ['an int elsewhere', [0x39, 0x30, 2, (type.indirectInt << 2) | 1, 1], 12345n],
    ['a float elsewhere', [0, 0, 0x20, 0x40, 4, (type.indirectFloat << 2) | 2, 1], 2.5],
    ['a key', [0x61, 0x62, 0, 3, type.key << 2, 1], 'ab'],
    ['a text', [2, 0x61, 0x62, 0, 3, type.string << 2, 1], 'ab'],
    ['a blob', [2, 7, 0, 2, 25 << 2, 1], '\u0007\0'],
    ['a vector of any type', [2, 5, 0xff, type.uint << 2, type.int << 2, 4, type.vector << 2, 1], [5n, -1n]],
    ['a vector of ints', [2, 5, 0xff, 2, 11 << 2, 1], [5n, -1n]],
    ['a vector of uints of 2 bytes', [1, 0, 0xff, 0xff, 2, 0, (12 << 2) | 1, 2], [65535n]],
    ['a vector of floats', [1, 0, 0, 0, 0, 0, 0x20, 0x40, 4, (13 << 2) | 2, 1], [2.5]],
    ['a vector of keys', [0x61, 0, 0x62, 0, 2, 5, 4, 2, 14 << 2, 1], ['a', 'b']],
    ['a vector of texts, as it once was', [1, 0x61, 0, 1, 3, 1, 15 << 2, 1], ['a']],
    ['two ints', [5, 6, 2, 16 << 2, 1], [5n, 6n]],
    ['three uints', [5, 6, 7, 3, 20 << 2, 1], [5n, 6n, 7n]],
    ['four floats of 2 bytes', [0, 0x3c, 0, 0x40, 0, 0x42, 0, 0x44, 8, (24 << 2) | 1, 1], [1, 2, 3, 4]],
    ['a vector of booleans', [2, 0, 1, 2, 36 << 2, 1], [false, true]],
    ['a map', [0x61, 0, 1, 3, 1, 1, 1, 9, type.int << 2, 2, type.map << 2, 1], { a: 9n }],
  ])('holds %s', (_, bytes, value) => {
    expect(plainOf(read(Uint8Array.from(bytes)))).toEqual(value)
  })
})

describe('a damaged FlexBuffer', () => {
  it.each<[string, number[], string]>([
    ['it is empty', [], 'before'],
    ['it is a byte long', [1], 'before'],
    ['its root has a width that there is not', [0, 0, 4, 3], 'width of 3 bytes'],
    ['its root starts before it', [0, type.int << 2, 8], 'before'],
    ['a type is not known', [0, 37 << 2, 1], 'unknown type 37'],
    ['a vector is its own element', [1, 0, type.vector << 2, 1], 'levels'],
    ['a value refers to what is before it', [9, type.vector << 2, 1], 'before'],
    ['it has no root', [type.vector << 2, 1], 'before'],
    ['a text is too long', [200, 0x61, 0, 2, type.string << 2, 1], 'should reach byte 201'],
    ['a text has no length', [0x61, 0, 2, type.string << 2, 1], 'before'],
    ['a float is a byte wide', [1, type.float << 2, 1], 'float of 1 byte'],
    ['a key does not end', [0x61, 0x61, 2, type.key << 2, 1], 'does not end'],
    ['a map lacks a key', [0x61, 0, 1, 3, 1, 1, 2, 9, 9, 4, 4, 4, type.map << 2, 1], '1 keys for 2 values'],
    ['a map names a key twice', [0x61, 0, 2, 3, 4, 2, 1, 2, 8, 9, 4, 4, 4, type.map << 2, 1], 'twice'],
    ['the keys of a map have a width of 3', [0x61, 0, 1, 3, 1, 3, 1, 9, 4, 2, type.map << 2, 1], 'width of 3 bytes'],
  ])('is refused where %s', (_, bytes, what) => {
    const readAll = (): unknown => plainOf(read(Uint8Array.from(bytes)))
    expect(readAll).toThrow(expect.objectContaining({ code: 'model/corrupt', what: expect.stringContaining(what) }))
  })

  it.each(['integer', 'float', 'bytes', 'entries'] as const)('is refused where %s is asked of a vector', (method) => {
    const vector = read(Uint8Array.of(1, 5, 1, 11 << 2, 1))
    expect(() => vector[method]()).toThrow(expect.objectContaining({ code: 'model/corrupt' }))
    const integer = read(Uint8Array.of(5, type.int << 2, 1))
    expect(() => integer.length).toThrow(expect.objectContaining({ code: 'model/corrupt' }))
  })

  it('comes to an end where a vector holds itself', () => {
    // The vector's only element, at byte 1, leads one byte back to the vector's own first element.
    const vectors = read(Uint8Array.of(2, 1, 1, type.vector << 2, type.vector << 2, 4, type.vector << 2, 1))
    const walk = (view: FlexView): void => walk(view.at(1))
    const what = expect.stringContaining('levels')
    expect(() => walk(vectors)).toThrow(expect.objectContaining({ code: 'model/corrupt', what }))
  })

  it('comes to an end where its vectors hold one another a thousand times', () => {
    const levels = 12
    const bytes = [2, 0, 0, 1 << 2, 1 << 2]
    let last = 1
    for (let level = 0; level < levels; level++) {
      bytes.push(2, bytes.length + 1 - last, bytes.length + 2 - last, type.vector << 2, type.vector << 2)
      last = bytes.length - 4
    }
    bytes.push(bytes.length - last, type.vector << 2, 1)
    const readOften = (): unknown => Array.from({ length: 100 }, () => plainOf(view))
    const view = read(Uint8Array.from(bytes))
    expect(plainOf(view)).toHaveLength(2)
    const what = expect.stringContaining('so often')
    expect(readOften).toThrow(expect.objectContaining({ code: 'model/corrupt', what }))
  })

  it('is read to an end or refused whatever its bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(255), fc.nat(3), (start, packed, log2) => {
        const bytes = Uint8Array.from([...start, packed, 1 << log2])
        expect(unexpectedError(() => plainOf(read(bytes)))).toBeUndefined()
      }),
      { numRuns: 2000 },
    )
  })
})

/** Deeper than any value of these tests is nested. */
const deepest = 100

function plainOf(view: FlexView, depth = 0): Plain {
  if (depth > deepest) return 'too deep'
  switch (view.kind) {
    case 'null':
      return null
    case 'bool':
      return view.integer() !== 0n
    case 'int':
    case 'uint':
      return view.integer()
    case 'float':
      return view.float()
    case 'key':
    case 'string':
    case 'blob':
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(view.bytes())
    case 'vector':
      return Array.from({ length: view.length }, (_, index) => plainOf(view.at(index), depth + 1))
    case 'map':
      return Object.fromEntries([...view.entries()].map(([key, value]) => [key, plainOf(value, depth + 1)]))
  }
}

function read(bytes: Uint8Array): FlexView {
  return readFlexBuffer(bytes, new WorkBudget(bytes.length))
}

function unexpectedError(action: () => unknown): unknown {
  try {
    action()
    return undefined
  } catch (error) {
    return error instanceof PreciousError ? undefined : error
  }
}

const word = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\0'))
const arbitraryValue = fc.letrec<{ value: Plain; leaf: Plain }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    tie('leaf'),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(word.filter((key) => key !== '__proto__'), tie('value'), { maxKeys: 5 }),
  ),
  leaf: fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    // The npm package writes whole numbers as ints of 64 bits, also those that are larger.
    fc.double({ noNaN: true, min: -(2 ** 60), max: 2 ** 60 }),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    word,
  ),
})).value

/** What the npm package writes; undefined where it fails, as it does on many values (google/flatbuffers#8009). */
function encodedByNpm(value: Plain): Uint8Array | undefined {
  try {
    return encode(value)
  } catch {
    return undefined
  }
}

/** Whole numbers are ints in a FlexBuffer, and a map has its entries in the order of its keys. */
function normal(value: Plain): Plain {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value
  if (Array.isArray(value)) return value.map(normal)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, normal(each)]))
}
