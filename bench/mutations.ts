/**
 * Reads and analyses 10,000 damaged models, and reads 10,000 damaged compiled ones: prints how they ended, the slowest
 * one and the growth of memory. Fails on any error that is not a PreciousError, on a file that takes over a second, and
 * on memory beyond the largest file's size and 100 MB. Run: `npm run bench -- mutations`
 */
import fc from 'fast-check'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { analyse } from '../src/analysis/analyse.ts'
import { PreciousError } from '../src/errors.ts'
import { readExecutable } from '../src/model/edgetpu/executable.ts'
import { loadNetwork } from '../src/model/load.ts'
import { customOptionsOf } from '../test/support/compiled-models.ts'
import { compiledFiles, damagedFile } from '../test/support/damaged-compiled.ts'
import { mutated } from '../test/support/mutations.ts'
import { smallModels } from '../test/support/small-models.ts'

const runs = 10_000
const warmUpRuns = 1_000
/** The garbage of thousands of files is not what one of them causes. */
const runsPerCollection = 100
const seed = 20_261_123
const slowestAllowedMs = 1000
const memoryAllowedBytes = 100_000_000

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

interface Outcome {
  /** What came of it, or the code of the error. */
  readonly ending: string
  readonly elapsedMs: number
  readonly unexpected: unknown
}

/** Something to damage in a way that a number names, and what is then tried on it. */
interface Campaign<File extends { readonly name: string; readonly bytes: Uint8Array }> {
  readonly name: string
  readonly files: readonly File[]
  readonly damage: (file: File, seed: number, room: Uint8Array) => Uint8Array
  /** @returns what came of it, in a word or two */
  readonly read: (bytes: Uint8Array) => string
}

function attempt(read: (bytes: Uint8Array) => string, bytes: Uint8Array): Outcome {
  const start = performance.now()
  try {
    const ending = read(bytes)
    return { ending, elapsedMs: performance.now() - start, unexpected: undefined }
  } catch (error) {
    const elapsedMs = performance.now() - start
    return error instanceof PreciousError
      ? { ending: error.code, elapsedMs, unexpected: undefined }
      : { ending: 'unexpected', elapsedMs, unexpected: error }
  }
}

function damagesOf<File>(files: readonly File[], ofSeed: number, numRuns: number): [File, number][] {
  return fc.sample(fc.tuple(fc.constantFrom(...files), fc.nat()), { seed: ofSeed, numRuns })
}

/** @returns what went wrong, a line for each */
function run<File extends { readonly name: string; readonly bytes: Uint8Array }>(campaign: Campaign<File>): string[] {
  const { files, damage, read } = campaign
  const largest = Math.max(...files.map(({ bytes }) => bytes.length))
  const room = new Uint8Array(largest)
  // Compiled code and the heap's young generation reach their size first: they are not what a damaged file causes.
  for (const [file, seedOfFile] of damagesOf(files, seed + 1, warmUpRuns)) attempt(read, damage(file, seedOfFile, room))
  collectGarbage()
  const before = process.memoryUsage().rss
  const counts = new Map<string, number>()
  const failures: string[] = []
  let slowestMs = 0
  let growth = 0
  for (const [index, [file, seedOfFile]] of damagesOf(files, seed, runs).entries()) {
    if (index % runsPerCollection === 0) collectGarbage()
    const { ending, elapsedMs, unexpected } = attempt(read, damage(file, seedOfFile, room))
    counts.set(ending, (counts.get(ending) ?? 0) + 1)
    slowestMs = Math.max(slowestMs, elapsedMs)
    growth = Math.max(growth, process.memoryUsage().rss - before)
    if (unexpected !== undefined) failures.push(`${file.name}, damage ${seedOfFile}: ${String(unexpected)}`)
    if (elapsedMs > slowestAllowedMs) failures.push(`${file.name}, damage ${seedOfFile}: ${elapsedMs.toFixed(0)} ms`)
  }
  if (growth > largest + memoryAllowedBytes) failures.push(`${campaign.name}: memory grew by ${growth} bytes`)
  console.log(`${runs} ${campaign.name}`)
  for (const [ending, count] of [...counts].sort()) console.log(`  ${ending.padEnd(24)} ${count}`)
  console.log(`  slowest file             ${slowestMs.toFixed(2)} ms`)
  console.log(`  peak memory growth       ${(growth / 1e6).toFixed(1)} MB`)
  return failures
}

function readAndAnalyse(bytes: Uint8Array): string {
  analyse(loadNetwork(bytes))
  return 'analysed'
}

function readCompiled(bytes: Uint8Array): string {
  const customOptions = customOptionsOf(loadNetwork(bytes))
  if (customOptions === undefined) return 'not compiled any more'
  const { decoding } = readExecutable(customOptions)
  return decoding.kind === 'complete' ? 'decoded' : `in part: ${decoding.kind}`
}

function main(): number {
  const failures = [
    ...run({
      name: 'damaged models',
      files: smallModels(),
      damage: ({ bytes }, seedOfFile, room) => mutated(bytes, seedOfFile, room),
      read: readAndAnalyse,
    }),
    ...run({ name: 'damaged compiled models', files: compiledFiles(), damage: damagedFile, read: readCompiled }),
  ]
  for (const failure of failures) console.error(failure)
  return failures.length > 0 ? 1 : 0
}

process.exitCode = main()
