import { PreciousError } from '../errors.ts'
import type { Git } from '../host/git.ts'
import { type BaseRevision, nameOfMergeBase } from '../host/git-baseline.ts'
import { formatCommit } from '../report/format.ts'
import type { UnavailableBaseline } from '../report/report.ts'
import type { Event, PullRequestEvent, PushEvent } from './event.ts'
import { GitHubError } from './github-error.ts'
import type { GitHub } from './github.ts'

/** A base revision that is known, whether or not its files are here. */
export interface NamedBase extends BaseRevision {
  /** Of a clone that reaches it, where that is known. */
  readonly depth?: number | undefined
}

export interface BaseRequest {
  readonly git: Git
  readonly event: Event
  /** Undefined where the workflow gives no token: then only what git has here counts. */
  readonly github: GitHub | undefined
}

/** Whether an event is about a change. */
export function hasBase({ kind }: Event): boolean {
  return kind === 'pull-request' || kind === 'push' || kind === 'merge-group'
}

/**
 * The commit that suits the event: of a pull request the merge base, of a push what the branch was, of a merge group
 * its base.
 * Commits that are not here are fetched one by one, so that the default depth of actions/checkout is enough.
 */
export async function baseOfEvent(request: BaseRequest): Promise<BaseRevision | UnavailableBaseline> {
  const found = await nameBase(request)
  if ('state' in found) return found
  return await present(request.git, found)
}

/** The same without its files, which may not be here. */
export async function nameBase(request: BaseRequest): Promise<NamedBase | UnavailableBaseline> {
  const { git, event } = request
  const head = await git.commitOf('HEAD')
  if (head === undefined) return unavailable('There is no commit checked out. Run actions/checkout before this action.')
  switch (event.kind) {
    case 'pull-request':
      return await nameMergeBase(event, head, request)
    case 'push':
      return nameBefore(event, await git.parentsOf(head))
    case 'merge-group': {
      const { baseSha } = event
      return { commit: baseSha, name: `${formatCommit(baseSha)}, the base of the merge group` }
    }
    default: {
      const name = event.kind === 'other' ? event.name : 'workflow_run'
      return unavailable(`The event "${name}" has no base. Name one by the input "baseline".`)
    }
  }
}

/** Not always the parent: a violation that came with the first of several commits is new. */
function nameBefore({ before }: PushEvent, [parent]: readonly string[]): NamedBase | UnavailableBaseline {
  if (before !== undefined && before !== parent) {
    return { commit: before, name: `${formatCommit(before)}, the commit before the push` }
  }
  if (parent === undefined) return unavailable('The commit that was pushed is the first one.')
  return { commit: parent, name: `${formatCommit(parent)}, the parent commit`, depth: 2 }
}

/**
 * The merge base with a revision that the workflow names.
 * @throws PreciousError `git/unknown-revision`
 */
export async function baseOfRevision(git: Git, revision: string): Promise<BaseRevision> {
  const head = await git.commitOf('HEAD')
  const other = await commitOf(git, revision)
  const where = 'input "baseline"'
  const hint = 'Use fetch-depth: 0 in actions/checkout, or name a commit by its full id'
  if (head === undefined || other === undefined) {
    throw new PreciousError('git/unknown-revision', { what: `there is no revision "${revision}" here`, hint, where })
  }
  const base = await git.mergeBase(head, other)
  if (base !== undefined) {
    const isItself = base === other && /^[0-9a-f]{40,}$/.test(revision)
    return { commit: base, name: isItself ? formatCommit(base) : nameOfMergeBase(base, other, revision) }
  }
  // In a shallow clone no ancestor is known: the revision itself was asked for.
  if (await git.isShallow()) return { commit: other, name: nameOfMergeBase(other, other, revision) }
  const what = `the checked out commit has no common ancestor with "${revision}"`
  throw new PreciousError('git/unknown-revision', { what, hint: 'Name a revision that it descends from', where })
}

/** The commit of a revision, which may be a branch that is here as the remote's only, as after actions/checkout. */
async function commitOf(git: Git, revision: string): Promise<string | undefined> {
  const local = (await git.commitOf(revision)) ?? (await git.commitOf(`origin/${revision}`))
  if (local !== undefined) return local
  // A full id may name what a shallow clone does not have.
  return (await git.fetchCommits([revision])) ? await git.commitOf(revision) : undefined
}

/**
 * What is checked out for a pull request is usually a test merge: its first parent holds the base branch's own changes.
 */
async function nameMergeBase(
  { headSha, baseSha, baseRef }: PullRequestEvent,
  head: string,
  { git, github }: BaseRequest,
): Promise<NamedBase | UnavailableBaseline> {
  const [first, second] = await git.parentsOf(head)
  const tested = second === headSha ? first : undefined
  // The tip that was tested may be newer than the one of the event.
  const tip = tested ?? baseSha
  // What a shallow clone takes for the best common ancestor need not be it.
  const local = (await git.isShallow()) ? undefined : await git.mergeBase(headSha, tip)
  const found = local ?? (await askMergeBase(github, tip, headSha))
  if (typeof found === 'object' && 'state' in found) return found
  const { commit, depth } = typeof found === 'string' ? { commit: found, depth: undefined } : found
  const name = `${formatCommit(commit)}, the merge base with ${baseRef}`
  return { commit, name, files: tested === commit ? undefined : tested, depth }
}

interface FoundBase {
  readonly commit: string
  /** Of a clone that reaches it. */
  readonly depth: number
}

async function askMergeBase(
  github: GitHub | undefined,
  base: string,
  head: string,
): Promise<FoundBase | UnavailableBaseline> {
  const deeper = 'Use fetch-depth: 0 in actions/checkout.'
  const start = 'The merge base is not in this shallow clone, and'
  if (github === undefined) return unavailable(`${start} there is no token to ask GitHub. ${deeper}`)
  try {
    const found = await github.mergeBase(base, head)
    if (found === undefined) return unavailable(`${start} GitHub does not know it either. ${deeper}`)
    // Through the shorter side: the test merge, the commits of that side, and the base itself.
    return { commit: found.commit, depth: Math.min(found.aheadBy, found.behindBy) + 2 }
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error
    return unavailable(`${start} GitHub did not tell it (${error.message}). ${deeper}`)
  }
}

/** The revision once its commits are here. */
async function present(git: Git, { depth, ...revision }: NamedBase): Promise<BaseRevision | UnavailableBaseline> {
  const wanted = revision.files === undefined ? [revision.commit] : [revision.commit, revision.files]
  if (await git.fetchCommits(wanted)) return revision
  const least = depth === undefined ? '' : `, or at least ${depth}`
  return unavailable(
    `${revision.name}, is not in this shallow clone and could not be fetched. ` +
      `Use fetch-depth: 0 in actions/checkout${least}.`,
  )
}

function unavailable(reason: string): UnavailableBaseline {
  return { state: 'unavailable', reason }
}
