import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** What to undo once a file's tests have ended: they run side by side, so that none is the only one at a time. */
const pending: (() => unknown)[] = []

// Files whose tests start the action share no process, so that this is evaluated for each of them.
afterAll(async () => {
  await Promise.all(pending.map((undo) => undo()))
})

export function atTheEnd(undo: () => unknown): void {
  pending.push(undo)
}

/** A new, empty folder that is gone after the tests of this file. */
export function newFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'precious-action-')))
  atTheEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
