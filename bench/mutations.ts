/**
 * Reads and analyses 10,000 damaged models: prints how they ended, the slowest one and the growth of memory. Fails on
 * any error that is not a PreciousError, on a file that takes over a second, and on memory beyond the largest file's
 * size and 100 MB. Run: `npm run bench -- mutations`
 */
import fc from 'fast-check'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { analyse } from '../src/analysis/analyse.ts'
import { PreciousError } from '../src/errors.ts'
import { loadNetwork } from '../src/model/load.ts'
import { mutated } from '../test/support/mutations.ts'
import { type ModelFile, smallModels } from '../test/support/small-models.ts'

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
  readonly code: string
  readonly elapsedMs: number
  readonly unexpected: unknown
}

function attempt(bytes: Uint8Array): Outcome {
  const start = performance.now()
  try {
    analyse(loadNetwork(bytes))
    return { code: 'analysed', elapsedMs: performance.now() - start, unexpected: undefined }
  } catch (error) {
    const elapsedMs = performance.now() - start
    return error instanceof PreciousError
      ? { code: error.code, elapsedMs, unexpected: undefined }
      : { code: 'unexpected', elapsedMs, unexpected: error }
  }
}

function damagesOf(models: readonly ModelFile[], ofSeed: number, numRuns: number): [ModelFile, number][] {
  return fc.sample(fc.tuple(fc.constantFrom(...models), fc.nat()), { seed: ofSeed, numRuns })
}

function main(): number {
  const models = smallModels()
  const largest = Math.max(...models.map(({ bytes }) => bytes.length))
  const room = new Uint8Array(largest)
  // Compiled code and the heap's young generation reach their size first: they are not what a damaged file causes.
  for (const [model, damage] of damagesOf(models, seed + 1, warmUpRuns)) attempt(mutated(model.bytes, damage, room))
  collectGarbage()
  const before = process.memoryUsage().rss
  const counts = new Map<string, number>()
  const failures: string[] = []
  let slowestMs = 0
  let growth = 0
  for (const [index, [model, damage]] of damagesOf(models, seed, runs).entries()) {
    if (index % runsPerCollection === 0) collectGarbage()
    const { code, elapsedMs, unexpected } = attempt(mutated(model.bytes, damage, room))
    counts.set(code, (counts.get(code) ?? 0) + 1)
    slowestMs = Math.max(slowestMs, elapsedMs)
    growth = Math.max(growth, process.memoryUsage().rss - before)
    if (unexpected !== undefined) failures.push(`${model.name}, damage ${damage}: ${String(unexpected)}`)
    if (elapsedMs > slowestAllowedMs) failures.push(`${model.name}, damage ${damage}: ${elapsedMs.toFixed(0)} ms`)
  }
  if (growth > largest + memoryAllowedBytes) failures.push(`memory grew by ${growth} bytes`)
  for (const [code, count] of [...counts].sort()) console.log(`${code.padEnd(20)} ${count}`)
  console.log(`slowest file         ${slowestMs.toFixed(2)} ms`)
  console.log(`peak memory growth   ${(growth / 1e6).toFixed(1)} MB`)
  for (const failure of failures) console.error(failure)
  return failures.length > 0 ? 1 : 0
}

process.exitCode = main()
