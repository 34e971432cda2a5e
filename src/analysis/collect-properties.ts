import type { Network } from '../model/network.ts'
import { isOnDevice, type OperatorAnalysis, type Totals } from './analysis.ts'
import { mostOnCpu } from './placement.ts'
import type { Properties } from './properties.ts'
import { sumOf } from './sum.ts'
import { elementsOf, tensorsAt } from './tensors.ts'

/** The properties of a plain model. */
export function collectProperties(
  network: Network,
  operators: readonly OperatorAnalysis[],
  totals: Totals,
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
    tensorSteps: totals.tensorSteps?.value ?? 0,
    tensorStepsLow: totals.tensorSteps?.low ?? 0,
    tensorStepsHigh: totals.tensorSteps?.high ?? 0,
    parameterPayloadBytes: totals.parameterPayloadBytes?.value ?? 0,
    cachedBytes: totals.cachedBytes?.value ?? 0,
    cachedBytesLow: totals.cachedBytes?.low ?? 0,
    cachedBytesHigh: totals.cachedBytes?.high ?? 0,
    streamedBytes: totals.streamedBytes?.value ?? 0,
    streamedBytesLow: totals.streamedBytes?.low ?? 0,
    streamedBytesHigh: totals.streamedBytes?.high ?? 0,
    peakActivationBytes: totals.peakActivationBytes?.value ?? 0,
    toDeviceBytes: totals.toDeviceBytes.value,
    fromDeviceBytes: totals.fromDeviceBytes.value,
    instructionBytes: totals.instructionBytes?.value ?? 0,
    instructionBytesLow: totals.instructionBytes?.low ?? 0,
    instructionBytesHigh: totals.instructionBytes?.high ?? 0,
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
    cpuElements: sumOf(onCpu.filter(isCostedByElements), ({ index }) => touchedElements(network, index)),
  }
}

/** Reshapes move nothing, products are costed apart, and what a custom operator does is not known. */
function isCostedByElements({ kind, macs, placement }: OperatorAnalysis): boolean {
  return macs === 0 && kind !== 'RESHAPE' && placement.reason !== 'custom'
}

/** Elements of the activations that an operator reads and writes. */
function touchedElements(network: Network, index: number): number {
  const operator = network.operators[index]
  if (operator === undefined) return 0
  const inputs = tensorsAt(network, operator.inputs).filter(({ constant }) => !constant)
  return sumOf([...inputs, ...tensorsAt(network, operator.outputs)], elementsOf)
}
