import type { Properties } from '../analysis/properties.ts'
import type { LatencyCoefficients } from './coefficients.ts'

/** The parts that the time of an inference is made of. */
export const latencyTermNames = ['fixed', 'instructions', 'input', 'streamed', 'compute', 'output', 'cpu'] as const
export type LatencyTermName = (typeof latencyTermNames)[number]

/** Time in milliseconds: likely, at least, at most. */
export interface Range {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** The time of one inference, and the parts it is made of before any overlap. */
export interface LatencyBreakdown extends Range {
  readonly terms: Readonly<Record<LatencyTermName, Range>>
  /** By what all of it is more than the time model says, as was learnt from measurements; left out where nothing was. */
  readonly learntFactor?: number | undefined
}

type Bound = keyof Range

/**
 * The time model:
 * `fixed + operators x time of one + (instructions + input) / up + streamed parameters / stream + steps x clocks of one
 * / clock + output / down + CPU`, where the time of an operator is nothing and a step takes one clock unless a
 * calibration found otherwise, the operators count as fixed time,
 * and on links that overlap transfers with compute the longer of what is sent beside parameters and compute takes the
 * place of the sum of these two.
 * Of a compiled model nobody knows how many operators it holds: where they take time, other rates stand for all of it.
 * The range follows from the ranges of the properties and coefficients alone, before any check against measurements.
 *
 * Source of the form: fits on published chains of convolutions and dense layers and on the vendor's tables; one step
 * per clock is confirmed by chains of 7x7 convolutions that take 0.821 to 0.824 ms a layer against 0.803 ms by the
 * rule.
 */
export function breakDownLatency(
  properties: Properties,
  coefficients: LatencyCoefficients,
  clockMhz: number,
): LatencyBreakdown {
  const terms = latencyTerms(properties, ratesFor(properties, coefficients), clockMhz)
  const total = (bound: Bound): number => combine(terms, coefficients.combination.value, bound)
  return { value: total('value'), low: total('low'), high: total('high'), terms }
}

function ratesFor({ compiledOperators }: Properties, coefficients: LatencyCoefficients): LatencyCoefficients {
  const { ofCompiled } = coefficients
  if (compiledOperators === 0 || ofCompiled === undefined) return coefficients
  return { ...coefficients, ...ofCompiled, operatorMs: undefined }
}

/** Milliseconds that a count of steps takes: one clock each, or as many as coefficients say. */
export function computeMs(
  steps: number,
  clockMhz: number,
  { clocksPerStep }: Pick<LatencyCoefficients, 'clocksPerStep'> = {},
): number {
  return (steps * (clocksPerStep?.value ?? 1)) / (clockMhz * 1_000)
}

function latencyTerms(
  properties: Properties,
  coefficients: LatencyCoefficients,
  clockMhz: number,
): LatencyBreakdown['terms'] {
  const usesDevice = properties.edgetpuOperators > 0
  const up = (bytes: number): number => bytes / coefficients.upBytesPerMs.value
  const streamed = (bytes: number, chunkedBytes: number, repeats: number): number =>
    (bytes + chunkedBytes * (repeats - 1)) / coefficients.streamBytesPerMs.value
  const { chunkRepeats } = coefficients
  const operatorsMs = properties.edgetpuOperators * (coefficients.operatorMs?.value ?? 0)
  const cpuMs =
    properties.cpuMacs / coefficients.cpuMacsPerMs.value +
    properties.cpuElements / coefficients.cpuElementsPerMs.value +
    properties.detectionScores / coefficients.detectionScoresPerMs.value
  return {
    fixed: certain(usesDevice ? coefficients.fixedMs.value + operatorsMs : 0),
    instructions: {
      value: up(properties.instructionBytes),
      low: up(properties.instructionBytesLow),
      high: up(properties.instructionBytesHigh),
    },
    input: certain(up(properties.toDeviceBytes)),
    streamed: {
      value: streamed(properties.expectedStreamedBytes, properties.expectedChunkedBytes, chunkRepeats.value),
      low: streamed(properties.streamedBytesLow, 0, chunkRepeats.low),
      high: streamed(properties.streamedBytesHigh, properties.chunkedBytesHigh, chunkRepeats.high),
    },
    compute: {
      value: computeMs(properties.tensorSteps, clockMhz, coefficients),
      low: computeMs(properties.tensorStepsLow, clockMhz, coefficients),
      high: computeMs(properties.tensorStepsHigh, clockMhz, coefficients),
    },
    output: certain(properties.fromDeviceBytes / coefficients.downBytesPerMs.value),
    cpu: { value: cpuMs, low: cpuMs / coefficients.cpuFactor.value, high: cpuMs * coefficients.cpuFactor.value },
  }
}

function combine(terms: LatencyBreakdown['terms'], combination: 'sum' | 'overlap', bound: Bound): number {
  const up = terms.instructions[bound] + terms.input[bound]
  const compute = terms.compute[bound]
  const busy = combination === 'overlap' ? Math.max(up, compute) : up + compute
  return terms.fixed[bound] + busy + terms.streamed[bound] + terms.output[bound] + terms.cpu[bound]
}

function certain(ms: number): Range {
  return { value: ms, low: ms, high: ms }
}
