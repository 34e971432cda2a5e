import type { Analysis } from '../analysis/analysis.ts'
import type { BudgetKey } from '../budget/budget.ts'
import type { Demand } from '../estimator/estimate-demand.ts'
import type { LatencyBreakdown, LatencyTermName } from '../estimator/latency.ts'
import { explainEnvelope } from './envelope-causes.ts'
import { formatBytes, formatCount, formatMs, formatShare } from './format.ts'
import { hiddenTerms, timeKeys } from './latency-terms.ts'
import { explainMemory, largestStreamed } from './memory-causes.ts'
import { mostSteps, nameOf } from './operators.ts'
import { explainPlacement } from './placement-causes.ts'
import type { Cause } from './report.ts'

/** A part of the latency below this share explains nothing. */
const leastShare = 0.1

/** From this share on, depthwise convolutions are what the compute consists of. */
const mostlyDepthwise = 0.5

/** Why a network takes what it takes on a target, the largest share of the time first. */
export function explainDemand(analysis: Analysis, demand: Demand): Cause[] {
  const { latency } = demand
  const placement = explainPlacement(analysis)
  const time = latency === undefined ? [] : explainLatency(analysis, latency, placement[0])
  const isCpuExplained = time.some(({ code }) => code === 'cpu')
  return [
    ...time,
    ...(isCpuExplained ? placement.slice(1) : placement),
    ...(analysis.format === 'compiled' ? [] : explainMemory(analysis, time.some(({ code }) => code === 'streaming'))),
    ...explainPower(analysis, latency),
    ...explainEnvelope(analysis.properties, demand),
  ]
}

/** What a term of the latency is, given the share it has: "0.5 ms of the 2 ms". */
type ExplainTerm = (share: string) => Cause

function explainLatency(analysis: Analysis, latency: LatencyBreakdown, placement: Cause | undefined): Cause[] {
  const hidden = hiddenTerms(latency)
  return termExplanations(analysis, placement)
    .map(([term, explain]) => ({ term, explain, ms: latency.terms[term].value }))
    .filter(({ term, ms }) => ms > 0 && ms / latency.value >= leastShare && !hidden.has(term))
    .sort((a, b) => b.ms - a.ms)
    .map(({ explain, ms }) => explain(`${formatMs(ms)} of the ${formatMs(latency.value)}`))
}

function termExplanations(analysis: Analysis, placement: Cause | undefined): [LatencyTermName, ExplainTerm][] {
  const { instructionBytes, toDeviceBytes, fromDeviceBytes } = analysis.totals
  const explain = (code: Cause['code'], text: (share: string) => string): ExplainTerm =>
    (share) => ({ code, keys: timeKeys, text: text(share) })
  const input = formatBytes(toDeviceBytes.value)
  const output = formatBytes(fromDeviceBytes.value)
  const instructions = formatBytes(instructionBytes?.value ?? 0)
  const about = instructionBytes?.source === 'read' ? '' : 'about '
  return [
    ['streamed', (share) => explainStreaming(analysis, share)],
    ['cpu', (share) => explainCpu(analysis, share, placement)],
    ['compute', explain('compute', (share) => explainCompute(analysis, share))],
    ['instructions', explain('instructions', (share) =>
      `Sending instructions takes ${share}: ${about}${instructions}, at every inference.`)],
    ['input', explain('input', (share) => `Sending the input takes ${share}: ${input}.`)],
    ['output', explain('output', (share) => `Reading the output takes ${share}: ${output}, in the slow direction.`)],
  ]
}

function explainStreaming({ totals, operators, executable }: Analysis, share: string): Cause {
  const bytes = formatBytes(totals.streamedBytes?.value ?? 0)
  const sentence = `${bytes} of parameters do not fit on chip and are streamed at every inference: ${share}.`
  // What the compiler folded into one operator has no layers to name.
  const layers = executable === undefined ? largestStreamed(operators) : ''
  const keys: readonly BudgetKey[] = [...timeKeys, 'streamed', 'memory']
  return { code: 'streaming', keys, text: `${sentence} ${layers}`.trimEnd() }
}

function explainCpu({ properties }: Analysis, share: string, placement: Cause | undefined): Cause {
  const keys: readonly BudgetKey[] = [...timeKeys, 'cpuOperators']
  // What a custom operator computes is not known.
  const least = (properties?.customOperators ?? 0) > 0 ? 'at least ' : ''
  const text = `Work on the CPU takes ${least}${share}. ${placement?.text ?? ''}`.trimEnd()
  return { code: 'cpu', keys, text }
}

function explainCompute({ operators, totals, executable }: Analysis, share: string): string {
  const steps = totals.tensorSteps?.value ?? 0
  if (executable !== undefined) return `Computing takes ${share}: ${formatCount(steps)} tensor steps.`
  const [first] = mostSteps(operators)
  const depthwise = operators
    .filter(({ kind }) => kind === 'DEPTHWISE_CONV_2D')
    .reduce((sum, { tensorSteps }) => sum + (tensorSteps ?? 0), 0)
  const parts = [`${formatCount(steps)} tensor steps`]
  if (first !== undefined) parts.push(`${formatShare((first.tensorSteps ?? 0) / steps)} of them in ${nameOf(first)}`)
  if (depthwise / steps >= mostlyDepthwise) {
    // One step is 64 outputs x 4 inputs; a depthwise convolution has one input for each output.
    parts.push(`${formatShare(depthwise / steps)} in depthwise convolutions, which keep 4 of 256 multipliers busy`)
  }
  return `Computing takes ${share}: ${parts.join(', ')}.`
}

function explainPower({ properties }: Analysis, latency: LatencyBreakdown | undefined): Cause[] {
  if (latency === undefined || latency.terms.compute.value === 0) return []
  const share = formatShare(Math.min(1, latency.terms.compute.value / latency.value))
  const least = (properties?.uncheckedOperators ?? 0) > 0 ? 'at least ' : ''
  const text = `The tiles compute for ${least}${share} of the time and wait for the rest.`
  return [{ code: 'power', keys: ['power', 'energy'], text }]
}
