import { access, constants, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import { PreciousError } from '../errors.ts'
import type { Environment } from './git-process.ts'

/** What the vendor calls its compiler. */
const compilerName = 'edgetpu_compiler'

/** Names the compiler where it is not in the PATH: its path, or a name to look for there. */
export const compilerVariable = 'EDGETPU_COMPILER'

/**
 * The vendor's compiler, where it is installed. Folders of the PATH that are relative are left out: they would run what
 * lies in the project that is looked at.
 * @returns its absolute path; undefined where there is none
 * @throws PreciousError `compiler/missing` where `EDGETPU_COMPILER` names one that is not there
 */
export async function findCompiler(env: Environment): Promise<string | undefined> {
  const named = env[compilerVariable]?.trim() ?? ''
  if (named === '') return await findInPath(compilerName, env)
  const found = /[/\\]/.test(named) ? await existing(resolve(named)) : await findInPath(named, env)
  if (found !== undefined) return found
  throw new PreciousError('compiler/missing', {
    what: `it names "${named}", and there is no such program`,
    hint: `Set ${compilerVariable} to the path of ${compilerName}, or remove it`,
    where: compilerVariable,
  })
}

/** That there is none, where one is required. */
export function compilerMissing(where: string): PreciousError {
  return new PreciousError('compiler/missing', {
    what: `${compilerName} is required, but is not in the PATH`,
    hint:
      'Install it (https://coral.ai/docs/edgetpu/compiler, for x86-64 Debian Linux), name it by ' +
      `${compilerVariable}, or set compile to "auto" or "never"`,
    where,
  })
}

async function findInPath(name: string, env: Environment): Promise<string | undefined> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(isAbsolute)
  const candidates = await Promise.all(folders.map((folder) => existing(join(folder, name))))
  const found = candidates.filter((path) => path !== undefined)
  const runnable = await Promise.all(found.map(isRunnable))
  // One that may not be run is still told of when it is run, which says more than that there is none.
  return found.find((_, index) => runnable[index]) ?? found[0]
}

async function existing(path: string): Promise<string | undefined> {
  return await stat(path).then((found) => (found.isFile() ? path : undefined), () => undefined)
}

async function isRunnable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(() => true, () => false)
}
