import { PreciousError } from '../../errors.ts'
import { corrupt } from '../flatbuffer/corrupt.ts'
import { FlatBufferView, type TableView } from '../flatbuffer/view.ts'
import type {
  Constant,
  Metadata,
  NamedTensor,
  Network,
  Operator,
  Quantisation,
  QuantisationDetails,
  Signature,
  SparseDimension,
  SparseIndices,
  Sparsity,
  Subgraph,
  Tensor,
} from '../network.ts'
import { kindOfCode } from '../operators.ts'
import { readOptions } from './read-options.ts'
import {
  BlockwiseField,
  bitsOfType,
  blockwiseTag,
  BufferField,
  DimensionField,
  DimensionFormat,
  IndexVectorTag,
  indexVectorValues,
  MetadataField,
  ModelField,
  OperatorCodeField,
  OperatorField,
  QuantisationField,
  schemaVersion,
  SignatureField,
  SparsityField,
  SubgraphField,
  TensorField,
  TensorMapField,
  tensorTypeOfCode,
} from './schema.ts'

/**
 * A buffer's `offset` from this value on is a position in the file; 0 is the default and 1 a placeholder that
 * converters write before they know the position.
 */
const firstOuterOffset = 2

/**
 * Reads a TFLite file of schema version 3. Constants are views on `bytes`.
 * @throws PreciousError `model/truncated`, `model/corrupt` or `model/unsupported`
 */
export function readNetwork(bytes: Uint8Array): Network {
  const file = new FlatBufferView(bytes)
  const model = file.root()
  const version = model.uint32(ModelField.version)
  if (version !== schemaVersion) {
    throw new PreciousError('model/unsupported', {
      what: `the model has TFLite schema version ${version}`,
      hint: `Convert it again with a current converter, which writes version ${schemaVersion}`,
    })
  }
  const context: Context = {
    file,
    codes: (model.tables(ModelField.operatorCodes) ?? []).map(readOperatorCode),
    buffer: bufferReader(file, model),
  }
  const subgraphs = (model.tables(ModelField.subgraphs) ?? []).map((table) => readSubgraph(context, table))
  const [main] = subgraphs
  if (main === undefined) throw corrupt('it has no subgraph')
  return {
    ...main,
    description: model.string(ModelField.description),
    subgraphs,
    signatures: (model.tables(ModelField.signatureDefs) ?? []).map((table) => readSignature(subgraphs, table)),
    metadata: (model.tables(ModelField.metadata) ?? []).map((table) => readMetadata(context, table)),
  }
}

interface OperatorCode extends Pick<Operator, 'kind' | 'customCode' | 'version'> {}

interface Context {
  readonly file: FlatBufferView
  readonly codes: readonly OperatorCode[]
  /** The bytes of a buffer, the same view for the same index; undefined where it is empty. */
  readonly buffer: (index: number) => Uint8Array | undefined
}

function bufferReader(file: FlatBufferView, model: TableView): Context['buffer'] {
  const count = model.count(ModelField.buffers)
  const known = new Map<number, Uint8Array | undefined>()
  return (index) => {
    if (index === 0) return undefined
    if (index >= count) throw corrupt(`it refers to buffer ${index} of ${count}`)
    if (!known.has(index)) {
      const table = model.tableAt(ModelField.buffers, index)
      const bytes = table && readBuffer(file, table)
      known.set(index, bytes && bytes.length > 0 ? bytes : undefined)
    }
    return known.get(index)
  }
}

function readBuffer(file: FlatBufferView, table: TableView): Uint8Array | undefined {
  const offset = table.uint64(BufferField.offset)
  if (offset < firstOuterOffset) return table.bytes(BufferField.data)
  return file.slice(offset, table.uint64(BufferField.size), 'constant outside the FlatBuffer')
}

function readOperatorCode(table: TableView): OperatorCode {
  const code = Math.max(
    table.int8(OperatorCodeField.deprecatedBuiltinCode),
    table.int32(OperatorCodeField.builtinCode),
  )
  if (code < 0) throw corrupt(`an operator has the negative code ${code}`)
  return {
    kind: kindOfCode(code),
    customCode: table.string(OperatorCodeField.customCode),
    version: table.int32(OperatorCodeField.version, 1),
  }
}

function readSubgraph(context: Context, table: TableView): Subgraph {
  const tensors = (table.tables(SubgraphField.tensors) ?? []).map((tensor) => readTensor(context, tensor))
  const indices = (field: number, what: string): number[] =>
    checkedIndices(table.int32s(field) ?? [], tensors.length, what)
  return {
    name: table.string(SubgraphField.name),
    tensors,
    operators: (table.tables(SubgraphField.operators) ?? []).map((operator) =>
      readOperator(context, operator, tensors.length),
    ),
    inputs: indices(SubgraphField.inputs, 'a network input'),
    outputs: indices(SubgraphField.outputs, 'a network output'),
  }
}

function readTensor(context: Context, table: TableView): Tensor {
  const quantisation = table.table(TensorField.quantisation)
  const sparsity = table.table(TensorField.sparsity)
  const tensor: Tensor = {
    name: table.string(TensorField.name) ?? '',
    shape: table.int32s(TensorField.shape) ?? [],
    shapeSignature: table.int32s(TensorField.shapeSignature),
    type: tensorTypeOfCode(table.uint8(TensorField.type)),
    quantisation: quantisation && readQuantisation(quantisation),
    constant: readConstant(context, table),
    isVariable: table.bool(TensorField.isVariable),
    hasRank: table.bool(TensorField.hasRank),
    sparsity: sparsity && readSparsity(sparsity),
  }
  checkExtent(tensor)
  return tensor
}

function readConstant(context: Context, table: TableView): Constant | undefined {
  const external = table.uint32(TensorField.externalBuffer)
  if (external > 0) return { kind: 'external', buffer: external }
  const bytes = context.buffer(table.uint32(TensorField.buffer))
  return bytes && { kind: 'inline', bytes }
}

/** A shape must be countable, and a dense constant must fill it. */
function checkExtent({ name, shape, type, constant, sparsity }: Tensor): void {
  const elements = shape.reduce((product, length) => product * length, 1)
  if (shape.some((length) => length < 0) || !Number.isSafeInteger(elements)) {
    throw corrupt(`tensor "${name}" has the impossible shape [${shape.join(', ')}]`)
  }
  const bits = bitsOfType(type)
  if (constant?.kind !== 'inline' || sparsity !== undefined || bits === undefined) return
  const needed = Math.ceil((elements * bits) / 8)
  if (constant.bytes.length < needed) {
    throw corrupt(`tensor "${name}" needs ${needed} bytes for its shape but has ${constant.bytes.length}`)
  }
}

function readQuantisation(table: TableView): Quantisation {
  return {
    min: table.float32s(QuantisationField.min) ?? [],
    max: table.float32s(QuantisationField.max) ?? [],
    scale: table.float32s(QuantisationField.scale) ?? [],
    zeroPoint: table.int64s(QuantisationField.zeroPoint) ?? [],
    dimension: table.int32(QuantisationField.dimension),
    details: readQuantisationDetails(table),
  }
}

function readQuantisationDetails(table: TableView): QuantisationDetails | undefined {
  const tag = table.uint8(QuantisationField.detailsTag)
  if (tag === 0) return undefined
  const details = tag === blockwiseTag ? table.table(QuantisationField.details) : undefined
  if (details === undefined) return { kind: 'unrecognised', tag }
  return {
    kind: 'blockwise',
    scales: details.int32(BlockwiseField.scales),
    zeroPoints: details.int32(BlockwiseField.zeroPoints),
    blockSize: details.int32(BlockwiseField.blockSize),
  }
}

function readSparsity(table: TableView): Sparsity {
  return {
    traversalOrder: table.int32s(SparsityField.traversalOrder) ?? [],
    blockMap: table.int32s(SparsityField.blockMap) ?? [],
    dimensions: (table.tables(SparsityField.dimensions) ?? []).map(readDimension),
  }
}

function readDimension(table: TableView): SparseDimension {
  return {
    format: table.int8(DimensionField.format) === DimensionFormat.csr ? 'csr' : 'dense',
    denseSize: table.int32(DimensionField.denseSize),
    segments: readIndices(table, DimensionField.segmentsTag, DimensionField.segments),
    indices: readIndices(table, DimensionField.indicesTag, DimensionField.indices),
  }
}

function readIndices(table: TableView, tagField: number, field: number): SparseIndices | undefined {
  const values = table.table(field)
  switch (table.uint8(tagField)) {
    case IndexVectorTag.int32:
      return Int32Array.from(values?.int32s(indexVectorValues) ?? [])
    case IndexVectorTag.uint16:
      return values?.uint16s(indexVectorValues) ?? new Uint16Array()
    case IndexVectorTag.uint8:
      return values?.bytes(indexVectorValues) ?? new Uint8Array()
    default:
      return undefined
  }
}

function readOperator(context: Context, table: TableView, tensorCount: number): Operator {
  const codeIndex = table.uint32(OperatorField.opcodeIndex)
  const code = context.codes[codeIndex]
  if (code === undefined) throw corrupt(`an operator refers to code ${codeIndex} of ${context.codes.length}`)
  const indices = (field: number, what: string): number[] =>
    checkedIndices(table.int32s(field) ?? [], tensorCount, what)
  return {
    ...code,
    options: readOptions(table),
    customOptions: readCustomOptions(context, table),
    inputs: indices(OperatorField.inputs, `an input of ${code.kind}`),
    outputs: indices(OperatorField.outputs, `an output of ${code.kind}`),
    intermediates: indices(OperatorField.intermediates, `an intermediate of ${code.kind}`),
    mutatingVariableInputs: table.bools(OperatorField.mutatingVariableInputs) ?? [],
  }
}

function readCustomOptions({ file }: Context, table: TableView): Uint8Array | undefined {
  const offset = table.uint64(OperatorField.largeCustomOptionsOffset)
  return offset < firstOuterOffset
    ? table.bytes(OperatorField.customOptions)
    : file.slice(offset, table.uint64(OperatorField.largeCustomOptionsSize), 'block of custom options')
}

function readSignature(subgraphs: readonly Subgraph[], table: TableView): Signature {
  const index = table.uint32(SignatureField.subgraph)
  const subgraph = subgraphs[index]
  if (subgraph === undefined) throw corrupt(`a signature refers to subgraph ${index} of ${subgraphs.length}`)
  const named = (field: number): NamedTensor[] =>
    (table.tables(field) ?? []).map((entry) => {
      const tensor = entry.uint32(TensorMapField.tensor)
      checkedIndices([tensor], subgraph.tensors.length, 'a signature')
      return { name: entry.string(TensorMapField.name) ?? '', tensor }
    })
  return {
    key: table.string(SignatureField.key) ?? '',
    subgraph: index,
    inputs: named(SignatureField.inputs),
    outputs: named(SignatureField.outputs),
  }
}

function readMetadata({ buffer }: Context, table: TableView): Metadata {
  return {
    name: table.string(MetadataField.name) ?? '',
    bytes: buffer(table.uint32(MetadataField.buffer)) ?? new Uint8Array(),
  }
}

/** Tensor indices; -1 stands for an optional tensor that is left out. */
function checkedIndices(indices: number[], tensorCount: number, what: string): number[] {
  for (const index of indices) {
    if (index < -1 || index >= tensorCount) throw corrupt(`${what} refers to tensor ${index} of ${tensorCount}`)
  }
  return indices
}
