import { describe, expect, it } from 'vitest'
import { FlatBufferBuilder, type Offset } from '../../../src/model/flatbuffer/builder.ts'
import { FlatBufferView } from '../../../src/model/flatbuffer/view.ts'
import { WorkBudget } from '../../../src/model/flatbuffer/work-budget.ts'

/** Root offset, a vtable of one field at byte 4, and the table at byte 12 whose field is at byte 16. */
const words = {
  root: 0,
  vtableBytes: 4,
  fieldOffset: 8,
  toVtable: 12,
  field: 16,
} as const

function file(changes: Partial<Record<keyof typeof words, number>> = {}, tail: readonly number[] = []): FlatBufferView {
  const bytes = new Uint8Array(20 + tail.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(words.root, changes.root ?? 12, true)
  view.setUint16(words.vtableBytes, changes.vtableBytes ?? 6, true)
  view.setUint16(words.vtableBytes + 2, 8, true)
  view.setUint16(words.fieldOffset, changes.fieldOffset ?? 4, true)
  view.setInt32(words.toVtable, changes.toVtable ?? 8, true)
  view.setUint32(words.field, changes.field ?? 4, true)
  bytes.set(tail, 20)
  return new FlatBufferView(bytes)
}

describe('a FlatBuffer view', () => {
  it('reads a field, and the default of a field that the vtable does not have', () => {
    const root = file({ field: 77 }).root()
    expect(root.int32(0)).toBe(77)
    expect(root.has(1)).toBe(false)
    expect(root.int32(1, 5)).toBe(5)
    expect(root.string(2)).toBeUndefined()
  })

  it.each([
    ['the root offset is zero', { root: 0 }, 'model/corrupt', 'zero'],
    ['the root lies outside', { root: 17 }, 'model/truncated', 'table'],
    ['the root lies far outside', { root: 0xffff_fff0 }, 'model/truncated', 'table'],
    ['the vtable lies before the file', { toVtable: 13 }, 'model/corrupt', 'vtable'],
    ['the vtable lies behind the file', { toVtable: -5 }, 'model/truncated', 'vtable'],
    ['the vtable is shorter than its header', { vtableBytes: 2 }, 'model/corrupt', 'impossible length'],
    ['the vtable has an odd length', { vtableBytes: 7 }, 'model/corrupt', 'impossible length'],
    ['the vtable reaches beyond the file', { vtableBytes: 18 }, 'model/truncated', 'vtable'],
  ])('refuses a file where %s', (_, changes, code, what) => {
    expect(() => file(changes).root()).toThrow(expect.objectContaining({ code, what: expect.stringContaining(what) }))
  })

  it('refuses a field outside the file', () => {
    expect(() => file({ fieldOffset: 6 }).root().int32(0)).toThrow(expect.objectContaining({ code: 'model/truncated' }))
  })

  it('refuses an offset of zero to a vector or table', () => {
    expect(() => file({ field: 0 }).root().int32s(0)).toThrow(expect.objectContaining({ code: 'model/corrupt' }))
    expect(() => file({ field: 0 }).root().table(0)).toThrow(expect.objectContaining({ code: 'model/corrupt' }))
  })

  it.each(['bytes', 'int32s', 'int64s', 'string', 'tables', 'bools', 'uint16s', 'float32s'] as const)(
    'refuses %s that are longer than the file',
    (read) => {
      const root = file({}, [200, 0, 0, 0, 1, 2, 3, 4]).root()
      expect(() => root[read](0)).toThrow(expect.objectContaining({ code: 'model/truncated' }))
    },
  )

  it('refuses the longest vector there can be without allocating it', () => {
    const root = file({}, [0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4]).root()
    expect(() => root.int64s(0)).toThrow(expect.objectContaining({ code: 'model/truncated' }))
  })

  it('reads a vector that ends with the file', () => {
    expect(file({}, [4, 0, 0, 0, 1, 2, 3, 4]).root().bytes(0)).toEqual(Uint8Array.of(1, 2, 3, 4))
    expect(file({}, [1, 0, 0, 0, 1, 0, 0, 0]).root().int32s(0)).toEqual([1])
  })

  it('refuses 64-bit integers that a number cannot hold', () => {
    const root = file({}, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40]).root()
    expect(() => root.int64s(0)).toThrow(expect.objectContaining({ code: 'model/corrupt' }))
  })

  it('keeps a byte order mark at the start of a text', () => {
    expect(built((builder) => builder.string('\ufeffname')).root().string(0)).toBe('\ufeffname')
  })

  it('reads integers of 16 bits, pairs and vectors of bytes', () => {
    const builder = new FlatBufferBuilder(256)
    const texts = builder.tables([builder.string('ab'), builder.bytes(Uint8Array.of(255))])
    const pairs = builder.int64s([7 * 2 ** 32 + 3])
    const table = builder.table([
      [0, 'int16', -2],
      [1, 'part', texts],
      [2, 'part', pairs],
    ])
    const root = new FlatBufferView(builder.finish(table, 'TEST')).root()
    expect(root.int16(0)).toBe(-2)
    expect(root.int16(3, 5)).toBe(5)
    expect(root.byteVectors(1)).toEqual([Uint8Array.of(0x61, 0x62), Uint8Array.of(255)])
    expect(root.int32Pairs(2)).toEqual([[3, 7]])
  })

  it('is named by what it is a part of, which is then damaged and not cut short', () => {
    const bytes = file({ root: 17 }).bytes
    const nested = new FlatBufferView(bytes, { name: 'package', budget: new WorkBudget(bytes.length) })
    const what = expect.stringContaining('its package has 20 bytes')
    expect(() => nested.root()).toThrow(expect.objectContaining({ code: 'model/corrupt', what }))
  })

  it('refuses a part outside the FlatBuffer that leaves the file', () => {
    expect(() => file().slice(10, 11, 'constant')).toThrow(expect.objectContaining({ code: 'model/truncated' }))
    expect(file().slice(10, 10, 'constant')).toHaveLength(10)
  })
})

describe('the work that one file can cause', () => {
  it('ends where many offsets lead to one table with a long text', () => {
    const root = built((builder) => {
      const table = builder.table([[0, 'part', builder.string('x'.repeat(10_000))]])
      return builder.tables(Array.from({ length: 1000 }, () => table))
    }).root()
    const readAll = (): unknown => root.tables(0)?.map((table) => table.string(0))
    const what = expect.stringContaining('so often')
    expect(readAll).toThrow(expect.objectContaining({ code: 'model/corrupt', what }))
  })

  it('ends where tables of offsets lead to one another over and over', () => {
    const root = built((builder) => {
      let vector = builder.tables([builder.table([])])
      for (let level = 0; level < 12; level++) {
        const table = builder.table([[0, 'part', vector]])
        vector = builder.tables([table, table, table, table])
      }
      return vector
    }).root()
    type Table = NonNullable<ReturnType<typeof root.table>>
    const count = (table: Table): number => (table.tables(0) ?? []).reduce((sum, each) => sum + count(each), 1)
    expect(() => count(root)).toThrow(expect.objectContaining({ code: 'model/corrupt' }))
  })

  it('is the same for all FlatBuffers that lie in one another', () => {
    const bytes = built((builder) => builder.string('x'.repeat(10_000))).bytes
    const budget = new WorkBudget(bytes.length)
    const readOnce = (): unknown => new FlatBufferView(bytes, { name: 'package', budget }).root().string(0)
    const readOften = (): unknown => Array.from({ length: 10 }, readOnce)
    expect(readOften).toThrow(expect.objectContaining({ what: expect.stringContaining('so often') }))
  })

  it('suffices for every part of a large file', () => {
    const root = built((builder) => {
      const named = (name: string): Offset => builder.table([[0, 'part', builder.string(name)]])
      return builder.tables(Array.from({ length: 20_000 }, (_, index) => named(`${index}`)))
    }).root()
    expect(root.tables(0)?.at(-1)?.string(0)).toBe('19999')
  })
})

/** A file whose root has one field, a part. */
function built(write: (builder: FlatBufferBuilder) => Offset): FlatBufferView {
  const builder = new FlatBufferBuilder(1024)
  return new FlatBufferView(builder.finish(builder.table([[0, 'part', write(builder)]]), 'TEST'))
}
