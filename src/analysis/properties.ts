/**
 * The properties that estimators read, in their documented order. Once released, a change of a name, a meaning or the
 * order needs a new `propertiesVersion`, because trained estimators depend on them.
 */
export const propertyDocumentation = {
  edgetpuOperators: 'operators that run on the Edge TPU',
  cpuOperators: 'operators that run on the CPU',
  cpuOperatorsHigh: 'the same if the compiler maps none of those that are not sure to be mapped',
  uncheckedOperators: 'operators on the Edge TPU whose step rule was not checked against compiled models',
  uncheckedParameterOperators: 'operators on the Edge TPU whose parameter rule was not checked against compiled models',
  dynamicOperators: 'operators with a shape that is known only at run time',
  unverifiedOperators: 'operators on the Edge TPU of which no source says for certain that the compiler maps them',
  compiledOperators: 'operators that hold what the Edge TPU compiler made; they count as one on the Edge TPU each',
  customOperators: 'custom operators that are not costed',
  uncountedSubgraphs: 'subgraphs beside the main one, which are not counted',
  macs: 'multiply-accumulates on the Edge TPU; 0 in compiled models, which do not tell',
  tensorSteps: 'steps of the busiest tile, most likely',
  tensorStepsLow: 'steps of the busiest tile, at least',
  tensorStepsHigh: 'steps of the busiest tile, at most',
  parameterPayloadBytes: 'parameter bytes of the compiled model',
  cachedBytes: 'parameter bytes on the chip, as the compiler counts them, most likely',
  cachedBytesLow: 'parameter bytes on the chip, at least',
  cachedBytesHigh: 'parameter bytes on the chip, at most',
  streamedBytes: 'parameter bytes sent at every inference, as the compiler counts or schedules them, most likely',
  streamedBytesLow: 'parameter bytes sent at every inference, at least',
  streamedBytesHigh: 'parameter bytes sent at every inference, at most',
  expectedStreamedBytes: 'parameter bytes sent at every inference, on average over the cache capacities that were logged',
  expectedChunkedBytes: 'how many of these are sent again for each chunk, because the activations do not fit into the tiles',
  chunkedBytesHigh: 'parameter bytes that are sent again for each chunk, at most',
  peakActivationBytes: 'the most activation bytes alive at one time; of compiled models those between operators',
  toDeviceBytes: 'activation bytes sent to the device',
  fromDeviceBytes: 'activation bytes read from the device',
  instructionBytes: 'instruction bytes sent at every inference, most likely',
  instructionBytesLow: 'instruction bytes sent at every inference, at least',
  instructionBytesHigh: 'instruction bytes sent at every inference, at most',
  convolutionOperators: 'CONV_2D on the Edge TPU; 1 for a compiled operator that works on images',
  depthwiseOperators: 'DEPTHWISE_CONV_2D on the Edge TPU',
  denseOperators: 'FULLY_CONNECTED on the Edge TPU',
  elementwiseOperators: 'ADD, SUB and MUL on the Edge TPU',
  convolutionSteps: 'steps of CONV_2D',
  depthwiseSteps: 'steps of DEPTHWISE_CONV_2D',
  denseSteps: 'steps of FULLY_CONNECTED',
  elementwiseSteps: 'steps of ADD, SUB and MUL',
  writtenActivationBytes: 'activation bytes that operators on the Edge TPU write',
  cpuMacs: 'multiply-accumulates on the CPU',
  cpuElements: 'elements that operators on the CPU read and write (no reshapes, products or custom operators)',
  detectionScores: 'scores that TFLite_Detection_PostProcess goes through: anchors times classes',
} as const

export const propertiesVersion = 1

export type PropertyName = keyof typeof propertyDocumentation

/** The fixed vector of static numbers that estimators read. */
export type Properties = Readonly<Record<PropertyName, number>>

export const propertyNames: readonly PropertyName[] = Object.keys(propertyDocumentation) as PropertyName[]
