import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sharedModels } from '../test/support/shared-files.ts'
import { median } from './support/median.ts'

/**
 * What a cold `precious inspect` on a compiled model takes, against the plain model that it was made of, padded to the
 * same size: medians of runs in turn, of the clock and of the processor. The latter are compared, which other programs
 * disturb little. Exits with 1 where one takes more than 1.1 times as much. Needs a build and the shared models, and
 * says so where these are absent.
 */
const runs = 21
const limit = 1.1
const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

interface Pair {
  readonly name: string
  readonly plain: Uint8Array
  readonly compiled: Uint8Array
}

function main(): number {
  if (!existsSync(cli)) throw new Error('there is no build: run "npm run build" first')
  const pairs = pairsOf(new Map(sharedModels().map(({ name, bytes }) => [name, bytes])))
  if (pairs.length === 0) {
    console.log('skipped: the models need the folder that PRECIOUS_SHARED names')
    return 0
  }
  const folder = mkdtempSync(join(tmpdir(), 'precious-inspect-compiled-'))
  try {
    console.log(`precious inspect, compiled against plain of the same size, medians of ${runs} cold runs in turn`)
    const slow = pairs.filter((pair) => measure(pair, folder) > limit)
    console.log(`  limit: ${limit} x${slow.length > 0 ? ' EXCEEDED' : ''}`)
    return slow.length > 0 ? 1 : 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function pairsOf(models: ReadonlyMap<string, Uint8Array>): readonly Pair[] {
  return [...models].flatMap(([file, plain]) => {
    const name = file.replace(/\.tflite$/, '')
    const compiled = models.get(`${name}_edgetpu.tflite`)
    if (compiled === undefined) return []
    const size = Math.max(plain.length, compiled.length)
    return [{ name, plain: padded(plain, size), compiled: padded(compiled, size) }]
  })
}

/** What lies behind a model is read and hashed like the rest, and means nothing. */
function padded(bytes: Uint8Array, size: number): Uint8Array {
  const room = new Uint8Array(size)
  room.set(bytes)
  return room
}

interface Run {
  readonly clockMs: number
  readonly processorMs: number
}

/** Gives how many times as much the compiled one takes. */
function measure({ name, plain, compiled }: Pair, folder: string): number {
  const results: Record<'plain' | 'compiled', Run[]> = { plain: [], compiled: [] }
  writeFileSync(join(folder, 'plain.tflite'), plain)
  writeFileSync(join(folder, 'compiled.tflite'), compiled)
  for (let run = -1; run < runs; run++) {
    // Whichever comes first must not matter.
    for (const which of run % 2 === 0 ? (['plain', 'compiled'] as const) : (['compiled', 'plain'] as const)) {
      const result = inspect(`${which}.tflite`, folder)
      // The first round warms the file cache.
      if (run >= 0) results[which].push(result)
    }
  }
  const [before, after] = [medianOf(results.plain), medianOf(results.compiled)]
  const ratio = after.processorMs / before.processorMs
  const size = `${(plain.length / 1e6).toFixed(2)} MB`
  const clock = `clock ${shown(after.clockMs)} against ${shown(before.clockMs)}`
  const processor = `processor ${shown(after.processorMs)} against ${shown(before.processorMs)}`
  console.log(`  ${name.padEnd(52)} ${size.padStart(8)}  ${clock}, ${processor}  ${ratio.toFixed(2)} x`)
  return ratio
}

function medianOf(list: readonly Run[]): Run {
  return {
    clockMs: median(list.map(({ clockMs }) => clockMs)),
    processorMs: median(list.map(({ processorMs }) => processorMs)),
  }
}

function shown(ms: number): string {
  return `${ms.toFixed(1)} ms`
}

/** Loaded before the program: tells on the error output, at the end, how long the processor was busy. */
const meter =
  'data:text/javascript,process.on("exit",()=>{const{user,system}=process.cpuUsage();' +
  'process.stderr.write(String((user+system)/1000))})'

function inspect(file: string, cwd: string): Run {
  const start = performance.now()
  const args = ['--import', meter, cli, 'inspect', file]
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
  const clockMs = performance.now() - start
  if (status !== 0) throw new Error(`inspect of ${file} ended with ${status}: ${stderr}`)
  return { clockMs, processorMs: Number(stderr) }
}

process.exitCode = main()
