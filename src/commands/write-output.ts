import { resolve } from 'node:path'
import { placed, PreciousError } from '../errors.ts'
import { type FileData, nodeFiles } from '../host/files.ts'
import type { Terminal } from './terminal.ts'

/**
 * Writes a file that the user asked for, whole or not at all.
 * @param path as the user named it, relative to the working directory
 * @throws PreciousError `output/unwritable`, and what comes from the data
 */
export async function writeOutput(path: string, data: FileData, { cwd }: Pick<Terminal, 'cwd'>): Promise<void> {
  await nodeFiles.writeFileAtomically(resolve(cwd, path), data).catch((error: unknown) => {
    throw error instanceof PreciousError && error.code === 'output/unwritable' ? placed(error, path) : error
  })
}
