import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What to undo once a file's tests have ended: they run side by side, so that none is the only one at a time. */
const pending: (() => unknown)[] = []

/** Called once the tests of a file have ended: several files share what is imported here. */
export async function undoAll(): Promise<void> {
  await Promise.all(pending.splice(0).map((undo) => undo()))
}

export function atTheEnd(undo: () => unknown): void {
  pending.push(undo)
}

/** A new, empty folder that is gone after the tests of this file. */
export function newFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'precious-action-')))
  atTheEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
