/**
 * Field numbers and enumerations of the TFLite schema, version 3 (revision 3d).
 * Source: tensorflow/tensorflow, `schema.fbs`; external buffers and the newest tensor types: google-ai-edge/LiteRT.
 * A union takes two numbers, its tag's and its value's.
 */
export const fileIdentifier = 'TFL3'
export const schemaVersion = 3

/** Constants must start on this boundary, in bytes (`force_align` of Buffer.data). */
export const bufferAlignment = 16

export const ModelField = {
  version: 0,
  operatorCodes: 1,
  subgraphs: 2,
  description: 3,
  buffers: 4,
  metadataBuffer: 5,
  metadata: 6,
  signatureDefs: 7,
  externalBufferGroups: 8,
  externalBuffers: 9,
} as const

export const OperatorCodeField = { deprecatedBuiltinCode: 0, customCode: 1, version: 2, builtinCode: 3 } as const

export const SubgraphField = { tensors: 0, inputs: 1, outputs: 2, operators: 3, name: 4 } as const

export const TensorField = {
  shape: 0,
  type: 1,
  buffer: 2,
  name: 3,
  quantisation: 4,
  isVariable: 5,
  sparsity: 6,
  shapeSignature: 7,
  hasRank: 8,
  externalBuffer: 10,
} as const

export const QuantisationField = {
  min: 0,
  max: 1,
  scale: 2,
  zeroPoint: 3,
  detailsTag: 4,
  details: 5,
  dimension: 6,
} as const

export const BlockwiseField = { scales: 0, zeroPoints: 1, blockSize: 2 } as const
export const blockwiseTag = 2

export const BufferField = { data: 0, offset: 1, size: 2 } as const

export const OperatorField = {
  opcodeIndex: 0,
  inputs: 1,
  outputs: 2,
  optionsTag: 3,
  options: 4,
  customOptions: 5,
  mutatingVariableInputs: 7,
  intermediates: 8,
  largeCustomOptionsOffset: 9,
  largeCustomOptionsSize: 10,
  options2Tag: 11,
  options2: 12,
} as const

export const MetadataField = { name: 0, buffer: 1 } as const
export const SignatureField = { inputs: 0, outputs: 1, key: 2, subgraph: 4 } as const
export const TensorMapField = { name: 0, tensor: 1 } as const
export const SparsityField = { traversalOrder: 0, blockMap: 1, dimensions: 2 } as const

export const DimensionField = {
  format: 0,
  denseSize: 1,
  segmentsTag: 2,
  segments: 3,
  indicesTag: 4,
  indices: 5,
} as const

export const DimensionFormat = { dense: 0, csr: 1 } as const
export const IndexVectorTag = { int32: 1, uint16: 2, uint8: 3 } as const
export const indexVectorValues = 0

const tensorTypes = [
  'FLOAT32', 'FLOAT16', 'INT32', 'UINT8', 'INT64', 'STRING', 'BOOL', 'INT16', 'COMPLEX64', 'INT8', 'FLOAT64',
  'COMPLEX128', 'UINT64', 'RESOURCE', 'VARIANT', 'UINT32', 'UINT16', 'INT4', 'BFLOAT16', 'INT2', 'UINT4',
  'FLOAT8_E4M3FN', 'FLOAT8_E5M2',
] as const

/** What a tensor's elements are. A type that is newer than this list is `UNKNOWN_<number>`. */
export type TensorType = (typeof tensorTypes)[number] | `UNKNOWN_${number}`

export function tensorTypeOfCode(code: number): TensorType {
  return tensorTypes[code] ?? `UNKNOWN_${code}`
}

export function codeOfTensorType(type: TensorType): number {
  const code = (tensorTypes as readonly string[]).indexOf(type)
  return code >= 0 ? code : Number(type.slice('UNKNOWN_'.length))
}

export const Padding = { same: 0, valid: 1 } as const

export const Activation = { none: 0, relu: 1, reluN1To1: 2, relu6: 3, tanh: 4, signBit: 5 } as const

/** The one layout of dense weights that the Edge TPU compiler takes. */
export const defaultWeightsFormat = 0

/** Bits that one element takes; undefined for strings, resources and types that are not known. */
export function bitsOfType(type: TensorType): number | undefined {
  return elementBits[type]
}

const elementBits: Readonly<Partial<Record<string, number>>> = {
  FLOAT32: 32,
  FLOAT16: 16,
  INT32: 32,
  UINT8: 8,
  INT64: 64,
  BOOL: 8,
  INT16: 16,
  COMPLEX64: 64,
  INT8: 8,
  FLOAT64: 64,
  COMPLEX128: 128,
  UINT64: 64,
  UINT32: 32,
  UINT16: 16,
  INT4: 4,
  BFLOAT16: 16,
  INT2: 2,
  UINT4: 4,
  FLOAT8_E4M3FN: 8,
  FLOAT8_E5M2: 8,
}
