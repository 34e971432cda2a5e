/**
 * Field numbers and enumerations of a package that is compiled for the Edge TPU. A union takes two numbers, its tag's
 * and its value's. Source: google-coral/libedgetpu, `executable/executable.fbs`.
 */
export const packageIdentifier = 'DWN1'

export const PackageField = {
  minRuntimeVersion: 0,
  multiExecutable: 1,
  signature: 2,
  keypairVersion: 3,
  compilerVersion: 4,
  virtualChipId: 5,
  multiChipPackage: 6,
  modelIdentifier: 7,
} as const

export const multiExecutablePrograms = 0

export const ProgramField = {
  version: 0,
  name: 1,
  serializedModel: 2,
  batchSize: 3,
  scratchBytes: 4,
  bitstreams: 5,
  parameters: 6,
  dmaHints: 7,
  inputLayers: 8,
  outputLayers: 9,
  chip: 10,
  estimatedCycles32: 11,
  narrowBytesPerTile: 12,
  type: 13,
  cachingToken: 14,
  usesDramForParameters: 15,
  estimatedCycles64: 16,
} as const

export const BitstreamField = { bytes: 0, patches: 1 } as const

export const DmaHintsField = { hints: 0, isFullyDeterministic: 1 } as const
export const DmaHintField = { tag: 0, hint: 1, direction: 2 } as const
export const HintTag = { descriptor: 1, instructions: 2, interrupt: 3, fence: 4 } as const
export const DescriptorField = { meta: 0, offset: 1, size: 2 } as const
export const instructionHintChunk = 0
export const metaDescription = 0

export const LayerField = {
  name: 0,
  sizeBytes: 1,
  y: 2,
  x: 3,
  z: 4,
  numerics: 5,
  dataType: 6,
  detailsTag: 7,
  details: 8,
  executionsPerInference: 9,
  isCachedOnDram: 10,
  shape: 11,
} as const

export const LayerTag = { output: 1, input: 2 } as const
export const OutputLayerField = { layout: 0, dataType: 1, slices: 2 } as const
export const NumericsField = { zeroPoint: 0, factor: 1 } as const
export const shapeRanges = 0
