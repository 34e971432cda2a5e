import type { ChangeKind } from './history.ts'

/** The models of a commit: the id of each content, by path. */
export type Contents = ReadonlyMap<string, string>

/** One model that differs between two commits. */
export interface Change {
  readonly kind: ChangeKind
  readonly path: string
  /** The path before, of a model that was renamed. */
  readonly previousPath: string | null
  /** The id of the content after; null where it was removed. */
  readonly id: string | null
}

/**
 * What happened to the models from one commit to the next, by path. A model is renamed where its content stays the
 * same; one that changes on the way counts as removed and added.
 */
export function changesBetween(before: Contents, after: Contents): readonly Change[] {
  const gone = new Map([...before].filter(([path]) => !after.has(path)))
  const changes: Change[] = []
  for (const [path, id] of inOrder(after)) {
    const previous = before.get(path)
    if (previous === id) continue
    const previousPath = previous === undefined ? pathOf(id, gone) : undefined
    if (previousPath !== undefined) gone.delete(previousPath)
    const added: ChangeKind = previousPath === undefined ? 'added' : 'renamed'
    changes.push({ kind: previous === undefined ? added : 'changed', path, previousPath: previousPath ?? null, id })
  }
  for (const path of gone.keys()) changes.push({ kind: 'removed', path, previousPath: null, id: null })
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** The models of the oldest commit there is, whose past is not here. */
export function presentModels(contents: Contents): readonly Change[] {
  return inOrder(contents).map(([path, id]) => ({ kind: 'present', path, previousPath: null, id }))
}

function pathOf(id: string, contents: Contents): string | undefined {
  return inOrder(contents).find(([, other]) => other === id)?.[0]
}

function inOrder(contents: Contents): readonly (readonly [path: string, id: string])[] {
  return [...contents].sort(([a], [b]) => (a < b ? -1 : 1))
}
