import { join } from 'node:path'
import { explainFailure } from '../compiler-log/explain-failure.ts'
import { parseCompilerLog } from '../compiler-log/parse.ts'
import { compileModel, compilerUsage, type CompileRequest, type CompilerRun } from '../host/edgetpu-compiler.ts'
import { sha256Of } from '../sha256.ts'
import { stampOf } from './stamp.ts'
import { Store } from './store.ts'

/** What is kept of a run; the log is read again, since a later version may read more in it. */
interface Entry {
  readonly text: string
  /** In base64; null where the compiler refused the model. */
  readonly compiled: string | null
}

/**
 * Larger results are not kept at all and compiled anew: half a result would make the second run differ from the first.
 * Models for an accelerator with 8 MiB of memory rarely come near.
 */
const largestKeptBytes = 16 * 1_024 * 1_024

/** With the largest of them this is a gigabyte, all others are far smaller. */
const mostKept = 50

/** Compilations have a folder of their own in the cache, since they are few and large. @param cacheFolder absolute */
export function compilationStore(cacheFolder: string): Store {
  return new Store(join(cacheFolder, 'compiled'), mostKept)
}

/**
 * Compiles models and remembers the results by the content of the model and the program: its path, size, time and inode
 * stand for its version. Failures that are known to pass at times are tried again, and a program that was installed a
 * moment ago is not relied on.
 * @param store undefined remembers nothing
 */
export function rememberCompilations(store: Store | undefined): (request: CompileRequest) => Promise<CompilerRun> {
  if (store === undefined) return compileModel
  return async (request) => {
    request.signal?.throwIfAborted()
    const stamp = await stampOf(request.compiler, Date.now())
    if (stamp === undefined) return await compileModel(request)
    const program = `${request.compiler} ${stamp.size} ${stamp.mtimeNs} ${stamp.inode}`
    const key = `compilation ${sha256Of(request.bytes)} ${compilerUsage} ${program}`
    const kept = await store.read(key)
    if (isEntry(kept)) return runOf(kept)
    const run = await compileModel(request)
    if (isWorthKeeping(run)) await store.write(key, entryOf(run))
    return run
  }
}

function isWorthKeeping({ log, compiled }: CompilerRun): boolean {
  if (compiled !== undefined) return compiled.length <= largestKeptBytes
  return log.kind === 'failed' && !explainFailure(log).mayPassLater
}

function entryOf({ text, compiled }: CompilerRun): Entry {
  return { text, compiled: compiled === undefined ? null : Buffer.from(compiled).toString('base64') }
}

function runOf({ text, compiled }: Entry): CompilerRun {
  const bytes = compiled === null ? undefined : new Uint8Array(Buffer.from(compiled, 'base64'))
  return { text, log: parseCompilerLog(text), compiled: bytes }
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null || !('text' in value) || !('compiled' in value)) return false
  return typeof value.text === 'string' && (value.compiled === null || typeof value.compiled === 'string')
}
