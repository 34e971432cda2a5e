import type { OperatorAnalysis } from '../analysis/analysis.ts'
import type { EstimatorArtifact } from '../estimator/artifact.ts'
import { computeMs } from '../estimator/latency.ts'
import type { Aligned } from './align.ts'
import { isSameOperator, matchOperators } from './match-operators.ts'

/** An operator that differs between two networks, or that only one of them has. */
export interface OperatorChange {
  /** Undefined: the operator is new. */
  readonly base: OperatorAnalysis | undefined
  /** Undefined: the operator is gone. */
  readonly head: OperatorAnalysis | undefined
  /** What it adds to the latency model's terms, in milliseconds, before any overlap. */
  readonly addedMs: OperatorTerms
}

/** Parts of the time model that single operators cause. */
export interface OperatorTerms {
  readonly compute: number
  readonly streamed: number
  readonly cpu: number
}

/** The operators that differ, in the order of the networks. */
export function changedOperators(
  base: readonly OperatorAnalysis[],
  head: readonly OperatorAnalysis[],
  estimator: EstimatorArtifact,
): OperatorChange[] {
  return matchOperators(base, head)
    .filter((pair) => !isUnchanged(pair))
    .map((pair) => ({ base: pair.base, head: pair.head, addedMs: addedBy(pair, estimator) }))
}

/** The same operator in the same place at the same cost. */
function isUnchanged({ base, head }: Aligned<OperatorAnalysis>): boolean {
  if (base === undefined || head === undefined) return false
  return (
    isSameOperator(base, head) &&
    base.placement.device === head.placement.device &&
    base.parameterStorage === head.parameterStorage &&
    base.tensorSteps === head.tensorSteps &&
    base.parameterPayloadBytes === head.parameterPayloadBytes &&
    base.cpuElements === head.cpuElements
  )
}

function addedBy({ base, head }: Aligned<OperatorAnalysis>, estimator: EstimatorArtifact): OperatorTerms {
  const before = termsOf(base, estimator)
  const after = termsOf(head, estimator)
  return {
    compute: after.compute - before.compute,
    streamed: after.streamed - before.streamed,
    cpu: after.cpu - before.cpu,
  }
}

/** Likely values; see `latency.ts` for the model. */
function termsOf(operator: OperatorAnalysis | undefined, { latency, clockMhz }: EstimatorArtifact): OperatorTerms {
  if (operator === undefined) return { compute: 0, streamed: 0, cpu: 0 }
  const { tensorSteps, parameterStorage, parameterPayloadBytes, placement, macs, cpuElements } = operator
  const streamedBytes = parameterStorage === 'streamed' ? (parameterPayloadBytes ?? 0) : 0
  const cpuMacs = placement.device === 'cpu' ? (macs ?? 0) : 0
  return {
    compute: computeMs(tensorSteps ?? 0, clockMhz, latency),
    streamed: streamedBytes / latency.streamBytesPerMs.value,
    cpu: cpuMacs / latency.cpuMacsPerMs.value + cpuElements / latency.cpuElementsPerMs.value,
  }
}
