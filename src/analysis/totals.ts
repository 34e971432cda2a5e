import type { Executable } from '../model/edgetpu/executable.ts'
import type { Network } from '../model/network.ts'
import { peakActivationBytes } from './activations.ts'
import { isOnDevice, type OperatorAnalysis, type PlainTotals, type Totals } from './analysis.ts'
import { type CacheCapacity, reducedCapacity, smallestCapacity, usualCapacity } from './cache.ts'
import { type CacheLayer, type CachePart, type CacheSplit, splitTogether } from './cache-split.ts'
import { isDecoded } from './compiled.ts'
import { between, exactly, type Figure } from './figure.ts'
import { estimateInstructionBytes } from './instructions.ts'
import type { Parameters } from './parameters.ts'
import { softmaxParameterBytes } from './reload.ts'
import { widenForChunks } from './steps.ts'
import { sumOf } from './sum.ts'
import { activationsRead, bytesOf } from './tensors.ts'
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
  part: CachePart,
  { cachedBytes, streamedBytes, reloadBytes }: CacheSplit,
): PlainTotals {
  const onDevice = operators.filter(isOnDevice)
  const steps = sumOf(onDevice, ({ tensorSteps }) => tensorSteps ?? 0)
  return {
    ...transferTotals(network, operators),
    macs: exactly(sumOf(operators, ({ macs }) => macs ?? 0)),
    tensorSteps: widenForChunks(steps, largestWorkingSetBytes(network, operators)),
    parameterPayloadBytes: payloadOf(parameters, part.softmaxOperators),
    cachedBytes,
    streamedBytes,
    reloadBytes,
    peakActivationBytes: exactly(peakActivationBytes(network)),
    instructionBytes: estimateInstructionBytes({
      operators: onDevice.length,
      softmaxOperators: part.softmaxOperators,
      writtenActivationBytes: sumOf(onDevice, ({ activationBytes }) => activationBytes),
    }),
  }
}

/**
 * Totals of a compiled model: what its compiled operator says, and what crosses that operator's border. Where it could not
 * be read, only the latter is known; where its instructions could not be decoded to their end, no steps.
 */
export function totalCompiled(
  network: Network,
  operators: readonly OperatorAnalysis[],
  executable: Executable | undefined,
): Totals {
  const border = transferTotals(network, operators)
  if (executable === undefined) return { ...border, ...unreadTotals }
  const { cachedParameterBytes, instructionBytes, dma, outputLayers, tensorSteps } = executable
  const read = (value: number): Figure => exactly(value, 'read')
  const streamedBytes = dma.parameters.in.bytes
  // Where the compiler could not plan the outputs, their layers tell.
  const outputBytes = sumOf(outputLayers, ({ sizeBytes, executionsPerInference }) => sizeBytes * executionsPerInference)
  return {
    ...border,
    ...unreadTotals,
    tensorSteps: isDecoded(executable) ? read(tensorSteps.busiestTile) : null,
    parameterPayloadBytes: read(cachedParameterBytes + executable.streamedParameterBytes),
    cachedBytes: read(cachedParameterBytes),
    streamedBytes: read(streamedBytes),
    reloadBytes: read(cachedParameterBytes + executable.cachingInstructionBytes),
    toDeviceBytes: read(dma.input.in.bytes),
    fromDeviceBytes: read(dma.output.out.bytes === 0 ? outputBytes : dma.output.out.bytes),
    instructionBytes: read(instructionBytes),
  }
}

const unreadTotals = {
  macs: null,
  tensorSteps: null,
  parameterPayloadBytes: null,
  cachedBytes: null,
  streamedBytes: null,
  reloadBytes: null,
  peakActivationBytes: null,
  instructionBytes: null,
} as const

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

/** What the cache must know of a plain model, also where it shares the cache with others. */
export function cachePartOf(
  network: Network,
  operators: readonly OperatorAnalysis[],
  parameters: readonly Parameters[],
): CachePart {
  return {
    layers: parameters.flatMap(({ payloadBytes, onChipBytes, layout }, index): CacheLayer[] => {
      const isChunked = workingSetBytes(network, operators[index]) > tileActivationBytes
      return onChipBytes > 0 ? [{ payloadBytes, onChipBytes, layout, isChunked }] : []
    }),
    leastCapacity: leastCapacity(largestWorkingSetBytes(network, operators)),
    softmaxOperators: softmaxOperators(operators),
  }
}

/** A model that has the cache for itself. */
export function splitAlone(part: CachePart): CacheSplit {
  const [split] = splitTogether([part])
  if (split === undefined) throw new Error('one model has one split')
  return split
}

/** Which compiler it will be is not known: those of 2021 add a constant for each SOFTMAX. */
function payloadOf(parameters: readonly Parameters[], softmaxes: number): Figure {
  const payload = sumOf(parameters, ({ payloadBytes }) => payloadBytes)
  return between(payload, payload, payload + softmaxes * softmaxParameterBytes)
}

function softmaxOperators(operators: readonly OperatorAnalysis[]): number {
  return operators.filter((operator) => isOnDevice(operator) && operator.kind === 'SOFTMAX').length
}

/**
 * The least capacity for networks with operators of this size, which is a judgement: no closed rule is known. Of 13
 * published logs of image networks with up to 5.01 MiB of parameters 10 stream nothing, one 5.5 KiB, one 0.3 MiB and
 * one (MobileNetV3Small) 3.45 MiB.
 */
function leastCapacity(largestWorkingSet: number): CacheCapacity {
  if (largestWorkingSet <= vectorBytes) return usualCapacity
  return largestWorkingSet <= tileActivationBytes ? reducedCapacity : smallestCapacity
}

/** The most bytes that one operator on the device reads and writes. */
function largestWorkingSetBytes(network: Network, operators: readonly OperatorAnalysis[]): number {
  return operators.reduce((most, operator) => Math.max(most, workingSetBytes(network, operator)), 0)
}

/** The bytes that an operator on the device reads and writes. */
function workingSetBytes(network: Network, operator: OperatorAnalysis | undefined): number {
  if (operator === undefined || !isOnDevice(operator)) return 0
  const read = sumOf(activationsRead(network, network.operators[operator.index]), (tensor) => bytesOf(tensor) ?? 0)
  return operator.activationBytes + read
}
