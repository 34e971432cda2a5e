import type { Compile } from '../as-compiled.ts'
import type { CompileMode } from '../budget/compile-mode.ts'
import type { PreciousError } from '../errors.ts'
import type { Terminal } from './terminal.ts'

/**
 * What compiles the models of a command; loaded only where it is asked for.
 * @param directory of the project, absolute
 * @param problems takes what the run goes on without
 */
export async function openCompiler(
  mode: CompileMode,
  directory: string,
  { env }: Terminal,
  problems: PreciousError[],
): Promise<Compile | undefined> {
  if (mode === 'never') return undefined
  const { compilerFor } = await import('../compiled-for.ts')
  return compilerFor(mode, { env, directory, onProblem: (problem) => problems.push(problem) })
}
