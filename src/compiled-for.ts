import type { Compile } from './as-compiled.ts'
import type { CompileMode } from './budget/compile-mode.ts'
import { compilationStore, rememberCompilations } from './cache/compilations.ts'
import { cacheFolderIfInstalled } from './cache/folder.ts'
import type { Store } from './cache/store.ts'
import { PreciousError } from './errors.ts'
import type { CompilerRun } from './host/edgetpu-compiler.ts'
import { compilerMissing, findCompiler } from './host/find-compiler.ts'
import type { Environment } from './host/git-process.ts'

/** A plain model: what is compiled already is not for the compiler. */
export interface PlainModel {
  /** Its path as users know it. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** What compiling needs of the outside. */
export interface CompilePorts {
  readonly env: Environment
  /** Where results outlive the process, see `compilationStore`; undefined compiles every time. */
  readonly store: Store | undefined
  /** Told in the mode `auto` of a compiler that is there but does not do; the run goes on without it. */
  readonly onProblem: (problem: PreciousError) => void
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** What a run compiles its models with. */
export interface CompilerRequest extends Pick<CompilePorts, 'env' | 'onProblem'> {
  /** The folder of the project, absolute: results are remembered where its packages are installed. */
  readonly directory: string
}

/**
 * What compiles the models of a run; undefined in the mode `never`. Problems in the mode `auto` are told of the first
 * model that each kind concerns, and not of all.
 */
export function compilerFor(mode: CompileMode, { env, directory, onProblem }: CompilerRequest): Compile | undefined {
  if (mode === 'never') return undefined
  const told = new Set<string>()
  const tellOnce = (problem: PreciousError): void => {
    if (!told.has(problem.code)) onProblem(problem)
    told.add(problem.code)
  }
  let store: Promise<Store | undefined> | undefined
  return async (name, bytes, signal) => {
    store ??= storeFor(directory)
    return await compiledFor({ name, bytes }, mode, { env, store: await store, onProblem: tellOnce, signal })
  }
}

async function storeFor(directory: string): Promise<Store | undefined> {
  const folder = await cacheFolderIfInstalled(directory)
  return folder === undefined ? undefined : compilationStore(folder)
}

/**
 * What the vendor's compiler makes of a model. That it refuses the model is in the result's log and no error, in any
 * mode.
 * @returns undefined where it is not used: always in the mode `never`, in `auto` where it is not installed or does not
 * do
 * @throws PreciousError in the mode `require`: `compiler/missing`, `compiler/unusable`, `compiler/timeout`,
 * `compiler/crashed`; or the reason of `signal`
 */
export async function compiledFor(
  model: PlainModel,
  mode: CompileMode,
  ports: CompilePorts,
): Promise<CompilerRun | undefined> {
  if (mode === 'never') return undefined
  try {
    return await compileWithInstalled(model, mode, ports)
  } catch (error) {
    if (mode === 'require' || !(error instanceof PreciousError)) throw error
    ports.onProblem(error)
    return undefined
  }
}

async function compileWithInstalled(
  { name, bytes }: PlainModel,
  mode: CompileMode,
  { env, store, timeoutMs, signal }: CompilePorts,
): Promise<CompilerRun | undefined> {
  const compiler = await findCompiler(env)
  if (compiler !== undefined) {
    return await rememberCompilations(store)({ compiler, bytes, name, timeoutMs, signal, env })
  }
  if (mode === 'require') throw compilerMissing(name)
  return undefined
}
