import { join, resolve } from 'node:path'
import { PreciousError } from '../errors.ts'
import { sha256Of } from '../sha256.ts'
import { nodeFiles } from './files.ts'

/**
 * Where Git LFS keeps the objects it fetched.
 * @param commonFolder the git folder that all work trees share, absolute
 * @param storage the config value `lfs.storage`, which may be relative to that folder
 */
export function lfsFolder(commonFolder: string, storage: string | undefined): string {
  return join(resolve(commonFolder, storage ?? 'lfs'), 'objects')
}

/** An object's content by its SHA-256; undefined where it was not fetched or is damaged. */
export async function readLfsObject(folder: string, sha256: string): Promise<Uint8Array | undefined> {
  if (!/^[0-9a-f]{64}$/.test(sha256)) return undefined
  const path = join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256)
  const bytes = await nodeFiles.readFile(path).catch((error: unknown) => {
    if (error instanceof PreciousError && error.code === 'model/missing') return undefined
    throw error
  })
  return bytes !== undefined && sha256Of(bytes) === sha256 ? bytes : undefined
}
