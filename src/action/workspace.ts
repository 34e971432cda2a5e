import { stat } from 'node:fs/promises'
import { PreciousError } from '../errors.ts'
import { type Git, openGit } from '../host/git.ts'
import type { UnavailableBaseline } from '../report/report.ts'

/**
 * The folder to work in has to be there, or a config would be looked for and found above it.
 * @throws PreciousError `usage/invalid`
 */
export async function mustBeFolder(path: string, given: string): Promise<void> {
  if (await stat(path).then((found) => found.isDirectory(), () => false)) return
  throw new PreciousError('usage/invalid', {
    what: `there is no folder "${given}"`,
    hint: 'Check the path, which is relative to the workspace, and that actions/checkout ran before',
    where: 'input "working-directory"',
  })
}

/** The repository of the workspace, or why there is none to compare with. Models are judged all the same. */
export async function openRepository(directory: string, env: NodeJS.ProcessEnv): Promise<Git | UnavailableBaseline> {
  try {
    const git = await openGit(directory, { env })
    return git ?? { state: 'unavailable', reason: 'The workspace is no git repository.' }
  } catch (error) {
    if (!(error instanceof PreciousError) || error.code !== 'git/unavailable') throw error
    const { what, hint } = error
    return { state: 'unavailable', reason: `${what.slice(0, 1).toUpperCase()}${what.slice(1)}. ${hint}.` }
  }
}
