import type { Git, GitCommit, LogOptions } from '../host/git.ts'
import { type Change, changesBetween, type Contents, presentModels } from './changes.ts'
import type { HistoryPorts, HistoryQuestion } from './question.ts'

/** A commit that changes models. */
export interface Step {
  readonly commit: GitCommit
  readonly changes: readonly Change[]
}

/** The commits in question, oldest first. */
export interface Walk {
  readonly steps: readonly Step[]
  /** Whether older commits are missing because the clone is shallow. */
  readonly isCutOff: boolean
}

/** The globs of a config take less than git's pathspecs do, so that there may be more commits to look through. */
const growth = 4

/** Finds the last commits that change a model. */
export async function walk(
  question: HistoryQuestion,
  ports: Pick<HistoryPorts, 'git' | 'onCommit' | 'signal'>,
): Promise<Walk> {
  const { directory, tracked, revision, limit, since } = question
  const { git, onCommit, signal } = ports
  const contentsAt = listing(question, git)
  const known = new Map<string, readonly Change[]>()
  for (let asked = limit; ; asked *= growth) {
    const options: LogOptions = { revision, directory, paths: tracked.pathspecs, limit: asked }
    const commits = await git.log(since === undefined ? options : { ...options, since })
    const steps: Step[] = []
    for (const [index, commit] of commits.entries()) {
      signal?.throwIfAborted()
      if (steps.length === limit) break
      onCommit?.(commit.id, index, commits.length)
      // Between one commit and the next in this list nothing changes, so that the next stands for the parent. Only a
      // date may leave out commits in between, where clocks went wrong.
      const older = since === undefined ? commits[index + 1] : undefined
      const changes = known.get(commit.id) ?? (await changesOf(commit, older, git, contentsAt))
      known.set(commit.id, changes)
      if (changes.length > 0) steps.push({ commit, changes })
    }
    const isComplete = commits.length < asked
    if (!isComplete && steps.length < limit) continue
    const isCutOff = steps.length < limit && (await endsAtCut(commits.at(-1), since, git))
    return { steps: steps.toReversed(), isCutOff }
  }
}

/** The models of each commit, listed once. */
function listing({ tracked }: HistoryQuestion, git: HistoryPorts['git']): (commit: string) => Promise<Contents> {
  const listed = new Map<string, Promise<Contents>>()
  const list = async (commit: string): Promise<Contents> => {
    const models = new Map<string, string>()
    for (const [pathInFolder, { id }] of await git.filesAt(commit, `${git.root}/${tracked.folder}`)) {
      const path = tracked.modelPath(pathInFolder)
      if (path !== undefined) models.set(path, id)
    }
    return models
  }
  return (commit) => {
    const found = listed.get(commit) ?? list(commit)
    listed.set(commit, found)
    return found
  }
}

async function changesOf(
  { id }: GitCommit,
  older: GitCommit | undefined,
  git: HistoryPorts['git'],
  contentsAt: (commit: string) => Promise<Contents>,
): Promise<readonly Change[]> {
  if (older !== undefined) return changesBetween(await contentsAt(older.id), await contentsAt(id))
  const [parent] = await git.parentsOf(id)
  if (parent === undefined) return changesBetween(new Map(), await contentsAt(id))
  const isHere = (await git.commitOf(parent)) !== undefined
  return isHere ? changesBetween(await contentsAt(parent), await contentsAt(id)) : presentModels(await contentsAt(id))
}

/** Whether there is more before the oldest commit, but not in this clone. */
async function endsAtCut(
  oldest: GitCommit | undefined,
  since: string | undefined,
  git: Pick<Git, 'isShallow' | 'parentsOf' | 'commitOf'>,
): Promise<boolean> {
  if (!(await git.isShallow())) return false
  // Where the clone was cut, git shows all files as added: a history that does not reach it has its end elsewhere.
  if (since === undefined || oldest === undefined) return true
  const [parent] = await git.parentsOf(oldest.id)
  return parent !== undefined && (await git.commitOf(parent)) === undefined
}
