import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { CompilerLog } from '../compiler-log/compiler-log.ts'
import { linesOf } from '../compiler-log/log-lines.ts'
import { parseCompilerLog } from '../compiler-log/parse.ts'
import { PreciousError } from '../errors.ts'
import { crashed, startFailure, tookTooLong } from './compiler-errors.ts'
import { nodeFiles } from './files.ts'
import type { Environment } from './git-process.ts'
import { type LimitedRun, runLimited } from './limited-process.ts'
import { inTemporaryFolder } from './temporary-folder.ts'

/** What to compile, and by what. */
export interface CompileRequest {
  /** Path of the program. */
  readonly compiler: string
  /** A plain model: the compiler does not take what is compiled already. */
  readonly bytes: Uint8Array
  /** The model's path as users know it, for messages. */
  readonly name: string
  /** @default 200 s, more than the 180 s that compiler 16 gives itself, so that it can say so */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** @default the environment of this process */
  readonly env?: Environment | undefined
}

/** How a compilation ended: with a compiled model, or with the compiler's refusal. */
export interface CompilerRun {
  /** All that the compiler printed. It is given `model.tflite`, whatever the file is called. */
  readonly text: string
  readonly log: CompilerLog
  /** The compiled model; undefined where the compiler refused the model, which `log` says. */
  readonly compiled: Uint8Array | undefined
}

const usualTimeoutMs = 200_000

/** A log has some kilobytes. */
const mostCharacters = 1_000_000

const inputFile = 'model.tflite'
const outputFolder = 'compiled'
const outputFile = 'model_edgetpu.tflite'

/** Names in the new folder, not paths: what the log says is then the same every time. `-s` prints the operators. */
const compilerArguments = ['-s', '-o', outputFolder, inputFile] as const

/** What decides the outcome besides the model and the program. */
export const compilerUsage: string = compilerArguments.join(' ')

/**
 * Compiles a model in a temporary folder. A model that the compiler refuses is no error: `log` says why.
 * @throws PreciousError `compiler/missing`, `compiler/unusable`, `compiler/timeout` or `compiler/crashed`; or the
 * reason of `signal`
 */
export async function compileModel(request: CompileRequest): Promise<CompilerRun> {
  request.signal?.throwIfAborted()
  return await inTemporaryFolder(async (folder) => {
    await nodeFiles.writeFileAtomically(join(folder, inputFile), request.bytes)
    await mkdir(join(folder, outputFolder))
    const ended = mustHaveEnded(await start(request, folder), request)
    const { text } = ended
    const log = parseCompilerLog(text)
    if (log.kind === 'failed') return { text, log, compiled: undefined }
    const compiled = await readCompiled(join(folder, outputFolder, outputFile))
    mustHaveSucceeded(ended, compiled, request)
    return { text, log, compiled }
  })
}

async function start(request: CompileRequest, folder: string): Promise<LimitedRun> {
  const { compiler, timeoutMs = usualTimeoutMs, signal, env = process.env } = request
  const program = resolve(compiler)
  const limits = { cwd: folder, env: { ...env, LC_ALL: 'C' }, timeoutMs, mostCharacters, signal }
  try {
    return await runLimited(program, compilerArguments, limits)
  } catch (error) {
    signal?.throwIfAborted()
    throw startFailure(error, program)
  }
}

interface Ended {
  readonly text: string
  readonly code: number
}

function mustHaveEnded(run: LimitedRun, { name, timeoutMs = usualTimeoutMs }: CompileRequest): Ended {
  switch (run.ended) {
    case 'exit':
      return run
    case 'time-limit':
      throw tookTooLong(name, timeoutMs)
    case 'output-limit':
      throw crashed(name, `it printed more than ${mostCharacters} characters and was stopped`)
    case 'signal':
      throw crashed(name, `it was ended by ${run.name}${lastWords(run.text)}`)
  }
}

/** The compiler's word is not enough: a wrapper around it may fail, and a full disk takes its output. */
function mustHaveSucceeded({ text, code }: Ended, compiled: Uint8Array | undefined, { name }: CompileRequest): void {
  if (code !== 0) throw crashed(name, `it ended with exit code ${code}${lastWords(text)}`)
  if (compiled === undefined) throw crashed(name, `it ended without a compiled model${lastWords(text)}`)
}

/** The end of the output for a message, as far as it fits into one. */
function lastWords(text: string): string {
  const last = linesOf(text).at(-1)
  return last === undefined ? ' and printed nothing' : `; its last words were "${last.slice(0, 200)}"`
}

async function readCompiled(path: string): Promise<Uint8Array | undefined> {
  try {
    const bytes = await nodeFiles.readFile(path)
    return bytes.length === 0 ? undefined : bytes
  } catch (error) {
    if (error instanceof PreciousError && error.code === 'model/missing') return undefined
    throw error
  }
}
