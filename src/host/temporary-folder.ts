import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PreciousError } from '../errors.ts'

/**
 * Runs `action` in a new folder that only this user can enter, and removes the folder however it ends.
 * @throws PreciousError `output/unwritable` where there can be none
 */
export async function inTemporaryFolder<Result>(action: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'precious-')).catch((cause: unknown) => {
    const what = 'there can be no new folder among the temporary files'
    const hint = 'Free some space, or set TMPDIR to a folder that can be written to'
    throw new PreciousError('output/unwritable', { what, hint, where: tmpdir(), cause })
  })
  try {
    return await action(folder)
  } finally {
    // A process that was just killed may still be writing. What cannot be removed must not hide how the action ended.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined)
  }
}
