import { type FileHandle, mkdir, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { alternativesOf, closedFoldersOf, globMatcher, isNegated } from '../budget/glob.ts'
import { type ErrorCode, PreciousError } from '../errors.ts'

/** The file system, as far as the tool needs it. */
export interface Files {
  /**
   * The whole of a model file.
   * @throws PreciousError `model/missing` or `model/unreadable`
   */
  readFile(path: string): Promise<Uint8Array>
  /**
   * The files that globs match, as sorted paths relative to `directory` with forward slashes. Globs that start with
   * `!` take files out; wildcards do not enter `node_modules` and `.git`, nor names that start with a point.
   */
  find(globs: readonly string[], directory: string): Promise<readonly string[]>
  /**
   * Writes a file so that readers see the old or the new content, never a part. Makes missing folders. Devices and
   * pipes such as `/dev/stdout` are written to in place.
   * @throws PreciousError `output/unwritable`
   */
  writeFileAtomically(path: string, data: FileData): Promise<void>
}

/** What a file is to hold, whole or as it comes; what the making of it throws is thrown on, and nothing is written. */
export type FileData = string | Uint8Array | AsyncIterable<string>

/** Node reads no larger file at once, and no Edge TPU model comes near. */
const largestFile = 2 ** 31 - 1

export const nodeFiles: Files = { readFile, find, writeFileAtomically }

/** A path as users are shown it: relative to `directory`, with forward slashes. */
export function showFile(path: string, directory: string): string {
  return withForwardSlashes(relative(directory, path)) || '.'
}

async function readFile(path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path)
    if (!found.isFile()) throw notAFile(path, found.isDirectory())
    if (found.size > largestFile) throw tooLarge(path, found.size)
    const handle = await open(path)
    try {
      return await readWhole(handle, found.size)
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw error instanceof PreciousError ? error : readFailure(path, error)
  }
}

/** Reads into one piece of memory of the file's size: `readFile` would hold large files twice. */
async function readWhole(handle: FileHandle, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size)
  let length = 0
  while (length < size) {
    const { bytesRead } = await handle.read(bytes, length, size - length, length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return bytes.subarray(0, length)
}

/** A text that the user names, and what to say where it cannot be read. */
export interface TextRequest {
  /** Its path as the user knows it. */
  readonly shown: string
  /** What it is, as in "this is a folder, not a report". */
  readonly what: string
  readonly code: ErrorCode
  /** What to do where it is not there or cannot be read. @default 'Check the path' */
  readonly hint?: string | undefined
}

export interface WholeTextRequest extends TextRequest {
  readonly largestBytes: number
}

/**
 * The whole of a text file that the user names.
 * @throws PreciousError of the code that was asked for
 */
export async function readText(path: string, request: WholeTextRequest): Promise<string> {
  const { largestBytes } = request
  const size = await mustBeFile(path, request)
  if (size > largestBytes) {
    const problem = `the file has ${size} bytes, but at most ${largestBytes} are read`
    throw textFailure(request, problem, 'Check that this is the file you mean')
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path))
  } catch (cause) {
    if (cause instanceof PreciousError) throw textFailure(request, cause.what, cause.hint, cause)
    const hint = 'Check that this is the file you mean, and write it as UTF-8'
    throw textFailure(request, 'the file is not UTF-8 text', hint, cause)
  }
}

/**
 * Makes sure that a text file is there.
 * @returns its bytes
 * @throws PreciousError of the code that was asked for
 */
export async function mustBeFile(path: string, request: TextRequest): Promise<number> {
  const found = await stat(path).catch((cause: unknown) => {
    throw unreadableText(request, cause)
  })
  if (found.isFile()) return found.size
  const kind = found.isDirectory() ? 'folder' : 'device or pipe'
  throw textFailure(request, `this is a ${kind}, not a ${request.what}`, 'Name a file')
}

/** The error for a text file that the system does not let be read. */
export function unreadableText(request: TextRequest, cause: unknown): PreciousError {
  const isMissing = codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR'
  const problem = isMissing ? 'there is no such file' : `it cannot be read (${codeOf(cause) ?? String(cause)})`
  return textFailure(request, problem, request.hint ?? 'Check the path', cause)
}

function textFailure({ shown, code }: TextRequest, what: string, hint: string, cause?: unknown): PreciousError {
  return new PreciousError(code, { what, hint, where: shown, cause })
}

function notAFile(path: string, isDirectory: boolean): PreciousError {
  const what = isDirectory ? 'this is a folder, not a model file' : 'this is a device or pipe, not a model file'
  const hint = isDirectory ? 'Name a file in it, or a glob such as "models/*.tflite"' : 'Name a .tflite file'
  return new PreciousError('model/unreadable', { what, hint, where: withForwardSlashes(path) })
}

function tooLarge(path: string, size: number): PreciousError {
  return new PreciousError('model/unreadable', {
    what: `the file has ${(size / 1024 ** 3).toFixed(1)} GiB, but a TFLite model has less than 2 GiB`,
    hint: 'Check that this is the file you mean',
    where: withForwardSlashes(path),
  })
}

function readFailure(path: string, cause: unknown): PreciousError {
  const code = codeOf(cause)
  const where = withForwardSlashes(path)
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const hint = 'Check the path, and that the step which makes or fetches the model ran before'
    return new PreciousError('model/missing', { what: 'there is no such file', hint, where, cause })
  }
  if (code === 'EACCES' || code === 'EPERM') {
    const hint = 'Give the user that runs this the right to read it'
    return new PreciousError('model/unreadable', { what: 'reading the file is not permitted', hint, where, cause })
  }
  const what = `the file cannot be read (${code ?? String(cause)})`
  return new PreciousError('model/unreadable', { what, hint: 'Check the file and its disk', where, cause })
}

async function find(globs: readonly string[], directory: string): Promise<readonly string[]> {
  const { glob } = await import('tinyglobby')
  // Without braces and what else glob libraries disagree on.
  const removed = globs.filter(isNegated).flatMap(alternativesOf)
  const found = new Set<string>()
  // Globs that name a closed folder are looked for apart, so that the others still do not enter it.
  for (const [closed, added] of groupByClosedFolders(globs.filter((pattern) => !isNegated(pattern)))) {
    const ignore = [...closed.map((folder) => `**/${folder}/**`), ...removed.map((pattern) => pattern.slice(1))]
    // Hidden folders are only worth a look where a glob names one.
    const dot = added.some((pattern) => /(?:^|\/)\.[^./]/.test(pattern))
    const paths = await glob(added, { cwd: directory, ignore, dot, expandDirectories: false })
    for (const path of paths) found.add(withForwardSlashes(path))
  }
  // The config's own matcher has the last word, so that both always agree.
  return [...found].filter(globMatcher(globs)).sort()
}

function groupByClosedFolders(globs: readonly string[]): readonly (readonly [readonly string[], string[]])[] {
  const groups = new Map<string, readonly [readonly string[], string[]]>()
  for (const pattern of globs) {
    const closed = closedFoldersOf(pattern)
    const name = closed.join('/')
    const group = groups.get(name) ?? [closed, []]
    group[1].push(...alternativesOf(pattern))
    groups.set(name, group)
  }
  return [...groups.values()]
}

async function writeFileAtomically(path: string, data: FileData): Promise<void> {
  try {
    const target = await writableTarget(path)
    if (target.inPlace) await writeFile(target.path, data)
    else await replaceFile(target.path, data)
  } catch (error) {
    // What has no code comes from what was to be written.
    throw error instanceof PreciousError || codeOf(error) === undefined ? error : writeFailure(path, error)
  }
}

/**
 * Creates a file, with missing folders, unless there is one: of several writers only one does.
 * @returns whether it did
 * @throws PreciousError `output/unwritable`
 */
export async function createFile(path: string, data: string): Promise<boolean> {
  try {
    await makeFolder(dirname(path))
    await writeFile(path, data, { flag: 'wx' })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw writeFailure(path, error)
  }
}

/** Follows links, so that a linked file is replaced and not the link. */
async function writableTarget(path: string): Promise<{ readonly path: string; readonly inPlace: boolean }> {
  const existing = await stat(path).catch(() => undefined)
  if (existing === undefined) return { path, inPlace: false }
  if (existing.isDirectory()) {
    throw new PreciousError('output/unwritable', {
      what: 'this is a folder, not a file',
      hint: 'Add a file name to the path',
      where: withForwardSlashes(path),
    })
  }
  return existing.isFile() ? { path: await realpath(path), inPlace: false } : { path, inPlace: true }
}

async function replaceFile(path: string, data: FileData): Promise<void> {
  await makeFolder(dirname(path))
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}-${process.hrtime.bigint()}.tmp`)
  try {
    await writeFile(temporary, data, { flag: 'wx' })
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
}

/** Unlike Node's recursive mkdir, this ends where the system takes no folders, as in /proc. */
async function makeFolder(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  })
  if (found !== undefined) return
  if (dirname(path) !== path) await makeFolder(dirname(path))
  await mkdir(path).catch((error: unknown) => {
    // Another writer may have been faster.
    if (codeOf(error) !== 'EEXIST') throw error
  })
}

const writeFailures: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  EACCES: ['writing to this folder is not permitted', 'Choose another folder, or give the right to write there'],
  EPERM: ['writing to this folder is not permitted', 'Choose another folder, or give the right to write there'],
  EROFS: ['the file system is read-only', 'Choose a folder on another one'],
  ENOSPC: ['the disk is full', 'Free some space'],
  ENOENT: ['the folder does not exist and cannot be made', 'Choose another folder'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'Choose another path'],
  EEXIST: ['a part of the path is a file, not a folder', 'Choose another path'],
}

function writeFailure(path: string, cause: unknown): PreciousError {
  const code = codeOf(cause)
  const [what, hint] = (code === undefined ? undefined : writeFailures[code]) ?? [
    `the file cannot be written (${code})`,
    'Choose another path',
  ]
  return new PreciousError('output/unwritable', { what, hint, where: withForwardSlashes(path), cause })
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

function withForwardSlashes(path: string): string {
  return process.platform === 'win32' ? path.replaceAll('\\', '/') : path
}
