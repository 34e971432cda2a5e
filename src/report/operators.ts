import type { OperatorAnalysis } from '../analysis/analysis.ts'

/** How sentences name an operator. */
export function nameOf({ kind, index }: Pick<OperatorAnalysis, 'kind' | 'index'>): string {
  return `${kind} (operator ${index})`
}

/** Names from converters may hold a path for every operator that was merged, and custom kinds are any text. */
const longestName = 48
const longestKind = 40

/** The operator's own name with its kind, or its place where it has none. */
export function fullNameOf({ output, kind, index }: Pick<OperatorAnalysis, 'output' | 'kind' | 'index'>): string {
  const name = [...(output.split(';')[0] ?? '')]
  const kindLetters = [...kind]
  const shortKind = kindLetters.length > longestKind ? `${kindLetters.slice(0, longestKind - 1).join('')}…` : kind
  if (name.length === 0) return `${shortKind} (operator ${index})`
  const shortName = name.length > longestName ? `…${name.slice(1 - longestName).join('')}` : name.join('')
  return `${shortName} (${shortKind})`
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
