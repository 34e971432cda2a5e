import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { PreciousError } from '../errors.ts'
import { ByteStream } from './byte-stream.ts'
import { complaintOf, exitOf, type GitPlace, startFailure } from './git-process.ts'

export interface GitObject {
  readonly type: string
  readonly content: Uint8Array
}

/** A `git cat-file --batch` at work. */
interface Helper {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>
  readonly stdout: ByteStream
  /** Its exit code, or why it did not start. */
  readonly ended: Promise<number | { readonly cause: unknown }>
  /** The last that it wrote to stderr. */
  complaint: string
}

/** As for files: Node holds no more in one piece, and no Edge TPU model comes near. */
const largestObject = 2 ** 31 - 1

/** What is kept of the texts of a helper that runs for long. */
const keptComplaint = 4_096

/** An object's full name in a SHA-1 or SHA-256 repository. */
const objectId = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/

export function isObjectId(text: string): boolean {
  return objectId.test(text)
}

/**
 * Reads objects one after the other through one process: starting git for each would take longer than reading it.
 * The process starts with the first read and ends with {@link close}.
 */
export class ObjectReader {
  private readonly place: GitPlace
  private readonly largestBytes: number
  private helper: Helper | undefined
  private last: Promise<unknown> = Promise.resolve()

  constructor(place: GitPlace, largestBytes: number = largestObject) {
    this.place = place
    this.largestBytes = largestBytes
  }

  /** @throws PreciousError `git/missing-object`, or `model/unreadable` where it is too large */
  read(id: string): Promise<GitObject> {
    const result = this.last.then(() => this.readNow(id))
    this.last = result.catch(() => undefined)
    return result
  }

  async close(): Promise<void> {
    await this.last
    const { helper } = this
    this.helper = undefined
    helper?.child.stdin.end()
    await helper?.ended
  }

  private async readNow(id: string): Promise<GitObject> {
    if (!isObjectId(id)) throw missing(id)
    this.helper ??= start(this.place)
    const { helper } = this
    helper.child.stdin.write(`${id}\n`)
    const header = await helper.stdout.line()
    const [, type, size] = /^[0-9a-f]+ ([a-z]+) (\d+)$/.exec(header ?? '') ?? []
    if (type === undefined || size === undefined) {
      if (header !== undefined) throw missing(id)
      throw await this.failure(helper, id)
    }
    const bytes = Number(size)
    if (bytes > this.largestBytes) {
      // What comes now is not worth waiting for.
      this.helper = undefined
      helper.child.kill()
      helper.child.stdout.destroy()
      throw tooLarge(id, bytes)
    }
    const content = await helper.stdout.exactly(bytes)
    const end = await helper.stdout.exactly(1)
    if (content === undefined || end === undefined) throw await this.failure(helper, id)
    return { type, content }
  }

  /** Why a helper ended without an answer; the next read starts another one. */
  private async failure(helper: Helper, id: string): Promise<PreciousError> {
    this.helper = undefined
    const ended = await helper.ended
    if (typeof ended === 'object') return await startFailure(ended.cause, this.place.cwd)
    const complaint = complaintOf(helper.complaint) ?? `it ended with code ${ended}`
    const isFromRemote = /promisor|could not fetch/i.test(helper.complaint)
    return new PreciousError('git/missing-object', {
      what: `git cannot read the object ${id}: ${complaint}`,
      hint: isFromRemote ? fetchHint : 'Look for damage with git fsck, and fetch what is broken or missing again',
    })
  }
}

function start({ cwd, env }: GitPlace): Helper {
  const child = spawn('git', ['cat-file', '--batch'], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true })
  const ended = exitOf(child).catch((cause: unknown) => ({ cause }))
  const helper: Helper = { child, stdout: new ByteStream(child.stdout), ended, complaint: '' }
  child.stderr.on('data', (chunk: Buffer) => {
    helper.complaint = (helper.complaint + chunk.toString()).slice(-keptComplaint)
  })
  // A helper that died is noticed by its missing answer.
  child.stdin.on('error', () => undefined)
  return helper
}

const fetchHint =
  'This clone leaves contents to its remote: check that the remote can be reached, or fetch them all with ' +
  'git fetch --refetch --no-filter'

function missing(id: string): PreciousError {
  return new PreciousError('git/missing-object', {
    what: `the repository has no object "${id}"`,
    hint: 'Fetch the commit that it belongs to, for instance with git fetch origin <commit>',
  })
}

function tooLarge(id: string, bytes: number): PreciousError {
  return new PreciousError('model/unreadable', {
    what: `the object ${id} has ${(bytes / 1024 ** 3).toFixed(1)} GiB, but a TFLite model has less than 2 GiB`,
    hint: 'Check that this is the file you mean',
  })
}
