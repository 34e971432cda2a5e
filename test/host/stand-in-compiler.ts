import { chmodSync, existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { folderWith } from './temporary.ts'

/** A script that takes the place of the vendor's compiler: no test runs the real one. */
export interface StandIn {
  /** Its path. */
  readonly compiler: string
  /** The folder that it lies in, which is no part of what is compiled. */
  readonly folder: string
  /** How often it ran. */
  runs(): number
  /** What it wrote into a file beside itself. */
  wrote(name: string): string
}

/** @param script for `sh`; `$here` is the folder of the stand-in */
export function standIn(script: string, { mode = 0o755 }: { readonly mode?: number } = {}): StandIn {
  const folder = folderWith()
  const compiler = join(folder, 'edgetpu_compiler')
  const log = join(folder, 'runs')
  writeFileSync(compiler, `#!/bin/sh\nhere='${folder}'\necho run >> "$here/runs"\n${script}\n`)
  chmodSync(compiler, mode)
  // Long ago, so that its stamp tells it.
  const time = new Date(Date.UTC(2024, 0, 1))
  utimesSync(compiler, time, time)
  return {
    compiler,
    folder,
    runs: () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').length - 1 : 0),
    wrote: (name) => readFileSync(join(folder, name), 'utf8'),
  }
}

/** Prints a text as it is. */
export function printing(text: string): string {
  return `cat <<'END_OF_LOG'\n${text}\nEND_OF_LOG`
}

/** Prints a log and writes what would be the compiled model. */
export function compiling(log: string, compiled = 'compiled'): string {
  return `${printing(log)}\nprintf '%s' '${compiled}' > compiled/model_edgetpu.tflite`
}

/** A stand-in that prints a log and gives a compiled model that was made before. */
export function standInGiving(compiled: Uint8Array, log: string): StandIn {
  const made = standIn(`${printing(log)}\ncp "$here/made.tflite" compiled/model_edgetpu.tflite`)
  writeFileSync(join(made.folder, 'made.tflite'), compiled)
  return made
}

/** A folder for temporary files of its own, to see what is left in it. */
export function temporaryFiles(): string {
  const folder = join(folderWith(), 'tmp')
  mkdirSync(folder)
  vi.stubEnv('TMPDIR', folder)
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  return folder
}
