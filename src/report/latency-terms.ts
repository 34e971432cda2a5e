import type { BudgetKey } from '../budget/budget.ts'
import type { LatencyBreakdown, LatencyTermName } from '../estimator/latency.ts'

/** Budgets that the latency bears on. */
export const timeKeys: readonly BudgetKey[] = ['latency', 'throughput', 'energy']

const sentTerms = ['instructions', 'input'] as const

/** Rounding of a sum of a few terms. */
const tolerance = 1e-9

/**
 * The terms that take no time of their own: on links that overlap transfers with compute, the shorter of the two passes
 * while the other goes on. The terms then sum to more than the latency.
 */
export function hiddenTerms({ value, terms }: LatencyBreakdown): ReadonlySet<LatencyTermName> {
  const total = Object.values(terms).reduce((sum, term) => sum + term.value, 0)
  if (total <= value * (1 + tolerance)) return new Set()
  const sent = sentTerms.reduce((sum, name) => sum + terms[name].value, 0)
  return new Set<LatencyTermName>(sent > terms.compute.value ? ['compute'] : sentTerms)
}
