import { realpath, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Environment, gitEnvironment, gitFailure, type GitPlace, lineOf, runGit, succeed } from './git-process.ts'
import { type Layout, repositoryAt } from './git-repository.ts'

/** A git repository, as far as the tool needs it. Reads objects; changes nothing in the work tree. */
export interface Git {
  /** The top folder of the work tree, absolute (real path). */
  readonly root: string
  /**
   * The full id of the commit that a revision names; undefined where there is none here (also: shallow history).
   * @throws PreciousError `git/unknown-revision` where it starts with `-`
   */
  commitOf(revision: string): Promise<string | undefined>
  /**
   * The parents that a commit names, in order, also where the history is shallow and does not have them.
   * @throws PreciousError `git/unknown-revision`
   */
  parentsOf(commit: string): Promise<readonly string[]>
  /** The best common ancestor; undefined where there is none or the shallow history does not reach it. */
  mergeBase(a: string, b: string): Promise<string | undefined>
  isShallow(): Promise<boolean>
  /**
   * Files below a folder at a commit, by path relative to that folder with forward slashes. Links and submodules are
   * left out.
   * @param directory absolute, inside `root`; need not exist any more
   * @throws PreciousError `git/unknown-revision`
   */
  filesAt(commit: string, directory: string): Promise<ReadonlyMap<string, GitFile>>
  /**
   * The content of a blob.
   * @throws PreciousError `git/missing-object`, or `model/unreadable` where it has 2 GiB or more
   */
  readBlob(id: string): Promise<Uint8Array>
  /** The content of a Git LFS object by the SHA-256 in its pointer; undefined where it was not fetched. */
  readLfsObject(sha256: string): Promise<Uint8Array | undefined>
  /**
   * Fetches single commits without their history from the remote `origin`; false where that does not work. A clone
   * that is complete stays so: there, what is missing of their history comes too.
   */
  fetchCommits(commits: readonly string[]): Promise<boolean>
  /** The id that git gives a blob with this content (SHA-1 or SHA-256 repositories). */
  blobIdOf(bytes: Uint8Array): string
  /**
   * First-parent history from a revision back, newest first: those commits that change a file in question.
   * @throws PreciousError `git/unknown-revision`
   */
  log(options: LogOptions): Promise<readonly GitCommit[]>
  /** Ends the helper process that reads objects; without this, the program does not end. */
  close(): Promise<void>
}

export interface GitFile {
  /** Of the blob. */
  readonly id: string
  /** -1 where it is not known: a partial clone would fetch each content to tell it. */
  readonly bytes: number
}

export interface GitCommit {
  readonly id: string
  /** ISO, UTC. */
  readonly committedAt: string
  readonly subject: string
}

export interface LogOptions {
  readonly revision: string
  /** Absolute. Only changes below it count. */
  readonly directory: string
  /** Pathspecs relative to `directory`. @default all that is below it */
  readonly paths?: readonly string[]
  readonly limit: number
  /** A revision, whose history is left out, or else a date as git understands it. */
  readonly since?: string
}

/**
 * The repository whose work tree a folder lies in. Variables such as `GIT_DIR`, which git sets for its hooks, do not
 * count: the folder alone decides.
 * @param directory absolute
 * @param options.env may hold credentials, @default `process.env`
 * @returns undefined where the folder is in no git repository
 * @throws PreciousError `git/unavailable` where git is not installed or refuses the repository
 */
export async function openGit(
  directory: string,
  { env = process.env }: { readonly env?: Environment } = {},
): Promise<Git | undefined> {
  if (!(await stat(directory).then((found) => found.isDirectory(), () => false))) return undefined
  const layout = await layoutOf({ cwd: directory, env: gitEnvironment(env) })
  return layout === undefined ? undefined : repositoryAt(layout, gitEnvironment(env))
}

async function layoutOf(place: GitPlace): Promise<Layout | undefined> {
  const root = await runGit(['rev-parse', '--show-toplevel'], place)
  if (root.code !== 0) {
    // A bare repository and the inside of `.git` hold no work tree.
    if (/not a git repository|must be run in a work tree/.test(root.stderr)) return undefined
    throw gitFailure(root, place.cwd)
  }
  // A git too old for other hashes repeats the option. The folder may have line ends in its name.
  const lines = lineOf(await succeed(['rev-parse', '--git-common-dir', '--show-object-format'], place)).split('\n')
  return {
    root: await realpath(lineOf(root)),
    commonFolder: resolve(place.cwd, lines.slice(0, -1).join('\n')),
    hash: lines.at(-1) === 'sha256' ? 'sha256' : 'sha1',
  }
}
