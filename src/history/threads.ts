import type { Change } from './changes.ts'
import type { HistoryEntry, ModelContent, ModelHistory } from './history.ts'
import type { Step } from './walk.ts'

/** What one model went through so far. */
interface Thread {
  path: string
  readonly entries: HistoryEntry[]
}

/**
 * Sorts the changes by model: one that is renamed stays the same model, and so does one that is removed and comes back.
 * @param contentOf gives what a change led to; asked in the order of the commits
 */
export async function threadsOf(
  steps: readonly Step[],
  contentOf: (change: Change) => Promise<ModelContent | null>,
): Promise<readonly ModelHistory[]> {
  const threads: Thread[] = []
  const byPath = new Map<string, Thread>()
  for (const { commit, changes } of steps) {
    // Renamed models first: what was added under their old paths is another model.
    const ordered = [...changes].sort((a, b) => Number(b.kind === 'renamed') - Number(a.kind === 'renamed'))
    const before = new Map(byPath)
    for (const { previousPath } of ordered) if (previousPath !== null) byPath.delete(previousPath)
    for (const change of ordered) {
      const { kind, path, previousPath } = change
      const known = previousPath === null ? byPath.get(path) : before.get(previousPath)
      const thread = known ?? { path, entries: [] }
      if (known === undefined) threads.push(thread)
      thread.path = path
      byPath.set(path, thread)
      thread.entries.push({ commit: commit.id, change: kind, path, previousPath, content: await contentOf(change) })
    }
  }
  return threads.map(({ path, entries }) => ({ path, entries })).sort((a, b) => (a.path < b.path ? -1 : 1))
}
