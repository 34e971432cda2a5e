import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Store } from '../../src/cache/store.ts'
import { folderWith } from '../host/temporary.ts'

/** The only entry of a store. */
function entryIn(folder: string): string {
  const [name, ...others] = readdirSync(folder)
  if (name === undefined || others.length > 0) throw new Error('the store has not one entry')
  return join(folder, name)
}

/** A new store that holds a value. */
async function storeWith(key: string, value: unknown): Promise<{ readonly folder: string; readonly entry: string }> {
  const folder = join(folderWith(), 'cache')
  await new Store(folder).write(key, value)
  return { folder, entry: entryIn(folder) }
}

describe('a store', () => {
  it('gives a later process what was written', async () => {
    const { folder } = await storeWith('key', { a: [1, null, 'x'] })
    expect(await new Store(folder).read('key')).toEqual({ a: [1, null, 'x'] })
  })

  it('gives any JSON under any key', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.jsonValue(), async (key, value) => {
        const json: unknown = JSON.parse(JSON.stringify(value))
        const { folder } = await storeWith(key, json)
        expect(await new Store(folder).read(key)).toEqual(json)
      }),
      { numRuns: 30 },
    )
  })

  it('gives the last value under a key', async () => {
    const { folder } = await storeWith('key', 1)
    await new Store(folder).write('key', 2)
    expect(await new Store(folder).read('key')).toBe(2)
  })

  it('has nothing under other keys', async () => {
    const { folder } = await storeWith('key', 1)
    expect(await new Store(folder).read('KEY')).toBeUndefined()
  })

  it('has nothing where there is no folder, and makes none to look', async () => {
    const parent = folderWith()
    expect(await new Store(join(parent, 'cache')).read('key')).toBeUndefined()
    expect(readdirSync(parent)).toEqual([])
  })

  it('takes writes at the same time', async () => {
    const store = new Store(join(folderWith(), 'cache'))
    const keys = Array.from({ length: 50 }, (_, index) => `key ${index % 5}`)
    await Promise.all(keys.map((key) => store.write(key, { key })))
    expect(await Promise.all(keys.map((key) => store.read(key)))).toEqual(keys.map((key) => ({ key })))
  })
})

describe('an entry', () => {
  it('that is damaged in one bit counts as missing', async () => {
    const { folder, entry } = await storeWith('key', { facts: [1, 2, 3], text: 'line\nline' })
    const bytes = readFileSync(entry)
    for (let index = 0; index < bytes.length; index++) {
      const damaged = Buffer.from(bytes)
      damaged[index] = (damaged[index] ?? 0) ^ 1
      writeFileSync(entry, damaged)
      expect(await new Store(folder).read('key')).toBeUndefined()
    }
  })

  it('that was cut short anywhere counts as missing', async () => {
    const { folder, entry } = await storeWith('key', { facts: [1, 2, 3] })
    const bytes = readFileSync(entry)
    for (let length = 0; length < bytes.length; length++) {
      writeFileSync(entry, bytes.subarray(0, length))
      expect(await new Store(folder).read('key')).toBeUndefined()
    }
  })

  it('of another key counts as missing', async () => {
    const { entry } = await storeWith('one key', 1)
    const { folder, entry: place } = await storeWith('another key', 2)
    renameSync(entry, place)
    expect(await new Store(folder).read('another key')).toBeUndefined()
  })

  it('that is a folder counts as missing', async () => {
    const { entry } = await storeWith('key', 1)
    const folder = join(folderWith(), 'cache')
    mkdirSync(join(folder, basename(entry)), { recursive: true })
    expect(await new Store(folder).read('key')).toBeUndefined()
  })

  it('that was damaged is replaced', async () => {
    const { folder, entry } = await storeWith('key', 1)
    writeFileSync(entry, '')
    await new Store(folder).write('key', 1)
    expect(await new Store(folder).read('key')).toBe(1)
  })
})

describe('a store that cannot be written', () => {
  it('takes values without an error and has none', async () => {
    const store = new Store(join(folderWith({ file: '' }), 'file/cache'))
    await store.write('key', 1)
    expect(await store.read('key')).toBeUndefined()
  })

  it('still gives what it has', async () => {
    const { folder } = await storeWith('key', 1)
    const { entry } = await storeWith('other key', 2)
    mkdirSync(join(folder, basename(entry)))
    const store = new Store(folder)
    await store.write('other key', 2)
    expect(await store.read('key')).toBe(1)
  })

  it('takes no value that JSON does not have', async () => {
    const store = new Store(join(folderWith(), 'cache'))
    await store.write('key', undefined)
    expect(await store.read('key')).toBeUndefined()
  })
})

describe('a store that grows', () => {
  /** A store with files that were used one minute after the other, long ago. */
  async function fullStore(count: number): Promise<string> {
    const { folder } = await storeWith('key', 1)
    for (let index = 0; index < count; index++) {
      const file = join(folder, `${String(index).padStart(40, '0')}.json`)
      const time = new Date(Date.UTC(2024, 0, 1, 0, index))
      writeFileSync(file, '')
      utimesSync(file, time, time)
    }
    return folder
  }

  it('loses the entries that were not used for longest', async () => {
    const folder = await fullStore(2_005)
    await new Store(folder).write('new key', 2)
    const names = readdirSync(folder)
    expect(names).toHaveLength(1_000)
    expect(names.filter((name) => /^\d{40}\.json$/.test(name)).sort()[0]).toBe(`${'1007'.padStart(40, '0')}.json`)
    expect([await new Store(folder).read('key'), await new Store(folder).read('new key')]).toEqual([1, 2])
  })

  it('has as many as it was told', async () => {
    const folder = join(folderWith(), 'cache')
    for (let index = 0; index < 12; index++) await new Store(folder, 4).write(`key ${index}`, index)
    expect(readdirSync(folder).length).toBeLessThanOrEqual(4)
    expect(await new Store(folder, 4).read('key 11')).toBe(11)
  })

  it('leaves alone files that are not its own', async () => {
    const folder = await fullStore(2_005)
    const others = Array.from({ length: 1_100 }, (_, index) => `measured-${index}.csv`)
    for (const name of others) writeFileSync(join(folder, name), 'a,b')
    await new Store(folder).write('new key', 2)
    const names = readdirSync(folder)
    expect(names.filter((name) => name.endsWith('.csv'))).toHaveLength(others.length)
    expect(names).toHaveLength(1_000 + others.length)
  })

  it('keeps an entry that was read not long ago', async () => {
    const { folder, entry } = await storeWith('key', 1)
    const longAgo = new Date(Date.UTC(2024, 0, 1))
    utimesSync(entry, longAgo, longAgo)
    await new Store(folder).read('key')
    expect(statSync(entry).mtimeMs).toBeGreaterThan(longAgo.getTime())
  })
})
