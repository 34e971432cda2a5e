import type { GitCommit, GitFile } from './git.ts'

/** `<mode> <type> <id> [<size>]\t<path>`; git pads sizes on the left, and writes BAD where the object is not there. */
const treeEntry = /^(?<mode>\d+) blob (?<id>[0-9a-f]+)(?: +(?:(?<bytes>\d+)|BAD))?\t(?<path>.+)$/s

/** Links are blobs too: they hold the path that they lead to. */
const linkMode = '120000'

/**
 * The files in what `git ls-tree -r -z [-l]` printed.
 * @param folder with a slash at its end, or empty; taken off the paths
 */
export function parseTree(output: string, folder: string): ReadonlyMap<string, GitFile> {
  const files = new Map<string, GitFile>()
  for (const entry of output.split('\0')) {
    const { mode, id, bytes, path } = treeEntry.exec(entry)?.groups ?? {}
    if (id === undefined || path === undefined || mode === linkMode || !path.startsWith(folder)) continue
    files.set(path.slice(folder.length), { id, bytes: bytes === undefined ? unknownBytes : Number(bytes) })
  }
  return files
}

/** See {@link GitFile.bytes}. */
const unknownBytes = -1

/** The format that {@link parseLog} reads. */
export const logFormat = '--format=%H%x00%ct%x00%s'

/** The commits in what `git log -z` printed in {@link logFormat}. */
export function parseLog(output: string): readonly GitCommit[] {
  const fields = output.split('\0')
  const commits: GitCommit[] = []
  for (let index = 0; index + 2 < fields.length; index += 3) {
    const [id = '', seconds = '', subject = ''] = fields.slice(index, index + 3)
    commits.push({ id, committedAt: isoOf(Number(seconds)), subject })
  }
  return commits
}

/** The last second that a date can hold, about the year 275760. */
const lastSecond = 8.64e12

/** Nothing keeps a commit from naming a time beyond all dates. */
function isoOf(seconds: number): string {
  return new Date(Math.min(seconds, lastSecond) * 1_000).toISOString().replace('.000Z', 'Z')
}

/** The parents that a commit's text names. */
export function parseParents(content: Uint8Array): readonly string[] {
  const [header = ''] = new TextDecoder().decode(content).split('\n\n')
  return header.split('\n').flatMap((line) => /^parent ([0-9a-f]+)$/.exec(line)?.[1] ?? [])
}
