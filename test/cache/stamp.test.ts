import { mkdirSync, renameSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isSameStamp, type Stamp, stampOf } from '../../src/cache/stamp.ts'
import { folderWith } from '../host/temporary.ts'

const longAgo = new Date('2024-01-01T00:00:00Z')

/** A file that was last changed long ago. */
function oldFile(content = 'content'): string {
  const file = join(folderWith({ a: content }), 'a')
  utimesSync(file, longAgo, longAgo)
  return file
}

async function oldStamp(file: string): Promise<Stamp> {
  const stamp = await stampOf(file, Date.now())
  if (stamp === undefined) throw new Error('the file has no stamp')
  return stamp
}

describe('the stamp of a file', () => {
  it('is its size, time and inode', async () => {
    const file = oldFile()
    const { ino } = statSync(file)
    const mtimeNs = `${longAgo.getTime()}000000`
    expect(await stampOf(file, Date.now())).toEqual({ size: 7, mtimeNs, inode: String(ino) })
  })

  it('is the same for the same file', async () => {
    const file = oldFile()
    expect(isSameStamp(await oldStamp(file), await oldStamp(file))).toBe(true)
  })

  it('is another one for another size', async () => {
    const file = oldFile()
    const before = await oldStamp(file)
    writeFileSync(file, 'more content')
    utimesSync(file, longAgo, longAgo)
    expect(isSameStamp(before, await oldStamp(file))).toBe(false)
  })

  it('is another one for another time', async () => {
    const file = oldFile()
    const before = await oldStamp(file)
    utimesSync(file, longAgo, new Date(longAgo.getTime() + 1))
    expect(isSameStamp(before, await oldStamp(file))).toBe(false)
  })

  it('is another one for a file that took its place', async () => {
    const file = oldFile()
    const before = await oldStamp(file)
    writeFileSync(`${file}.new`, 'CONTENT')
    utimesSync(`${file}.new`, longAgo, longAgo)
    renameSync(`${file}.new`, file)
    expect(isSameStamp(before, await oldStamp(file))).toBe(false)
  })

  it('is that of the file behind a link', async () => {
    const file = oldFile()
    symlinkSync(file, `${file}.link`)
    expect(await oldStamp(`${file}.link`)).toEqual(await oldStamp(file))
  })

  it.each([
    [1_999, false],
    [2_000, true],
    [-1, false],
  ])('of a file that changed %d ms ago is trusted: %s', async (age, isTrusted) => {
    expect((await stampOf(oldFile(), longAgo.getTime() + age)) !== undefined).toBe(isTrusted)
  })

  it('is none where there is no file', async () => {
    const folder = folderWith()
    mkdirSync(join(folder, 'folder'))
    expect(await stampOf(join(folder, 'folder'), Date.now() + 10_000)).toBeUndefined()
    expect(await stampOf(join(folder, 'gone'), Date.now() + 10_000)).toBeUndefined()
  })
})
