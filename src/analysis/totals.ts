import type { Network } from '../model/network.ts'
import { peakActivationBytes } from './activations.ts'
import { isOnDevice, type OperatorAnalysis, type Totals } from './analysis.ts'
import { allocate, type CacheCapacity, largestCapacity, reducedCapacity, smallestCapacity, usualCapacity } from './cache.ts'
import { between, exactly, type Figure } from './figure.ts'
import { estimateInstructionBytes } from './instructions.ts'
import type { Parameters } from './parameters.ts'
import { widenForChunks } from './steps.ts'
import { sumOf } from './sum.ts'
import { bytesOf, tensorsAt } from './tensors.ts'
import { countTransfers } from './transfers.ts'

/** Activation memory of all tiles: 16 x 196,608 B (google-coral/libedgetpu driver/config/beagle). */
const tileActivationBytes = 16 * 196_608

/** Networks of vectors rather than images: dense sweeps never showed less than the usual capacity. */
const vectorBytes = 65_536

/** Totals of a plain model, predicted. */
export function totalPlain(
  network: Network,
  operators: readonly OperatorAnalysis[],
  parameters: readonly Parameters[],
): Totals {
  const onDevice = operators.filter(isOnDevice)
  const steps = sumOf(onDevice, ({ tensorSteps }) => tensorSteps ?? 0)
  const onChip = sumOf(parameters, ({ onChipBytes }) => onChipBytes)
  const workingSetBytes = largestWorkingSetBytes(network, operators)
  const streamed = streamedRange(parameters, workingSetBytes)
  return {
    ...transferTotals(network, operators),
    macs: exactly(sumOf(operators, ({ macs }) => macs)),
    tensorSteps: widenForChunks(steps, workingSetBytes),
    parameterPayloadBytes: exactly(sumOf(parameters, ({ payloadBytes }) => payloadBytes)),
    cachedBytes: between(onChip - streamed.high, onChip - streamed.value, onChip - streamed.low),
    streamedBytes: streamed,
    peakActivationBytes: exactly(peakActivationBytes(network)),
    instructionBytes: estimateInstructionBytes({
      operators: onDevice.length,
      softmaxOperators: onDevice.filter(({ kind }) => kind === 'SOFTMAX').length,
      writtenActivationBytes: sumOf(onDevice, ({ activationBytes }) => activationBytes),
    }),
  }
}

/** Totals of a compiled model: what lies inside the compiled operator is not known; what crosses its border is. */
export function totalCompiled(network: Network, operators: readonly OperatorAnalysis[]): Totals {
  return {
    ...transferTotals(network, operators),
    macs: null,
    tensorSteps: null,
    parameterPayloadBytes: null,
    cachedBytes: null,
    streamedBytes: null,
    peakActivationBytes: null,
    instructionBytes: null,
  }
}

function transferTotals(
  network: Network,
  operators: readonly OperatorAnalysis[],
): Pick<Totals, 'operators' | 'cpuOperators' | 'toDeviceBytes' | 'fromDeviceBytes'> {
  const placements = operators.map(({ placement }) => placement)
  const { toDeviceBytes, fromDeviceBytes } = countTransfers(network, placements)
  return {
    operators: operators.length,
    cpuOperators: operators.filter((operator) => !isOnDevice(operator)).length,
    toDeviceBytes: exactly(toDeviceBytes),
    fromDeviceBytes: exactly(fromDeviceBytes),
  }
}

/**
 * The bytes that are streamed with the usual capacity of the chip, with the largest and with the smallest that was ever
 * logged for networks whose activations do or do not fit into the tiles. No closed rule for the capacity is known.
 */
function streamedRange(parameters: readonly Parameters[], workingSetBytes: number): Figure {
  const streamedWith = (capacity: CacheCapacity): number => {
    const storage = allocate(parameters, capacity)
    return sumOf(parameters, ({ onChipBytes }, index) => (storage[index] === 'streamed' ? onChipBytes : 0))
  }
  const value = streamedWith(usualCapacity)
  const most = streamedWith(leastCapacity(workingSetBytes))
  return between(Math.min(value, streamedWith(largestCapacity)), value, Math.max(value, most))
}

/** The least capacity logged for networks with operators of this size. */
function leastCapacity(workingSetBytes: number): CacheCapacity {
  if (workingSetBytes <= vectorBytes) return usualCapacity
  return workingSetBytes <= tileActivationBytes ? reducedCapacity : smallestCapacity
}

/** The most bytes that one operator on the device reads and writes. */
function largestWorkingSetBytes(network: Network, operators: readonly OperatorAnalysis[]): number {
  return operators.filter(isOnDevice).reduce((most, { index, activationBytes }) => {
    const inputs = tensorsAt(network, network.operators[index]?.inputs ?? []).filter(({ constant }) => !constant)
    return Math.max(most, activationBytes + sumOf(inputs, (tensor) => bytesOf(tensor) ?? 0))
  }, 0)
}
