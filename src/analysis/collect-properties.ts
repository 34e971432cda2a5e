import type { CacheSplit } from './cache-split.ts'
import type { Executable } from '../model/edgetpu/executable.ts'
import type { Layer } from '../model/edgetpu/layer.ts'
import type { Network } from '../model/network.ts'
import { isOnDevice, type OperatorAnalysis, type PlainTotals } from './analysis.ts'
import { detectionScores, isDetection } from './detection.ts'
import { mostOnCpu } from './placement.ts'
import { type Properties, type PropertyName, propertyNames } from './properties.ts'
import { sumOf } from './sum.ts'

/**
 * The properties of a compiled model whose operator was read to its end. What the compiler folded is told by what it
 * takes: nothing is known of single layers.
 */
export function collectCompiledProperties(
  network: Network,
  operators: readonly OperatorAnalysis[],
  totals: CompiledTotals,
  executable: Executable,
): Properties {
  const onCpu = operators.filter((operator) => !isOnDevice(operator))
  const compiled = operators.length - onCpu.length
  const [cached, streamed, steps, instructions] = [
    totals.cachedBytes.value,
    totals.streamedBytes.value,
    totals.tensorSteps.value,
    totals.instructionBytes.value,
  ]
  return {
    ...noProperties,
    edgetpuOperators: compiled,
    cpuOperators: onCpu.length,
    cpuOperatorsHigh: onCpu.length,
    dynamicOperators: onCpu.filter(({ isDynamic }) => isDynamic).length,
    compiledOperators: compiled,
    customOperators: onCpu.filter((operator) => operator.placement.reason === 'custom' && !isDetection(operator)).length,
    uncountedSubgraphs: network.subgraphs.length - 1,
    tensorSteps: steps,
    tensorStepsLow: steps,
    tensorStepsHigh: steps,
    parameterPayloadBytes: totals.parameterPayloadBytes.value,
    cachedBytes: cached,
    cachedBytesLow: cached,
    cachedBytesHigh: cached,
    streamedBytes: streamed,
    streamedBytesLow: streamed,
    streamedBytesHigh: streamed,
    expectedStreamedBytes: streamed,
    toDeviceBytes: totals.toDeviceBytes.value,
    fromDeviceBytes: totals.fromDeviceBytes.value,
    instructionBytes: instructions,
    instructionBytesLow: instructions,
    instructionBytesHigh: instructions,
    convolutionOperators: executable.inputLayers.some(isImage) ? 1 : 0,
    cpuMacs: sumOf(onCpu, ({ macs }) => macs ?? 0),
    cpuElements: sumOf(onCpu, ({ cpuElements }) => cpuElements),
    detectionScores: sumOf(onCpu, detectionScores),
  }
}

/** The totals that a compiled operator gives once it was read. */
export type CompiledTotals = PlainTotalsOf<
  'tensorSteps' | 'parameterPayloadBytes' | 'cachedBytes' | 'streamedBytes' | 'toDeviceBytes' | 'fromDeviceBytes' | 'instructionBytes'
>

type PlainTotalsOf<Name extends keyof PlainTotals> = Pick<PlainTotals, Name>

const noProperties = Object.fromEntries(propertyNames.map((name) => [name, 0])) as Record<PropertyName, number>

function isImage({ shape: { y, x } }: Layer): boolean {
  return y > 1 || x > 1
}

/** The properties of a plain model. */
export function collectProperties(
  network: Network,
  operators: readonly OperatorAnalysis[],
  totals: PlainTotals,
  { expectedStreamedBytes, expectedChunkedBytes, chunkedBytesHigh }: CacheSplit,
): Properties {
  const onDevice = operators.filter(isOnDevice)
  const onCpu = operators.filter((operator) => !isOnDevice(operator))
  const ofKinds = (...kinds: string[]): OperatorAnalysis[] => onDevice.filter(({ kind }) => kinds.includes(kind))
  const convolutions = ofKinds('CONV_2D')
  const depthwise = ofKinds('DEPTHWISE_CONV_2D')
  const dense = ofKinds('FULLY_CONNECTED')
  const elementwise = ofKinds('ADD', 'SUB', 'MUL')
  const steps = (list: readonly OperatorAnalysis[]): number => sumOf(list, ({ tensorSteps }) => tensorSteps ?? 0)
  const unverified = onDevice.filter(({ placement }) => placement.support === 'unverified').length
  return {
    edgetpuOperators: onDevice.length,
    cpuOperators: onCpu.length,
    cpuOperatorsHigh: unverified === 0 ? onCpu.length : mostOnCpu(network),
    uncheckedOperators: onDevice.filter(({ isStepRuleChecked }) => !isStepRuleChecked).length,
    uncheckedParameterOperators: onDevice.filter(({ isParameterRuleChecked }) => !isParameterRuleChecked).length,
    dynamicOperators: operators.filter(({ isDynamic }) => isDynamic).length,
    unverifiedOperators: unverified,
    compiledOperators: 0,
    customOperators: onCpu.filter((operator) => operator.placement.reason === 'custom' && !isDetection(operator)).length,
    uncountedSubgraphs: network.subgraphs.length - 1,
    macs: sumOf(onDevice, ({ macs }) => macs ?? 0),
    tensorSteps: totals.tensorSteps.value,
    tensorStepsLow: totals.tensorSteps.low,
    tensorStepsHigh: totals.tensorSteps.high,
    parameterPayloadBytes: totals.parameterPayloadBytes.value,
    cachedBytes: totals.cachedBytes.value,
    cachedBytesLow: totals.cachedBytes.low,
    cachedBytesHigh: totals.cachedBytes.high,
    streamedBytes: totals.streamedBytes.value,
    streamedBytesLow: totals.streamedBytes.low,
    streamedBytesHigh: totals.streamedBytes.high,
    expectedStreamedBytes,
    expectedChunkedBytes,
    chunkedBytesHigh,
    peakActivationBytes: totals.peakActivationBytes.value,
    toDeviceBytes: totals.toDeviceBytes.value,
    fromDeviceBytes: totals.fromDeviceBytes.value,
    instructionBytes: totals.instructionBytes.value,
    instructionBytesLow: totals.instructionBytes.low,
    instructionBytesHigh: totals.instructionBytes.high,
    convolutionOperators: convolutions.length,
    depthwiseOperators: depthwise.length,
    denseOperators: dense.length,
    elementwiseOperators: elementwise.length,
    convolutionSteps: steps(convolutions),
    depthwiseSteps: steps(depthwise),
    denseSteps: steps(dense),
    elementwiseSteps: steps(elementwise),
    writtenActivationBytes: sumOf(onDevice, ({ activationBytes }) => activationBytes),
    cpuMacs: sumOf(onCpu, ({ macs }) => macs ?? 0),
    cpuElements: sumOf(onCpu, ({ cpuElements }) => cpuElements),
    detectionScores: sumOf(onCpu, detectionScores),
  }
}
