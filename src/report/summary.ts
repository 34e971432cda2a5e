import { formatCount, formatShare, plural } from './format.ts'
import type { BudgetResult, Report } from './report.ts'

/** The end of a report in words. */
export interface Summary {
  /** Whether the run passed, and why not. */
  readonly headline: string
  /** What the reader must know to trust the figures. */
  readonly remarks: readonly string[]
}

export function summarise(report: Report): Summary {
  return { headline: headlineOf(report), remarks: [...intervalRemarks(report), ...measurementRemarks(report)] }
}

function headlineOf(report: Report): string {
  const { verdict, models, unreadable } = report
  const parts = [
    ...(unreadable.length === 0 ? [] : [`${plural(unreadable.length, 'model')} could not be read`]),
    ...(models.length === 0 && unreadable.length > 0 ? [] : [budgetsInWords(report)]),
  ]
  return `${verdict === 'failed' ? 'Failed' : 'Passed'}: ${parts.join('; ')}.`
}

function budgetsInWords({ models, counts }: Report): string {
  if (models.length === 0) return 'there is no model to judge'
  const budgets = models.flatMap(({ results }) => results.flatMap((result) => result.budgets))
  const failing = countOf(budgets, 'fail')
  const warning = countOf(budgets, 'warn')
  const all = `${plural(budgets.length, 'budget')} of ${plural(models.length, 'model')}`
  const judged = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${formatCount(count)} ${name}`)
  return [
    failing === 0 ? all : `${formatCount(failing)} of ${all} ${failing === 1 ? 'fails' : 'fail'}`,
    warning === 0 ? '' : `, ${formatCount(warning)} ${warning === 1 ? 'warns' : 'warn'}`,
    judged.length === 0 ? '' : ` (${judged.join(', ')})`,
  ].join('')
}

function countOf(budgets: readonly BudgetResult[], outcome: BudgetResult['outcome']): number {
  return budgets.filter((budget) => budget.outcome === outcome).length
}

function intervalRemarks({ models }: Report): string[] {
  const latencies = models.flatMap(({ results }) =>
    results.flatMap(({ target, estimates }) =>
      estimates.flatMap((estimate) =>
        estimate.basis === 'estimated' && estimate.quantity === 'latency' ? [{ target, ...estimate.coverage }] : [],
      ),
    ),
  )
  const byTarget = new Map(latencies.map((latency) => [latency.target, latency]))
  return [...byTarget.values()].map(({ target, share, points }) => {
    const basis = plural(points, 'published model')
    return share === null
      ? `Latency intervals of ${target} rest on ${basis}: coverage not established.`
      : `Latency intervals of ${target} held ${formatShare(share)} of ${basis}.`
  })
}

function measurementRemarks({ needsMeasurement }: Report): string[] {
  return needsMeasurement.map(
    ({ path, target, keys }) => `Measure ${path} on ${target} to settle ${keys.join(', ')}: the estimate cannot tell.`,
  )
}
