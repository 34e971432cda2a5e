/**
 * The option tables of the TFLite schema, version 3 (revision 3d): which union and tag an operator names them by,
 * and for each field its number, its type and its default where that is not zero. Enumerations are single bytes.
 * Source: tensorflow/tensorflow, `schema.fbs`, unions BuiltinOptions (1) and BuiltinOptions2 (2). The StableHLO
 * tables of the second union are recognised by tag only: no operator of theirs runs on an Edge TPU.
 */
export const optionTables = {
  Conv2DOptions: {
    union: 1,
    tag: 1,
    fields: {
      padding: [0, 'int8'],
      strideW: [1, 'int32'],
      strideH: [2, 'int32'],
      fusedActivationFunction: [3, 'int8'],
      dilationWFactor: [4, 'int32', 1],
      dilationHFactor: [5, 'int32', 1],
      quantizedBiasType: [6, 'int8'],
    },
  },
  DepthwiseConv2DOptions: {
    union: 1,
    tag: 2,
    fields: {
      padding: [0, 'int8'],
      strideW: [1, 'int32'],
      strideH: [2, 'int32'],
      depthMultiplier: [3, 'int32'],
      fusedActivationFunction: [4, 'int8'],
      dilationWFactor: [5, 'int32', 1],
      dilationHFactor: [6, 'int32', 1],
    },
  },
  ConcatEmbeddingsOptions: {
    union: 1,
    tag: 3,
    fields: {
      numChannels: [0, 'int32'],
      numColumnsPerChannel: [1, 'int32s'],
      embeddingDimPerChannel: [2, 'int32s'],
    },
  },
  LSHProjectionOptions: { union: 1, tag: 4, fields: { type: [0, 'int8'] } },
  Pool2DOptions: {
    union: 1,
    tag: 5,
    fields: {
      padding: [0, 'int8'],
      strideW: [1, 'int32'],
      strideH: [2, 'int32'],
      filterWidth: [3, 'int32'],
      filterHeight: [4, 'int32'],
      fusedActivationFunction: [5, 'int8'],
    },
  },
  SVDFOptions: {
    union: 1,
    tag: 6,
    fields: {
      rank: [0, 'int32'],
      fusedActivationFunction: [1, 'int8'],
      asymmetricQuantizeInputs: [2, 'bool'],
    },
  },
  RNNOptions: {
    union: 1,
    tag: 7,
    fields: {
      fusedActivationFunction: [0, 'int8'],
      asymmetricQuantizeInputs: [1, 'bool'],
    },
  },
  FullyConnectedOptions: {
    union: 1,
    tag: 8,
    fields: {
      fusedActivationFunction: [0, 'int8'],
      weightsFormat: [1, 'int8'],
      keepNumDims: [2, 'bool'],
      asymmetricQuantizeInputs: [3, 'bool'],
      quantizedBiasType: [4, 'int8'],
    },
  },
  SoftmaxOptions: { union: 1, tag: 9, fields: { beta: [0, 'float32'] } },
  ConcatenationOptions: { union: 1, tag: 10, fields: { axis: [0, 'int32'], fusedActivationFunction: [1, 'int8'] } },
  AddOptions: {
    union: 1,
    tag: 11,
    fields: {
      fusedActivationFunction: [0, 'int8'],
      potScaleInt16: [1, 'bool', true],
    },
  },
  L2NormOptions: { union: 1, tag: 12, fields: { fusedActivationFunction: [0, 'int8'] } },
  LocalResponseNormalizationOptions: {
    union: 1,
    tag: 13,
    fields: {
      radius: [0, 'int32'],
      bias: [1, 'float32'],
      alpha: [2, 'float32'],
      beta: [3, 'float32'],
    },
  },
  LSTMOptions: {
    union: 1,
    tag: 14,
    fields: {
      fusedActivationFunction: [0, 'int8'],
      cellClip: [1, 'float32'],
      projClip: [2, 'float32'],
      kernelType: [3, 'int8'],
      asymmetricQuantizeInputs: [4, 'bool'],
    },
  },
  ResizeBilinearOptions: {
    union: 1,
    tag: 15,
    fields: {
      newHeight: [0, 'int32'],
      newWidth: [1, 'int32'],
      alignCorners: [2, 'bool'],
      halfPixelCenters: [3, 'bool'],
    },
  },
  CallOptions: { union: 1, tag: 16, fields: { subgraph: [0, 'uint32'] } },
  ReshapeOptions: { union: 1, tag: 17, fields: { newShape: [0, 'int32s'] } },
  SkipGramOptions: {
    union: 1,
    tag: 18,
    fields: {
      ngramSize: [0, 'int32'],
      maxSkipSize: [1, 'int32'],
      includeAllNgrams: [2, 'bool'],
    },
  },
  SpaceToDepthOptions: { union: 1, tag: 19, fields: { blockSize: [0, 'int32'] } },
  EmbeddingLookupSparseOptions: { union: 1, tag: 20, fields: { combiner: [0, 'int8'] } },
  MulOptions: { union: 1, tag: 21, fields: { fusedActivationFunction: [0, 'int8'] } },
  PadOptions: { union: 1, tag: 22, fields: {} },
  GatherOptions: { union: 1, tag: 23, fields: { axis: [0, 'int32'], batchDims: [1, 'int32'] } },
  BatchToSpaceNDOptions: { union: 1, tag: 24, fields: {} },
  SpaceToBatchNDOptions: { union: 1, tag: 25, fields: {} },
  TransposeOptions: { union: 1, tag: 26, fields: {} },
  ReducerOptions: { union: 1, tag: 27, fields: { keepDims: [0, 'bool'] } },
  SubOptions: {
    union: 1,
    tag: 28,
    fields: {
      fusedActivationFunction: [0, 'int8'],
      potScaleInt16: [1, 'bool', true],
    },
  },
  DivOptions: { union: 1, tag: 29, fields: { fusedActivationFunction: [0, 'int8'] } },
  SqueezeOptions: { union: 1, tag: 30, fields: { squeezeDims: [0, 'int32s'] } },
  SequenceRNNOptions: {
    union: 1,
    tag: 31,
    fields: {
      timeMajor: [0, 'bool'],
      fusedActivationFunction: [1, 'int8'],
      asymmetricQuantizeInputs: [2, 'bool'],
    },
  },
  StridedSliceOptions: {
    union: 1,
    tag: 32,
    fields: {
      beginMask: [0, 'int32'],
      endMask: [1, 'int32'],
      ellipsisMask: [2, 'int32'],
      newAxisMask: [3, 'int32'],
      shrinkAxisMask: [4, 'int32'],
      offset: [5, 'bool'],
    },
  },
  ExpOptions: { union: 1, tag: 33, fields: {} },
  TopKV2Options: { union: 1, tag: 34, fields: {} },
  SplitOptions: { union: 1, tag: 35, fields: { numSplits: [0, 'int32'] } },
  LogSoftmaxOptions: { union: 1, tag: 36, fields: {} },
  CastOptions: { union: 1, tag: 37, fields: { inDataType: [0, 'int8'], outDataType: [1, 'int8'] } },
  DequantizeOptions: { union: 1, tag: 38, fields: {} },
  MaximumMinimumOptions: { union: 1, tag: 39, fields: {} },
  ArgMaxOptions: { union: 1, tag: 40, fields: { outputType: [0, 'int8'] } },
  LessOptions: { union: 1, tag: 41, fields: {} },
  NegOptions: { union: 1, tag: 42, fields: {} },
  PadV2Options: { union: 1, tag: 43, fields: {} },
  GreaterOptions: { union: 1, tag: 44, fields: {} },
  GreaterEqualOptions: { union: 1, tag: 45, fields: {} },
  LessEqualOptions: { union: 1, tag: 46, fields: {} },
  SelectOptions: { union: 1, tag: 47, fields: {} },
  SliceOptions: { union: 1, tag: 48, fields: {} },
  TransposeConvOptions: {
    union: 1,
    tag: 49,
    fields: {
      padding: [0, 'int8'],
      strideW: [1, 'int32'],
      strideH: [2, 'int32'],
      fusedActivationFunction: [3, 'int8'],
      quantizedBiasType: [4, 'int8'],
    },
  },
  SparseToDenseOptions: { union: 1, tag: 50, fields: { validateIndices: [0, 'bool'] } },
  TileOptions: { union: 1, tag: 51, fields: {} },
  ExpandDimsOptions: { union: 1, tag: 52, fields: {} },
  EqualOptions: { union: 1, tag: 53, fields: {} },
  NotEqualOptions: { union: 1, tag: 54, fields: {} },
  ShapeOptions: { union: 1, tag: 55, fields: { outType: [0, 'int8'] } },
  PowOptions: { union: 1, tag: 56, fields: {} },
  ArgMinOptions: { union: 1, tag: 57, fields: { outputType: [0, 'int8'] } },
  FakeQuantOptions: {
    union: 1,
    tag: 58,
    fields: {
      min: [0, 'float32'],
      max: [1, 'float32'],
      numBits: [2, 'int32'],
      narrowRange: [3, 'bool'],
    },
  },
  PackOptions: { union: 1, tag: 59, fields: { valuesCount: [0, 'int32'], axis: [1, 'int32'] } },
  LogicalOrOptions: { union: 1, tag: 60, fields: {} },
  OneHotOptions: { union: 1, tag: 61, fields: { axis: [0, 'int32'] } },
  LogicalAndOptions: { union: 1, tag: 62, fields: {} },
  LogicalNotOptions: { union: 1, tag: 63, fields: {} },
  UnpackOptions: { union: 1, tag: 64, fields: { num: [0, 'int32'], axis: [1, 'int32'] } },
  FloorDivOptions: { union: 1, tag: 65, fields: {} },
  SquareOptions: { union: 1, tag: 66, fields: {} },
  ZerosLikeOptions: { union: 1, tag: 67, fields: {} },
  FillOptions: { union: 1, tag: 68, fields: {} },
  BidirectionalSequenceLSTMOptions: {
    union: 1,
    tag: 69,
    fields: {
      fusedActivationFunction: [0, 'int8'],
      cellClip: [1, 'float32'],
      projClip: [2, 'float32'],
      mergeOutputs: [3, 'bool'],
      timeMajor: [4, 'bool', true],
      asymmetricQuantizeInputs: [5, 'bool'],
    },
  },
  BidirectionalSequenceRNNOptions: {
    union: 1,
    tag: 70,
    fields: {
      timeMajor: [0, 'bool'],
      fusedActivationFunction: [1, 'int8'],
      mergeOutputs: [2, 'bool'],
      asymmetricQuantizeInputs: [3, 'bool'],
    },
  },
  UnidirectionalSequenceLSTMOptions: {
    union: 1,
    tag: 71,
    fields: {
      fusedActivationFunction: [0, 'int8'],
      cellClip: [1, 'float32'],
      projClip: [2, 'float32'],
      timeMajor: [3, 'bool'],
      asymmetricQuantizeInputs: [4, 'bool'],
      diagonalRecurrentTensors: [5, 'bool'],
    },
  },
  FloorModOptions: { union: 1, tag: 72, fields: {} },
  RangeOptions: { union: 1, tag: 73, fields: {} },
  ResizeNearestNeighborOptions: {
    union: 1,
    tag: 74,
    fields: {
      alignCorners: [0, 'bool'],
      halfPixelCenters: [1, 'bool'],
    },
  },
  LeakyReluOptions: { union: 1, tag: 75, fields: { alpha: [0, 'float32'] } },
  SquaredDifferenceOptions: { union: 1, tag: 76, fields: {} },
  MirrorPadOptions: { union: 1, tag: 77, fields: { mode: [0, 'int8'] } },
  AbsOptions: { union: 1, tag: 78, fields: {} },
  SplitVOptions: { union: 1, tag: 79, fields: { numSplits: [0, 'int32'] } },
  UniqueOptions: { union: 1, tag: 80, fields: { idxOutType: [0, 'int8', 2] } },
  ReverseV2Options: { union: 1, tag: 81, fields: {} },
  AddNOptions: { union: 1, tag: 82, fields: {} },
  GatherNdOptions: { union: 1, tag: 83, fields: {} },
  CosOptions: { union: 1, tag: 84, fields: {} },
  WhereOptions: { union: 1, tag: 85, fields: {} },
  RankOptions: { union: 1, tag: 86, fields: {} },
  ReverseSequenceOptions: { union: 1, tag: 87, fields: { seqDim: [0, 'int32'], batchDim: [1, 'int32'] } },
  MatrixDiagOptions: { union: 1, tag: 88, fields: {} },
  QuantizeOptions: { union: 1, tag: 89, fields: {} },
  MatrixSetDiagOptions: { union: 1, tag: 90, fields: {} },
  HardSwishOptions: { union: 1, tag: 91, fields: {} },
  IfOptions: { union: 1, tag: 92, fields: { thenSubgraphIndex: [0, 'int32'], elseSubgraphIndex: [1, 'int32'] } },
  WhileOptions: { union: 1, tag: 93, fields: { condSubgraphIndex: [0, 'int32'], bodySubgraphIndex: [1, 'int32'] } },
  DepthToSpaceOptions: { union: 1, tag: 94, fields: { blockSize: [0, 'int32'] } },
  NonMaxSuppressionV4Options: { union: 1, tag: 95, fields: {} },
  NonMaxSuppressionV5Options: { union: 1, tag: 96, fields: {} },
  ScatterNdOptions: { union: 1, tag: 97, fields: {} },
  SelectV2Options: { union: 1, tag: 98, fields: {} },
  DensifyOptions: { union: 1, tag: 99, fields: {} },
  SegmentSumOptions: { union: 1, tag: 100, fields: {} },
  BatchMatMulOptions: {
    union: 1,
    tag: 101,
    fields: {
      adjX: [0, 'bool'],
      adjY: [1, 'bool'],
      asymmetricQuantizeInputs: [2, 'bool'],
    },
  },
  CumsumOptions: { union: 1, tag: 102, fields: { exclusive: [0, 'bool'], reverse: [1, 'bool'] } },
  CallOnceOptions: { union: 1, tag: 103, fields: { initSubgraphIndex: [0, 'int32'] } },
  BroadcastToOptions: { union: 1, tag: 104, fields: {} },
  Rfft2dOptions: { union: 1, tag: 105, fields: {} },
  Conv3DOptions: {
    union: 1,
    tag: 106,
    fields: {
      padding: [0, 'int8'],
      strideD: [1, 'int32'],
      strideW: [2, 'int32'],
      strideH: [3, 'int32'],
      fusedActivationFunction: [4, 'int8'],
      dilationDFactor: [5, 'int32', 1],
      dilationWFactor: [6, 'int32', 1],
      dilationHFactor: [7, 'int32', 1],
    },
  },
  HashtableOptions: {
    union: 1,
    tag: 107,
    fields: {
      tableId: [0, 'int32'],
      keyDtype: [1, 'int8'],
      valueDtype: [2, 'int8'],
    },
  },
  HashtableFindOptions: { union: 1, tag: 108, fields: {} },
  HashtableImportOptions: { union: 1, tag: 109, fields: {} },
  HashtableSizeOptions: { union: 1, tag: 110, fields: {} },
  VarHandleOptions: { union: 1, tag: 111, fields: { container: [0, 'string'], sharedName: [1, 'string'] } },
  ReadVariableOptions: { union: 1, tag: 112, fields: {} },
  AssignVariableOptions: { union: 1, tag: 113, fields: {} },
  RandomOptions: { union: 1, tag: 114, fields: { seed: [0, 'int64'], seed2: [1, 'int64'] } },
  BucketizeOptions: { union: 1, tag: 115, fields: { boundaries: [0, 'float32s'] } },
  GeluOptions: { union: 1, tag: 116, fields: { approximate: [0, 'bool'] } },
  DynamicUpdateSliceOptions: { union: 1, tag: 117, fields: {} },
  UnsortedSegmentProdOptions: { union: 1, tag: 118, fields: {} },
  UnsortedSegmentMaxOptions: { union: 1, tag: 119, fields: {} },
  UnsortedSegmentMinOptions: { union: 1, tag: 120, fields: {} },
  UnsortedSegmentSumOptions: { union: 1, tag: 121, fields: {} },
  ATan2Options: { union: 1, tag: 122, fields: {} },
  SignOptions: { union: 1, tag: 123, fields: {} },
  BitcastOptions: { union: 1, tag: 124, fields: {} },
  BitwiseXorOptions: { union: 1, tag: 125, fields: {} },
  RightShiftOptions: { union: 1, tag: 126, fields: {} },
  DilateOptions: { union: 2, tag: 18, fields: {} },
  ReduceWindowOptions: { union: 2, tag: 20, fields: { reduceFunction: [0, 'int32'] } },
  StableHLOCompositeOptions: {
    union: 2,
    tag: 21,
    fields: {
      name: [0, 'string'],
      decompositionSubgraphIndex: [1, 'int32'],
      compositeAttributes: [2, 'bytes'],
      compositeAttributesFormat: [3, 'int8'],
      version: [4, 'int32'],
    },
  },
  StablehloShiftLeftOptions: { union: 2, tag: 22, fields: {} },
} as const

/** How a field is stored. */
export type FieldKind =
  | 'bool'
  | 'int8'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'float32'
  | 'int32s'
  | 'float32s'
  | 'bytes'
  | 'string'

/** Number, type and default of a field. */
export type FieldDescription = readonly [number: number, kind: FieldKind, fallback?: number | boolean]

export type OptionTableName = keyof typeof optionTables

interface FieldValues {
  bool: boolean
  int8: number
  int32: number
  uint32: number
  int64: bigint
  float32: number
  int32s: readonly number[]
  float32s: readonly number[]
  bytes: Uint8Array
  string: string
}

/** What a field of any type may hold. */
export type FieldValue = FieldValues[FieldKind] | undefined

type ValueOf<Field> = Field extends readonly [number, infer Kind extends FieldKind, ...unknown[]]
  ? Kind extends 'int32s' | 'float32s' | 'bytes' | 'string' ? FieldValues[Kind] | undefined : FieldValues[Kind]
  : never

/** The options in one table, under the field names of the schema in camel case. */
export type OptionsOf<Name extends OptionTableName> = { readonly table: Name } & {
  readonly [Field in keyof (typeof optionTables)[Name]['fields']]: ValueOf<(typeof optionTables)[Name]['fields'][Field]>
}

/** Options whose table is not described here: only where they came from is known. */
export interface UnrecognisedOptions {
  readonly table: 'unrecognised'
  readonly union: 1 | 2
  readonly tag: number
}

export type OperatorOptions = { [Name in OptionTableName]: OptionsOf<Name> }[OptionTableName] | UnrecognisedOptions

interface TableDescription {
  readonly name: OptionTableName
  readonly union: 1 | 2
  readonly tag: number
  readonly fields: readonly (readonly [name: string, description: FieldDescription])[]
}

const descriptions: ReadonlyMap<string, TableDescription> = new Map(
  Object.entries(optionTables).map(([name, { union, tag, fields }]) => [
    name,
    { name: name as OptionTableName, union, tag, fields: Object.entries(fields) },
  ]),
)

const byTag: ReadonlyMap<string, TableDescription> = new Map(
  [...descriptions.values()].map((description) => [`${description.union}/${description.tag}`, description]),
)

/** The table that an operator's union tag names, if it is described here. */
export function tableOfTag(union: 1 | 2, tag: number): TableDescription | undefined {
  return byTag.get(`${union}/${tag}`)
}

/** The description of a table by name. */
export function tableOfName(name: string): TableDescription | undefined {
  return descriptions.get(name)
}

/** An operator's options if they are of the named table. */
export function optionsOf<Name extends OptionTableName>(
  options: OperatorOptions | undefined,
  name: Name,
): OptionsOf<Name> | undefined {
  return options?.table === name ? (options as OptionsOf<Name>) : undefined
}
