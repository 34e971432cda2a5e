import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { nodeFiles } from '../host/files.ts'
import { sha256Of } from '../sha256.ts'

/** What entries are called; the folder may hold other files, which are none of the cache's business. */
const entryName = /^[0-9a-f]{40}\.json$/

/** Small entries, as most are. */
const usuallyMostEntries = 2_000

/** An entry that was used this long ago is marked as used again. */
const usedAgainAfterMs = 24 * 60 * 60 * 1_000

/**
 * A folder of JSON values by key, one file each. It is a cache: what cannot be read, was damaged or cannot be written
 * counts as missing, without an error.
 */
export class Store {
  private readonly folder: string
  private readonly mostEntries: number
  private isWritable = true
  private isThinnedOut = false

  /**
   * @param folder absolute; made when it is first written to
   * @param mostEntries more entries than this are thinned out at the first that a build adds, the longest unused first
   */
  constructor(folder: string, mostEntries: number = usuallyMostEntries) {
    this.folder = folder
    this.mostEntries = mostEntries
  }

  async read(key: string): Promise<unknown> {
    try {
      const path = this.pathOf(key)
      const text = await readFile(path, 'utf8')
      const end = text.indexOf('\n')
      const content = text.slice(end + 1)
      if (text.slice(0, end) !== checksumOf(key, content)) return undefined
      const value: unknown = JSON.parse(content)
      await this.noteUse(path)
      return value
    } catch {
      return undefined
    }
  }

  async write(key: string, value: unknown): Promise<void> {
    if (!this.isWritable) return
    try {
      const content = JSON.stringify(value)
      await mkdir(this.folder, { recursive: true })
      await nodeFiles.writeFileAtomically(this.pathOf(key), `${checksumOf(key, content)}\n${content}`)
      if (!this.isThinnedOut) await this.thinOut()
    } catch {
      // A read-only or full disk: the next build works all the same, only not as fast.
      this.isWritable = false
    }
  }

  private pathOf(key: string): string {
    return join(this.folder, `${sha256Of(key).slice(0, 40)}.json`)
  }

  private async noteUse(path: string): Promise<void> {
    const now = Date.now()
    const { mtimeMs } = await stat(path)
    if (now - mtimeMs > usedAgainAfterMs) await utimes(path, now / 1_000, now / 1_000).catch(() => undefined)
  }

  private async thinOut(): Promise<void> {
    this.isThinnedOut = true
    const names = (await readdir(this.folder)).filter((name) => entryName.test(name))
    if (names.length <= this.mostEntries) return
    const entries = await Promise.all(
      names.map(async (name) => {
        const path = join(this.folder, name)
        return { path, usedMs: (await stat(path).catch(() => undefined))?.mtimeMs ?? 0 }
      }),
    )
    entries.sort((a, b) => a.usedMs - b.usedMs)
    const surplus = entries.slice(0, entries.length - Math.floor(this.mostEntries / 2))
    await Promise.all(surplus.map(({ path }) => rm(path, { force: true })))
  }
}

/** Holds the key too, so that an entry never stands for another. */
function checksumOf(key: string, content: string): string {
  return sha256Of(`${key}\n${content}`)
}
