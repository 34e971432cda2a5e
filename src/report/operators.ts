import type { OperatorAnalysis } from '../analysis/analysis.ts'

/** How sentences name an operator. */
export function nameOf({ kind, index }: Pick<OperatorAnalysis, 'kind' | 'index'>): string {
  return `${kind} (operator ${index})`
}

/** Operators with steps on the Edge TPU, those with most first. */
export function mostSteps(operators: readonly OperatorAnalysis[]): OperatorAnalysis[] {
  return operators.filter(hasSteps).sort((a, b) => (b.tensorSteps ?? 0) - (a.tensorSteps ?? 0))
}

/** All operators: those with most steps first, then those on the CPU, then the others, each in their order. */
export function costliestFirst(operators: readonly OperatorAnalysis[]): OperatorAnalysis[] {
  const others = operators.filter((operator) => !hasSteps(operator))
  const isOnCpu = ({ placement }: OperatorAnalysis): boolean => placement.device === 'cpu'
  return [...mostSteps(operators), ...others.filter(isOnCpu), ...others.filter((operator) => !isOnCpu(operator))]
}

function hasSteps({ tensorSteps }: OperatorAnalysis): boolean {
  return (tensorSteps ?? 0) > 0
}
