import type { Network } from '../model/network.ts'
import { isOnDevice, type OperatorAnalysis, type PlainTotals } from './analysis.ts'
import { mostOnCpu } from './placement.ts'
import type { Properties } from './properties.ts'
import { sumOf } from './sum.ts'

/** The properties of a plain model. */
export function collectProperties(
  network: Network,
  operators: readonly OperatorAnalysis[],
  totals: PlainTotals,
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
    customOperators: onCpu.filter(({ placement }) => placement.reason === 'custom').length,
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
  }
}
