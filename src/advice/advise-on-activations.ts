import type { Analysis } from '../analysis/analysis.ts'
import { analyse } from '../analysis/analyse.ts'
import { activationsRead, bytesOf, tensorsAt } from '../analysis/tensors.ts'
import { sumOf } from '../analysis/sum.ts'
import type { Network, Tensor } from '../model/network.ts'
import { type ActivationAdvice, measure } from './advice.ts'
import { largestSmallerInput } from './smaller-input.ts'

/** What to do about activations that are computed in chunks. */
export function adviseOnActivations(network: Network, analysis: Analysis): ActivationAdvice[] {
  if (!isCutInChunks(analysis)) return []
  const largest = largestWorkingSet(network, analysis)
  if (largest === undefined) return []
  return [
    {
      kind: 'activations',
      ...largest,
      smallerInput: largestSmallerInput(network, measure(analysis), (smaller) => {
        const after = analyse(smaller)
        return !isCutInChunks(after) && after.totals.cpuOperators <= analysis.totals.cpuOperators
      }),
    },
  ]
}

/** Chunks that overlap are the one thing that leaves the number of steps open. */
function isCutInChunks({ totals: { tensorSteps } }: Analysis): boolean {
  return tensorSteps !== null && tensorSteps.low !== tensorSteps.high
}

type WorkingSet = Pick<ActivationAdvice, 'operator' | 'workingSetBytes' | 'tensor' | 'shape' | 'tensorBytes'>

function largestWorkingSet(network: Network, { operators }: Analysis): WorkingSet | undefined {
  const sets = operators.flatMap(({ index, placement }): WorkingSet[] => {
    const operator = placement.device === 'edgetpu' ? network.operators[index] : undefined
    const tensors = [...activationsRead(network, operator), ...tensorsAt(network, operator?.outputs ?? [])]
    const tensor = mostBy(tensors, sizeOf)
    const workingSetBytes = sumOf(tensors, sizeOf)
    if (tensor === undefined) return []
    const { name, shape } = tensor
    return [{ operator: index, workingSetBytes, tensor: name, shape, tensorBytes: sizeOf(tensor) }]
  })
  return mostBy(sets, ({ workingSetBytes }) => workingSetBytes)
}

function sizeOf(tensor: Tensor): number {
  return bytesOf(tensor) ?? 0
}

/** The first of those with the greatest measure. */
function mostBy<T>(items: readonly T[], size: (item: T) => number): T | undefined {
  return items.reduce<T | undefined>(
    (most, item) => (most === undefined || size(item) > size(most) ? item : most),
    undefined,
  )
}
