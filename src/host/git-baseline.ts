import { realpath } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { analyse } from '../analysis/analyse.ts'
import { globMatcher, normaliseGlob } from '../budget/glob.ts'
import type { ResolvedConfig } from '../budget/resolve-config.ts'
import type { Baseline, BaselineContent, BaselineModel } from '../comparison/baseline.ts'
import { placed, PreciousError } from '../errors.ts'
import { loadNetwork } from '../model/load.ts'
import { formatCommit } from '../report/format.ts'
import { sha256Of } from '../sha256.ts'
import type { Git, GitFile } from './git.ts'
import { type LfsPointer, lfsPointerText, parseLfsPointer } from './lfs-pointer.ts'
import type { ConfigContent } from './read-config.ts'

/** Which commit to compare with. */
export interface BaseRevision {
  /** Full id of the commit that the baseline is named after. */
  readonly commit: string
  /** What follows "compared with". */
  readonly name: string
  /**
   * Full id of the commit whose files are read, where that is another one: the parent of a test merge has what the base
   * branch changed since the merge base, which is not this change's doing.
   */
  readonly files?: string | undefined
}

/**
 * How a report names the merge base with a revision, which may be the revision's own commit.
 * @param other the commit of `revision`
 */
export function nameOfMergeBase(base: string, other: string, revision: string): string {
  return `${formatCommit(base)}, ${base === other ? 'which is' : 'the merge base with'} ${revision}`
}

/** Blobs of Git LFS pointers are smaller than this. */
const smallBytes = 1_024

/**
 * The models of a commit that today's config matches, read from git's objects. Contents are told apart by the ids of
 * their blobs, so that only models that changed are read.
 * @throws PreciousError `git/unknown-revision` where the commit is not here
 */
export async function gitBaseline(
  git: Git,
  { commit, name, files: filesCommit = commit }: BaseRevision,
  config: ResolvedConfig,
  configContent: ConfigContent | undefined,
): Promise<Baseline> {
  const files = await filesFor(git, filesCommit, config)
  const isMatched = config.models.map(({ match }) => globMatcher(match))
  const models = new Map<string, BaselineModel>()
  for (const [path, file] of files) {
    if (isMatched.some((matches) => matches(path))) models.set(path, await modelOf(git, path, file))
  }
  const base = filesCommit === commit ? files : await filesFor(git, commit, config)
  const moved = [...models.keys()].filter((path) => base.get(path)?.id !== files.get(path)?.id).sort()
  return {
    name,
    commit,
    models,
    remarks: [...remarksOnConfig(git, files, configContent), ...remarksOnMoved(moved)],
    contentIdsOf: (bytes, sha256) => {
      const pointer = lfsPointerText({ sha256, bytes: bytes.length })
      return [gitId(git.blobIdOf(bytes)), gitId(git.blobIdOf(encode(pointer))), lfsId(sha256)]
    },
  }
}

/** Files by path relative to the config's folder. Entries may match some above it, where projects share models. */
async function filesFor(
  git: Git,
  commit: string,
  { directory, models }: ResolvedConfig,
): Promise<ReadonlyMap<string, GitFile>> {
  const isBelow = models.every(({ match }) => match.every((glob) => !normaliseGlob(glob).startsWith('../')))
  if (isBelow) return await git.filesAt(commit, directory)
  const [files, from] = [await git.filesAt(commit, git.root), await realpath(directory)]
  return new Map([...files].map(([path, file]) => [relative(from, join(git.root, path)).split(sep).join('/'), file]))
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function gitId(id: string): string {
  return `git:${id}`
}

function lfsId(sha256: string): string {
  return `sha256:${sha256}`
}

async function modelOf(git: Git, path: string, { id, bytes }: GitFile): Promise<BaselineModel> {
  const pointer = bytes >= 0 && bytes < smallBytes ? parseLfsPointer(await git.readBlob(id)) : undefined
  const read = async (): Promise<Uint8Array> => {
    if (pointer !== undefined) return await readLfs(git, path, pointer)
    const blob = await git.readBlob(id)
    // In a partial clone sizes are not known before contents are read.
    const late = parseLfsPointer(blob)
    return late === undefined ? blob : await readLfs(git, path, late)
  }
  let loaded: Promise<BaselineContent> | undefined
  return {
    contentId: pointer === undefined ? gitId(id) : lfsId(pointer.sha256),
    load: () => {
      loaded ??= read().then((content) => contentOf(content, path))
      return loaded
    },
  }
}

function contentOf(bytes: Uint8Array, path: string): BaselineContent {
  try {
    const { properties, totals, operators } = analyse(loadNetwork(bytes))
    return { sha256: sha256Of(bytes), properties, cpuOperators: totals.cpuOperators, operators }
  } catch (error) {
    throw error instanceof PreciousError ? placed(error, path) : error
  }
}

async function readLfs(git: Git, path: string, { sha256, bytes }: LfsPointer): Promise<Uint8Array> {
  const content = await git.readLfsObject(sha256)
  if (content !== undefined) return content
  throw new PreciousError('git/missing-object', {
    what: `it is kept by Git LFS, and its object ${sha256.slice(0, 12)} of ${bytes} bytes was not fetched`,
    hint: 'Run "git lfs fetch" for that commit before the check',
    where: path,
  })
}

function remarksOnConfig(git: Git, files: ReadonlyMap<string, GitFile>, config: ConfigContent | undefined): string[] {
  if (config === undefined) return []
  const file = files.get(basename(config.name))
  if (file === undefined) return [`The baseline has no ${config.name}: its models are judged by today's budgets.`]
  // In a package.json much else changes.
  if (config.name === 'package.json') return []
  // Git may have turned line ends to those of Windows on the way out.
  const texts = [config.text, config.text.replaceAll('\r\n', '\n')]
  if (texts.some((text) => file.id === git.blobIdOf(encode(text)))) return []
  return [`${config.name} differs from the baseline's: both are judged by today's budgets.`]
}

function remarksOnMoved(paths: readonly string[]): string[] {
  if (paths.length === 0) return []
  const named = paths.slice(0, movedNamed).join(', ')
  const more = paths.length > movedNamed ? ` and ${paths.length - movedNamed} more` : ''
  return [`The base branch has changed ${named}${more} since then; that is not counted here.`]
}

const movedNamed = 5
