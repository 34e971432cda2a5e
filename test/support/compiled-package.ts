import {
  BitstreamField,
  DescriptorField,
  DmaHintField,
  DmaHintsField,
  HintTag,
  instructionHintChunk,
  LayerField,
  LayerTag,
  metaDescription,
  multiExecutablePrograms,
  NumericsField,
  OutputLayerField,
  PackageField,
  packageIdentifier,
  ProgramField,
  shapeRanges,
} from '../../src/model/edgetpu/schema.ts'
import { type Field, FlatBufferBuilder, type Offset } from '../../src/model/flatbuffer/builder.ts'
import { flexMap } from '../../src/model/edgetpu/write-flex-map.ts'

/** A transfer as the format writes it: `kind` 0 output, 1 input, 2 parameters, 3 scratch; `direction` 0 in, 1 out. */
export type PlannedHint =
  | { readonly kind: number; readonly direction: number; readonly bytes: number }
  | { readonly chunk: number }
  | 'interrupt'
  | 'fence'

export interface PlannedLayer {
  readonly name: string
  readonly sizeBytes: number
  readonly shape: readonly [y: number, x: number, z: number]
  readonly dataType?: number
  readonly isTiled?: boolean
  /** What the layer says it is, if not what its list says. */
  readonly tag?: number
  /** Dimensions of its shape's ranges, if not three. */
  readonly dimensions?: number
}

/** A program to write. What is left out is absent in the file too. */
export interface PlannedProgram {
  readonly type?: number
  readonly chip?: string | undefined
  readonly chunks?: readonly Uint8Array[]
  /** How often the list of chunks refers to each one. */
  readonly copiesOfChunks?: number
  readonly parameters?: Uint8Array
  readonly hints?: readonly PlannedHint[]
  readonly isFullyDeterministic?: boolean
  readonly inputs?: readonly PlannedLayer[]
  readonly outputs?: readonly PlannedLayer[]
  readonly scratchBytes?: number
  readonly narrowBytesPerTile?: number
  readonly estimatedCycles32?: number
  readonly estimatedCycles64?: bigint
  readonly cachingToken?: bigint
}

export interface PlannedPackage {
  readonly programs: readonly PlannedProgram[]
  readonly identifier?: string
  readonly virtualChipId?: number
}

const capacityBytes = 4096

/** The options of an `edgetpu-custom-op` around a package, as newer compilers write them. */
export function writeCustomOptions(plan: PlannedPackage): Uint8Array {
  return flexMap({ '1': 0, '4': writePackage(plan), '5': -1, '6': [18], '7': [] })
}

export function writePackage(plan: PlannedPackage): Uint8Array {
  const { programs, identifier = packageIdentifier, virtualChipId = 0 } = plan
  const list = new FlatBufferBuilder(capacityBytes)
  const parts = programs.map((program) => list.bytes(writeProgram(program), 16))
  const multiExecutable = list.finish(list.table([[multiExecutablePrograms, 'part', list.tables(parts)]]), '')
  const file = new FlatBufferBuilder(capacityBytes)
  const root = file.table([
    [PackageField.minRuntimeVersion, 'int32', 13],
    [PackageField.multiExecutable, 'part', file.bytes(multiExecutable, 16)],
    [PackageField.compilerVersion, 'part', file.string('cl/1')],
    [PackageField.virtualChipId, 'int32', virtualChipId],
    [PackageField.modelIdentifier, 'part', file.string('made up')],
  ])
  return file.finish(root, identifier)
}

export function writeProgram(plan: PlannedProgram): Uint8Array {
  const file = new FlatBufferBuilder(capacityBytes)
  const { chip = 'beagle', chunks = [], parameters, inputs = [], outputs = [] } = plan
  const written = chunks.map((bytes) => writeChunk(file, bytes))
  const listed = Array.from({ length: plan.copiesOfChunks ?? 1 }, () => written).flat()
  const root = file.table([
    [ProgramField.batchSize, 'int32', 1],
    [ProgramField.scratchBytes, 'int32', plan.scratchBytes ?? 0],
    [ProgramField.bitstreams, 'part', file.tables(listed)],
    [ProgramField.parameters, 'part', parameters && file.bytes(parameters)],
    [ProgramField.dmaHints, 'part', writeHints(file, plan)],
    [ProgramField.inputLayers, 'part', file.tables(inputs.map((layer) => writeLayer(file, layer, LayerTag.input)))],
    [ProgramField.outputLayers, 'part', file.tables(outputs.map((layer) => writeLayer(file, layer, LayerTag.output)))],
    [ProgramField.chip, 'part', file.string(chip)],
    [ProgramField.estimatedCycles32, 'int32', plan.estimatedCycles32 ?? 0],
    [ProgramField.narrowBytesPerTile, 'int32', plan.narrowBytesPerTile ?? 0],
    [ProgramField.type, 'int16', plan.type ?? 0],
    [ProgramField.cachingToken, 'int64', BigInt.asIntN(64, plan.cachingToken ?? 0n)],
    [ProgramField.estimatedCycles64, 'int64', plan.estimatedCycles64 ?? 0n],
  ])
  return file.finish(root, '')
}

function writeChunk(file: FlatBufferBuilder, bytes: Uint8Array): Offset {
  return file.table([[BitstreamField.bytes, 'part', file.bytes(bytes)]])
}

function writeHints(file: FlatBufferBuilder, { hints = [], isFullyDeterministic = true }: PlannedProgram): Offset {
  return file.table([
    [DmaHintsField.hints, 'part', file.tables(hints.map((hint) => writeHint(file, hint)))],
    [DmaHintsField.isFullyDeterministic, 'bool', isFullyDeterministic],
  ])
}

function writeHint(file: FlatBufferBuilder, hint: PlannedHint): Offset {
  const ofTag = (tag: number, fields: readonly Field[], direction = 0): Offset =>
    file.table([
      [DmaHintField.hint, 'part', file.table(fields)],
      [DmaHintField.tag, 'int8', tag],
      [DmaHintField.direction, 'int16', direction],
    ])
  if (hint === 'fence') return ofTag(HintTag.fence, [])
  if (hint === 'interrupt') return ofTag(HintTag.interrupt, [])
  if ('chunk' in hint) return ofTag(HintTag.instructions, [[instructionHintChunk, 'int32', hint.chunk]])
  const meta = file.table([[metaDescription, 'int16', hint.kind]])
  const descriptor: readonly Field[] = [
    [DescriptorField.meta, 'part', meta],
    [DescriptorField.size, 'int32', hint.bytes],
  ]
  return ofTag(HintTag.descriptor, descriptor, hint.direction)
}

function writeLayer(file: FlatBufferBuilder, layer: PlannedLayer, tag: number): Offset {
  const [y, x, z] = layer.shape
  const layout = layer.isTiled ? file.table([]) : undefined
  return file.table([
    [LayerField.name, 'part', file.string(layer.name)],
    [LayerField.sizeBytes, 'int32', layer.sizeBytes],
    [LayerField.y, 'int32', y],
    [LayerField.x, 'int32', x],
    [LayerField.z, 'int32', z],
    [LayerField.numerics, 'part', writeNumerics(file)],
    [LayerField.dataType, 'int16', layer.dataType ?? 0],
    [LayerField.detailsTag, 'int8', layer.tag ?? tag],
    [LayerField.details, 'part', file.table([[OutputLayerField.layout, 'part', layout]])],
    [LayerField.shape, 'part', writeShape(file, layer)],
  ])
}

function writeNumerics(file: FlatBufferBuilder): Offset {
  return file.table([
    [NumericsField.zeroPoint, 'int32', 128],
    [NumericsField.factor, 'float32', 0.5],
  ])
}

/** A pair of 32-bit integers, first and last index, lies like one of 64 bits. */
function writeShape(file: FlatBufferBuilder, { shape, dimensions }: PlannedLayer): Offset {
  const lengths = dimensions === undefined ? shape : Array.from({ length: dimensions }, () => 1)
  return file.table([[shapeRanges, 'part', file.int64s(lengths.map((length) => (length - 1) * 2 ** 32))]])
}
