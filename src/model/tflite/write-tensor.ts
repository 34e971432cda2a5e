import { PreciousError } from '../../errors.ts'
import type { Field, FlatBufferBuilder, Offset } from '../flatbuffer/builder.ts'
import type { Constant, Quantisation, SparseDimension, SparseIndices, Sparsity, Tensor } from '../network.ts'
import {
  BlockwiseField,
  blockwiseTag,
  codeOfTensorType,
  DimensionField,
  DimensionFormat,
  IndexVectorTag,
  indexVectorValues,
  QuantisationField,
  SparsityField,
  TensorField,
} from './schema.ts'
import type { BufferTable } from './write-buffers.ts'

/** @throws PreciousError `model/unsupported` if the tensor's quantisation cannot be written */
export function writeTensor(file: FlatBufferBuilder, buffers: BufferTable, tensor: Tensor): Offset {
  const { quantisation, shapeSignature, sparsity } = tensor
  return file.table([
    [TensorField.shape, 'part', file.int32s(tensor.shape)],
    [TensorField.type, 'int8', codeOfTensorType(tensor.type)],
    ...constantFields(buffers, tensor.constant),
    [TensorField.name, 'part', file.string(tensor.name)],
    [TensorField.quantisation, 'part', quantisation && writeQuantisation(file, quantisation, tensor.name)],
    [TensorField.isVariable, 'bool', tensor.isVariable],
    [TensorField.sparsity, 'part', sparsity && writeSparsity(file, sparsity)],
    [TensorField.shapeSignature, 'part', shapeSignature && file.int32s(shapeSignature)],
    [TensorField.hasRank, 'bool', tensor.hasRank],
  ])
}

function constantFields(buffers: BufferTable, constant: Constant | undefined): readonly Field[] {
  switch (constant?.kind) {
    case 'inline':
      return [[TensorField.buffer, 'int32', buffers.indexOf(constant.bytes)]]
    case 'external':
      return [[TensorField.externalBuffer, 'int32', constant.buffer]]
    case undefined:
      return []
  }
}

function writeQuantisation(file: FlatBufferBuilder, quantisation: Quantisation, name: string): Offset {
  const { min, max, scale, zeroPoint } = quantisation
  const details = detailFields(file, quantisation, name)
  return file.table([
    [QuantisationField.min, 'part', unlessEmpty(min, () => file.float32s(min))],
    [QuantisationField.max, 'part', unlessEmpty(max, () => file.float32s(max))],
    [QuantisationField.scale, 'part', unlessEmpty(scale, () => file.float32s(scale))],
    [QuantisationField.zeroPoint, 'part', unlessEmpty(zeroPoint, () => file.int64s(zeroPoint))],
    ...details,
    [QuantisationField.dimension, 'int32', quantisation.dimension],
  ])
}

function detailFields(file: FlatBufferBuilder, { details }: Quantisation, name: string): readonly Field[] {
  switch (details?.kind) {
    case 'blockwise': {
      const blockwise = file.table([
        [BlockwiseField.scales, 'int32', details.scales],
        [BlockwiseField.zeroPoints, 'int32', details.zeroPoints],
        [BlockwiseField.blockSize, 'int32', details.blockSize],
      ])
      return [[QuantisationField.detailsTag, 'int8', blockwiseTag], [QuantisationField.details, 'part', blockwise]]
    }
    case 'unrecognised':
      throw new PreciousError('model/unsupported', {
        what: `tensor "${name}" is quantised in a way that this version does not know (tag ${details.tag})`,
        hint: 'Keep the original file, or quantise that tensor per tensor or per channel',
      })
    case undefined:
      return []
  }
}

function writeSparsity(file: FlatBufferBuilder, { traversalOrder, blockMap, dimensions }: Sparsity): Offset {
  return file.table([
    [SparsityField.traversalOrder, 'part', unlessEmpty(traversalOrder, () => file.int32s(traversalOrder))],
    [SparsityField.blockMap, 'part', unlessEmpty(blockMap, () => file.int32s(blockMap))],
    [SparsityField.dimensions, 'part', file.tables(dimensions.map((dimension) => writeDimension(file, dimension)))],
  ])
}

function writeDimension(file: FlatBufferBuilder, { format, denseSize, segments, indices }: SparseDimension): Offset {
  return file.table([
    [DimensionField.format, 'int8', DimensionFormat[format]],
    [DimensionField.denseSize, 'int32', denseSize],
    [DimensionField.segmentsTag, 'int8', tagOfIndices(segments)],
    [DimensionField.segments, 'part', segments && writeIndices(file, segments)],
    [DimensionField.indicesTag, 'int8', tagOfIndices(indices)],
    [DimensionField.indices, 'part', indices && writeIndices(file, indices)],
  ])
}

function tagOfIndices(indices: SparseIndices | undefined): number {
  if (indices === undefined) return 0
  if (indices instanceof Int32Array) return IndexVectorTag.int32
  return indices instanceof Uint16Array ? IndexVectorTag.uint16 : IndexVectorTag.uint8
}

function writeIndices(file: FlatBufferBuilder, indices: SparseIndices): Offset {
  const values =
    indices instanceof Int32Array
      ? file.int32s(indices)
      : indices instanceof Uint16Array
        ? file.uint16s(indices)
        : file.bytes(indices)
  return file.table([[indexVectorValues, 'part', values]])
}

function unlessEmpty(values: readonly unknown[], write: () => Offset): Offset | undefined {
  return values.length > 0 ? write() : undefined
}
