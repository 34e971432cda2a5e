import type { Analysis, OperatorAnalysis } from '../analysis/analysis.ts'
import { formatBytes, plural } from './format.ts'
import { nameOf } from './operators.ts'
import type { Cause } from './report.ts'

/** What the memory goes to, whether or not it costs time. */
export function explainMemory(analysis: Analysis, isStreamingExplained: boolean): Cause[] {
  return [
    ...(isStreamingExplained ? [] : explainStreamed(analysis)),
    ...explainParameters(analysis),
    ...explainActivations(analysis),
  ]
}

function explainStreamed({ totals, operators }: Analysis): Cause[] {
  const bytes = totals.streamedBytes?.value ?? 0
  if (bytes === 0) return []
  return [
    {
      code: 'streaming',
      keys: ['streamed', 'memory'],
      text: `${formatBytes(bytes)} of parameters do not fit on the chip. ${largestStreamed(operators)}`.trimEnd(),
    },
  ]
}

/** Which layers are streamed, as a sentence; empty where none is. */
export function largestStreamed(operators: readonly OperatorAnalysis[]): string {
  const streamed = operators.filter(({ parameterStorage }) => parameterStorage === 'streamed')
  const largest = mostBy(streamed, sentBytes)
  if (largest === undefined) return ''
  if (streamed.length === 1) return `They belong to ${nameOf(largest)}.`
  const bytes = formatBytes(sentBytes(largest))
  return `The largest of ${plural(streamed.length, 'layer')} is ${nameOf(largest)} with ${bytes}.`
}

function explainParameters({ operators }: Analysis): Cause[] {
  const withParameters = operators.filter((operator) => parameterBytes(operator) > 0)
  const largest = mostBy(withParameters, parameterBytes)
  if (largest === undefined) return []
  const name = `${nameOf(largest)} takes ${formatBytes(parameterBytes(largest))} of parameter memory`
  const text =
    withParameters.length === 1 ? `${name}.` : `${name}, the most of ${plural(withParameters.length, 'layer')}.`
  return [{ code: 'parameters', keys: ['memory', 'cached'], text }]
}

function explainActivations({ operators }: Analysis): Cause[] {
  const largest = mostBy(operators, ({ activationBytes }) => activationBytes)
  if (largest === undefined || largest.activationBytes === 0) return []
  const bytes = formatBytes(largest.activationBytes)
  const text = `The largest activations are those that ${nameOf(largest)} writes: ${bytes}.`
  return [{ code: 'activations', keys: ['activations'], text }]
}

/** What is sent of a streamed layer, without the padding that a cached one has. */
function sentBytes({ parameterPayloadBytes }: OperatorAnalysis): number {
  return parameterPayloadBytes ?? 0
}

function parameterBytes({ parameterOnChipBytes }: OperatorAnalysis): number {
  return parameterOnChipBytes ?? 0
}

/** The first of those with the greatest measure. */
function mostBy<T>(items: readonly T[], measure: (item: T) => number): T | undefined {
  return items.reduce<T | undefined>(
    (most, item) => (most === undefined || measure(item) > measure(most) ? item : most),
    undefined,
  )
}
