import { stat } from 'node:fs/promises'

/** What tells without reading whether a file is still the same. */
export interface Stamp {
  readonly size: number
  /** Of the last change, in nanoseconds; a text, since it is too long for a number. */
  readonly mtimeNs: string
  readonly inode: string
}

/**
 * File systems count time in steps, so a file that changed a moment ago may change again without a new time.
 * Two seconds are the coarsest step in use (FAT).
 */
const settledAfterMs = 2_000

/** The stamp of a file; undefined where there is none, or where the file changed too recently to be told by it. */
export async function stampOf(file: string, nowMs: number): Promise<Stamp | undefined> {
  const found = await stat(file, { bigint: true }).catch(() => undefined)
  if (found === undefined || !found.isFile()) return undefined
  if (nowMs - Number(found.mtimeMs) < settledAfterMs) return undefined
  return { size: Number(found.size), mtimeNs: String(found.mtimeNs), inode: String(found.ino) }
}

export function isSameStamp(a: Stamp, b: Stamp): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.inode === b.inode
}
