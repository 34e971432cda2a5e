import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Real models and data that are kept beside the project, never in it. */
const folder = process.env['PRECIOUS_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url))

/** Where a shared file would be, whether or not it is there. */
export function sharedFile(...parts: string[]): string {
  return join(folder, ...parts)
}

export function hasShared(): boolean {
  return existsSync(sharedFile('models'))
}

/** The shared models, or none. */
export function sharedModels(): { readonly name: string; readonly bytes: Uint8Array }[] {
  if (!hasShared()) return []
  return readdirSync(sharedFile('models'))
    .filter((name) => name.endsWith('.tflite'))
    .sort()
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(sharedFile('models', name))) }))
}
