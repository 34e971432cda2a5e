import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import { PreciousError } from '../errors.ts'
import type { Git } from './git.ts'
import { isObjectId, ObjectReader } from './git-objects.ts'
import { logFormat, parseLog, parseParents, parseTree } from './git-output.ts'
import { type Environment, gitFailure, type GitPlace, lineOf, runGit, succeed } from './git-process.ts'
import { lfsFolder, readLfsObject } from './lfs-store.ts'

/** What does not change while a repository is in use. */
export interface Layout {
  readonly root: string
  /** The git folder that all work trees share, absolute. */
  readonly commonFolder: string
  readonly hash: 'sha1' | 'sha256'
}

/** A repository, read through git commands in its top folder. */
export function repositoryAt({ root, commonFolder, hash }: Layout, env: Environment): Git {
  const place: GitPlace = { cwd: root, env }
  const objects = new ObjectReader(place)
  // Commits that are here stay here, so none is asked for twice by its full id.
  const found = new Set<string>()

  async function commitOf(revision: string): Promise<string | undefined> {
    if (found.has(revision)) return revision
    mustBeHarmless(revision)
    const { code, stdout } = await runGit(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`], place)
    const id = stdout.toString().trim()
    // Revisions such as ^HEAD name no single commit.
    if (code !== 0 || !isObjectId(id)) return undefined
    found.add(id)
    return id
  }

  async function knownCommit(revision: string): Promise<string> {
    const commit = await commitOf(revision)
    if (commit === undefined) throw unknownRevision(revision)
    return commit
  }

  async function isShallow(): Promise<boolean> {
    return lineOf(await succeed(['rev-parse', '--is-shallow-repository'], place)) === 'true'
  }

  return {
    root,
    commitOf,
    isShallow,
    // Read from the object itself, since in a shallow history git shows no parents where it was cut.
    parentsOf: async (commit) => parseParents((await objects.read(await knownCommit(commit))).content),
    mergeBase: async (a, b) => {
      const commits = await Promise.all([commitOf(a), commitOf(b)])
      const ids = commits.filter((id) => id !== undefined)
      if (ids.length < commits.length) return undefined
      const run = await runGit(['merge-base', ...ids], place)
      // 1 tells that there is none.
      if (run.code > 1) throw gitFailure(run, root)
      return run.code === 0 ? lineOf(run) : undefined
    },
    filesAt: async (commit, directory) => {
      const folder = await folderBelow(root, directory)
      const size = (await isPartial(place)) ? [] : ['-l']
      const paths = folder === '' ? [] : [folder]
      const id = await knownCommit(commit)
      const args = ['--literal-pathspecs', 'ls-tree', '-r', '-z', '--full-tree', ...size, id, '--', ...paths]
      return parseTree((await succeed(args, place)).stdout.toString(), folder)
    },
    readBlob: async (id) => {
      const { type, content } = await objects.read(id)
      if (type !== 'blob') throw notAFile(id, type)
      return content
    },
    readLfsObject: async (sha256) => {
      const storage = await runGit(['config', '--type=path', '--get', 'lfs.storage'], place)
      const folder = lfsFolder(commonFolder, storage.code === 0 ? lineOf(storage) : undefined)
      return await readLfsObject(folder, sha256)
    },
    fetchCommits: async (commits) => {
      const known = await Promise.all(commits.map(commitOf))
      // To fetch again what is here would cut its history off.
      const wanted = commits.filter((_, index) => known[index] === undefined)
      if (wanted.length === 0) return true
      if (!wanted.every(isObjectId)) return false
      const depth = (await isShallow()) ? ['--depth=1'] : []
      return (await runGit([...fetchCommand, ...depth, 'origin', ...wanted], place)).code === 0
    },
    blobIdOf: (bytes) => createHash(hash).update(`blob ${bytes.length}\0`).update(bytes).digest('hex'),
    log: async ({ revision, directory, paths = ['.'], limit, since }) => {
      const tip = await knownCommit(revision)
      const range = since === undefined ? [] : await sinceOf(since)
      const args = [...logCommand, `--max-count=${limit}`, ...range, tip, '--', ...paths]
      return parseLog((await succeed(args, { cwd: directory, env })).stdout.toString())
    },
    close: () => objects.close(),
  }

  async function sinceOf(since: string): Promise<readonly string[]> {
    const excluded = await commitOf(since)
    return [excluded === undefined ? `--since=${since}` : `^${excluded}`]
  }
}

/** Nothing but objects: no tags, no submodules, no `FETCH_HEAD`, no cleaning up. */
const fetchCommand: readonly string[] = [
  '-c gc.auto=0 -c maintenance.auto=false fetch',
  '--quiet --no-tags --no-recurse-submodules --no-write-fetch-head --refmap=',
].flatMap((part) => part.split(' '))

/** Without what a user's config may add to it. */
const logCommand: readonly string[] = [
  '-c log.follow=false log --first-parent --encoding=UTF-8 -z',
  logFormat,
  '--no-patch --no-show-signature --no-mailmap --no-color',
].flatMap((part) => part.split(' '))

/** Whether contents are left to the remote until they are needed. */
async function isPartial(place: GitPlace): Promise<boolean> {
  const settings = String.raw`^(extensions\.partialclone|remote\..*\.promisor)$`
  return (await runGit(['config', '--get-regexp', settings], place)).code === 0
}

/** @returns the path from `root` with a slash at its end, or nothing for `root` itself */
async function folderBelow(root: string, directory: string): Promise<string> {
  const path = relative(root, await realFolder(directory))
  if (path === '') return ''
  if (path.split(sep)[0] === '..' || isAbsolute(path)) throw new RangeError(`${directory} is not inside ${root}`)
  return `${path.split(sep).join('/')}/`
}

/** The real path of a folder, as far as it exists. */
async function realFolder(directory: string): Promise<string> {
  const found = await realpath(directory).catch(() => undefined)
  if (found !== undefined || dirname(directory) === directory) return found ?? directory
  return join(await realFolder(dirname(directory)), basename(directory))
}

/** Revisions come from users and from events of services; one that git takes for an option does not get that far. */
function mustBeHarmless(revision: string): void {
  if (revision.startsWith('-') || revision.includes('\0')) throw unknownRevision(revision)
}

function unknownRevision(revision: string): PreciousError {
  return new PreciousError('git/unknown-revision', {
    what: `the repository has no commit "${revision}"`,
    hint: 'Check the name; where the clone is shallow or has a single branch, fetch more of it (git fetch --unshallow)',
  })
}

function notAFile(id: string, type: string): PreciousError {
  const hint = 'Name the id of a file\'s content'
  return new PreciousError('git/missing-object', { what: `the object ${id} is a ${type}, not a file`, hint })
}
