import { PreciousError } from '../../errors.ts'
import { corrupt } from '../flatbuffer/corrupt.ts'
import { FlatBufferView, type TableView } from '../flatbuffer/view.ts'
import type { WorkBudget } from '../flatbuffer/work-budget.ts'
import { type DmaHints, readDmaHints } from './dma-hints.ts'
import { type Layer, readInputLayer, readOutputLayer } from './layer.ts'
import { BitstreamField, ProgramField } from './schema.ts'
import { sizeOf } from './size.ts'

/** When a program runs: at each inference with or without its parameters in the cache, or to fill the cache. */
export type ProgramType = (typeof programTypes)[number]
const programTypes = ['STAND_ALONE', 'PARAMETER_CACHING', 'EXECUTION_ONLY'] as const

/** The chip whose instructions we know: the Edge TPU's name in every model that is known. */
const edgetpuChip = 'beagle'

/** One of a package's programs (the format calls it an executable). */
export interface Program {
  readonly type: ProgramType
  /** Version of the format. */
  readonly version: number
  readonly name: string | undefined
  readonly batchSize: number
  readonly chip: string
  readonly scratchBytes: number
  /** The instructions, in pieces that are sent one by one. */
  readonly chunks: readonly Chunk[]
  /** What the program sends to the chip: parameters to keep in the cache, or to stream at every inference. */
  readonly parameters: Uint8Array
  readonly serializedModelBytes: number
  readonly dma: DmaHints
  readonly inputLayers: readonly Layer[]
  readonly outputLayers: readonly Layer[]
  /** Of the deprecated 32-bit field, which only the oldest compilers fill. */
  readonly estimatedCycles32: number | undefined
  readonly estimatedCycles64: number | undefined
  /** Of each tile's 196,608 bytes of narrow memory. */
  readonly narrowBytesPerTile: number
  /** The same in models that were compiled together and share the cache. Absent as zero. */
  readonly cachingToken: bigint
  readonly usesDramForParameters: boolean
}

export interface Chunk {
  readonly bytes: Uint8Array
  /** Places that the driver fills with addresses. */
  readonly patches: number
}

/**
 * Reads one of a package's programs.
 * @throws PreciousError `model/corrupt`, or `model/unsupported` where it is for another chip
 */
export function readProgram(bytes: Uint8Array, budget: WorkBudget): Program {
  const root = new FlatBufferView(bytes, { name: 'Edge TPU program', budget }).root()
  const size = (field: number, what: string): number => sizeOf(root.int32(field), what)
  const type = programTypes[root.int16(ProgramField.type)]
  if (type === undefined) throw corrupt(`an Edge TPU program has the unknown type ${root.int16(ProgramField.type)}`)
  const chunks = (root.tables(ProgramField.bitstreams) ?? []).map(readChunk)
  return {
    type,
    version: root.int32(ProgramField.version),
    name: root.string(ProgramField.name),
    batchSize: size(ProgramField.batchSize, 'batch'),
    chip: readChip(root),
    scratchBytes: size(ProgramField.scratchBytes, 'scratch memory'),
    chunks,
    parameters: root.bytes(ProgramField.parameters) ?? new Uint8Array(),
    serializedModelBytes: root.bytes(ProgramField.serializedModel)?.length ?? 0,
    dma: readDmaHints(root.table(ProgramField.dmaHints), chunks.map((chunk) => chunk.bytes.length)),
    inputLayers: (root.tables(ProgramField.inputLayers) ?? []).map(readInputLayer),
    outputLayers: (root.tables(ProgramField.outputLayers) ?? []).map(readOutputLayer),
    estimatedCycles32: root.has(ProgramField.estimatedCycles32)
      ? size(ProgramField.estimatedCycles32, 'number of cycles')
      : undefined,
    estimatedCycles64: root.has(ProgramField.estimatedCycles64)
      ? sizeOf(Number(root.int64(ProgramField.estimatedCycles64)), 'number of cycles')
      : undefined,
    narrowBytesPerTile: size(ProgramField.narrowBytesPerTile, 'narrow memory'),
    cachingToken: BigInt.asUintN(64, root.int64(ProgramField.cachingToken)),
    usesDramForParameters: root.bool(ProgramField.usesDramForParameters),
  }
}

/** Instructions of another chip would be counted wrongly, and tiles divided otherwise. */
function readChip(root: TableView): string {
  const chip = root.string(ProgramField.chip)
  if (chip === edgetpuChip) return chip
  throw new PreciousError('model/unsupported', {
    what: `the model is compiled for ${chip === undefined ? 'no named chip' : 'another chip than the Edge TPU'}`,
    hint: 'Compile it with the Edge TPU compiler; the file may also be damaged',
  })
}

function readChunk(table: TableView): Chunk {
  return {
    bytes: table.bytes(BitstreamField.bytes) ?? new Uint8Array(),
    patches: table.count(BitstreamField.patches),
  }
}
