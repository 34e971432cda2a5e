import { WorkBudget } from '../src/model/flatbuffer/work-budget.ts'
import { readCustomOptions } from '../src/model/edgetpu/custom-options.ts'
import { decodeInstructions } from '../src/model/edgetpu/instructions.ts'
import { readPackage } from '../src/model/edgetpu/package.ts'
import { compiledModels } from '../test/support/compiled-models.ts'
import { instructionStream, tensorInstruction } from '../test/support/instruction-stream.ts'
import { median } from './support/median.ts'

/**
 * How fast the instructions of compiled models are decoded, in MB (10^6 bytes) per second on one core: the shared
 * models' own, and made-up streams of nothing but the dearest and the shortest instruction. Exits with 1 below the
 * limit. Run: `npm run bench -- decode`
 */
const limitMbPerSecond = 200
const rounds = 15
/** Bytes that one round decodes at least, for the clock to be precise enough. */
const bytesPerRound = 40e6
const madeUpInstructions = 20_000

interface Stream {
  readonly name: string
  readonly chunks: readonly Uint8Array[]
}

function main(): number {
  const compiled = compiledStreams()
  if (compiled.length === 0) console.log('skipped: the compiled models need the folder that PRECIOUS_SHARED names')
  const tensor = tensorInstruction({ tileMask: 0xffff, loops: [16, 1, 1, 14, 14, 2, 1, 1] })
  const madeUp = [
    { name: 'nothing but tensor operations', chunks: [instructionStream(Array(madeUpInstructions).fill(tensor))] },
    { name: 'nothing but scalar operations', chunks: [instructionStream(Array(madeUpInstructions).fill(0x20))] },
  ]
  const slow = [...compiled, ...madeUp].filter((stream) => measure(stream) < limitMbPerSecond)
  for (const { name } of slow) console.error(`${name}: below ${limitMbPerSecond} MB/s`)
  return slow.length > 0 ? 1 : 0
}

/** The instructions of every program, also of those that fill the cache. */
function compiledStreams(): readonly Stream[] {
  return compiledModels().map(({ name, customOptions }) => {
    const budget = new WorkBudget(customOptions.length)
    const { programs } = readPackage(readCustomOptions(customOptions, budget).package, budget)
    return { name, chunks: programs.flatMap(({ chunks }) => chunks.map(({ bytes }) => bytes)) }
  })
}

/** Decodes a stream over and over. Gives the median speed of all rounds but the first, in MB/s. */
function measure({ name, chunks }: Stream): number {
  const streamBytes = chunks.reduce((sum, { length }) => sum + length, 0)
  const repetitions = Math.ceil(bytesPerRound / streamBytes)
  const speeds: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const start = performance.now()
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const { bytes } = decodeInstructions(chunks)
      if (bytes !== streamBytes) throw new Error(`${name}: decoded ${bytes} of ${streamBytes} bytes`)
    }
    speeds.push((streamBytes * repetitions) / 1e3 / (performance.now() - start))
  }
  const speed = median(speeds.slice(1))
  const size = `${(streamBytes / 1e3).toFixed(0)} kB`
  console.log(`${name.padEnd(88)} ${size.padStart(8)} ${speed.toFixed(0).padStart(6)} MB/s`)
  return speed
}

process.exitCode = main()
