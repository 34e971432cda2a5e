import { Random } from '../../src/random.ts'
import { edgetpuOperator, readCustomOptions } from '../../src/model/edgetpu/custom-options.ts'
import { readPackage } from '../../src/model/edgetpu/package.ts'
import { WorkBudget } from '../../src/model/flatbuffer/work-budget.ts'
import { loadNetwork } from '../../src/model/load.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { compiledModels, customOptionsOf } from './compiled-models.ts'
import { writeCustomOptions } from './compiled-package.ts'
import { madeUpPackage, programType } from './made-up-package.ts'
import { mutated } from './mutations.ts'
import { withCustomOperator } from './networks.ts'

/** A compiled model, with the parts of it that are worth damaging one by one: anywhere means mostly its weights. */
export interface CompiledFile {
  readonly name: string
  readonly bytes: Uint8Array
  /** The whole file first. */
  readonly parts: readonly [Part, ...Part[]]
}

interface Part {
  readonly start: number
  readonly end: number
}

/** Compiled files to damage: made-up ones of every field, and the shared ones where there are any. */
export function compiledFiles(): readonly CompiledFile[] {
  const [execution] = madeUpPackage.programs
  const madeUp = [
    { name: 'made-up package', bytes: fileOf(writeCustomOptions(madeUpPackage)) },
    {
      name: 'made-up program that stands alone',
      bytes: fileOf(writeCustomOptions({ programs: [{ ...execution, type: programType.standAlone }] })),
    },
  ]
  return [...madeUp, ...compiledModels()].map(({ name, bytes }) => ({ name, bytes, parts: partsOf(bytes) }))
}

/**
 * A damaged copy of a compiled file: of the whole, or of one of its parts in its place. The same seed damages it in
 * the same way.
 * @param room where the copy goes, at least as long as the file
 */
export function damagedFile({ bytes, parts }: CompiledFile, seed: number, room: Uint8Array): Uint8Array {
  const random = new Random(seed)
  const { start, end } = random.pick(parts)
  if (start === 0) return mutated(bytes, random.uint32(), room)
  const copy = room.subarray(0, bytes.length)
  copy.set(bytes)
  copy.set(mutated(bytes.subarray(start, end), random.uint32()), start)
  return copy
}

function fileOf(customOptions: Uint8Array): Uint8Array {
  return writeNetwork(withCustomOperator(edgetpuOperator, customOptions)).slice()
}

/** The file, its instructions, and whatever lies between those and the parameters in its custom options. */
function partsOf(bytes: Uint8Array): CompiledFile['parts'] {
  const options = customOptionsOf(loadNetwork(bytes)) ?? new Uint8Array()
  const placeOf = (view: Uint8Array): Part => {
    const start = view.byteOffset - bytes.byteOffset
    return { start, end: start + view.length }
  }
  const budget = new WorkBudget(options.length)
  const { programs } = readPackage(readCustomOptions(options, budget).package, budget)
  const instructions = programs.flatMap(({ chunks }) => chunks.map((chunk) => placeOf(chunk.bytes)))
  const parameters = programs.flatMap((program) => (program.parameters.length > 0 ? [placeOf(program.parameters)] : []))
  const whole = placeOf(options)
  return [placeOf(bytes), ...instructions, ...gapsBetween([...instructions, ...parameters], whole)]
}

function gapsBetween(parts: readonly Part[], { start, end }: Part): Part[] {
  const sorted = parts.toSorted((a, b) => a.start - b.start)
  const starts = [start, ...sorted.map((part) => part.end)]
  const ends = [...sorted.map((part) => part.start), end]
  return starts.map((from, index) => ({ start: from, end: ends[index] ?? end })).filter((gap) => gap.end > gap.start)
}
