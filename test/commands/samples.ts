import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Manifest } from '../../src/sample/manifest.ts'
import { sha256Of } from '../../src/sha256.ts'
import { smallSpace } from '../support/random-networks.ts'
import { type Ended, precious } from './captured.ts'

/** A small space as a file to put into a folder. */
export const spaceFile: Readonly<Record<string, string>> = { 'space.json': JSON.stringify(smallSpace()) }

/** Writes networks of the space in `space.json` to the folder `out`. */
export function sample(cwd: string, count: number, args: readonly string[] = [], signal?: AbortSignal): Promise<Ended> {
  const options = ['--count', String(count), '--space', 'space.json', '--out', 'out', ...args]
  return precious(['generate', ...options], { cwd, ...(signal !== undefined && { signal }) })
}

export function manifestIn(cwd: string): Manifest {
  return JSON.parse(readFileSync(join(cwd, 'out/manifest.json'), 'utf8'))
}

/** Hashes of all files of the sample. */
export function contentsOf(cwd: string): Readonly<Record<string, string>> {
  const names = readdirSync(join(cwd, 'out')).toSorted()
  return Object.fromEntries(names.map((name) => [name, sha256Of(readFileSync(join(cwd, 'out', name)))]))
}
