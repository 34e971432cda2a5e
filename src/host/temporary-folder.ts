import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs `action` in a new folder that only this user can enter, and removes the folder however it ends. */
export async function inTemporaryFolder<Result>(action: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'precious-'))
  try {
    return await action(folder)
  } finally {
    // A process that was just killed may still be writing. What cannot be removed must not hide how the action ended.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined)
  }
}
