import { type Properties, type PropertyName, propertyNames } from '../analysis/properties.ts'
import type { EstimatorArtifact } from './artifact.ts'
import type { Coverage } from './estimate.ts'
import type { LatencyBreakdown, Range } from './latency.ts'
import { estimateWith } from './learning/estimate-with.ts'

/** What was learnt of a network's latency, in milliseconds. */
export interface LearnedLatency {
  readonly value: number
  /** Undefined where nothing bounds it: the network is unlike all that were learnt from. */
  readonly interval: Range | undefined
  readonly coverage: Coverage
  /** The properties that leave what was seen. */
  readonly outside: readonly PropertyName[]
}

/**
 * What a target learnt of latencies says of a network. Beyond what was seen the time model speaks, where it was checked on
 * the target; else what was learnt, which then says that it is outside.
 * @returns undefined where the time model speaks
 */
export function learnedLatency(
  { learned, checkPoints }: Pick<EstimatorArtifact, 'learned' | 'checkPoints'>,
  properties: Properties,
): LearnedLatency | undefined {
  if (learned === undefined) return undefined
  const { value, low, high, outside } = estimateWith(learned, properties)
  if (outside.length > 0 && checkPoints.length > 0) return undefined
  const share = outside.length > 0 ? null : (learned.heldOut.find(({ split }) => split === 'grouped')?.coverage ?? null)
  return {
    value,
    interval: high === null ? undefined : { value, low, high },
    coverage: { share, points: learned.networks, of: 'networks' },
    outside: [...new Set(outside.map(propertyOf))],
  }
}

/** Features that are no property follow from the counts of operators. */
function propertyOf(feature: string): PropertyName {
  return propertyNames.find((name) => name === feature) ?? 'edgetpuOperators'
}

/** The terms of a latency that was learnt: those of the time model, all by the factor that the whole is off by. */
export function scaledTo(latency: LatencyBreakdown, value: number): LatencyBreakdown {
  const factor = latency.value > 0 ? value / latency.value : 1
  const scaled = (range: Range): Range => ({ value: range.value * factor, low: range.low * factor, high: range.high * factor })
  const { fixed, instructions, input, streamed, compute, output, cpu } = latency.terms
  return {
    ...scaled(latency),
    terms: {
      fixed: scaled(fixed),
      instructions: scaled(instructions),
      input: scaled(input),
      streamed: scaled(streamed),
      compute: scaled(compute),
      output: scaled(output),
      cpu: scaled(cpu),
    },
    learntFactor: factor,
  }
}
