import type { Coverage } from '../estimator/estimate.ts'
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

/** What the intervals of the judged quantities rest on, for each target. */
function intervalRemarks({ models }: Report): string[] {
  const judged = new Map<string, Map<string, Coverage>>()
  for (const { target, estimates, budgets } of models.flatMap(({ results }) => results)) {
    const keys = new Set<string>(budgets.map(({ key }) => (key === 'throughput' ? 'latency' : key)))
    for (const estimate of estimates) {
      const isShown = estimate.basis === 'estimated' && keys.has(estimate.quantity) && pointNouns.has(estimate.quantity)
      if (!isShown) continue
      const coverages = judged.get(target) ?? new Map<string, Coverage>()
      judged.set(target, coverages.set(estimate.quantity, estimate.coverage))
    }
  }
  return [...judged].map(([target, coverages]) => remarkOn(target, coverages))
}

/** What the points of a quantity's intervals are; others follow from the model without a check against figures. */
const pointNouns: ReadonlyMap<string, string> = new Map([
  ['latency', 'published model'],
  ['power', 'power measurement'],
  ['energy', 'power measurement'],
])

function remarkOn(target: string, coverages: ReadonlyMap<string, Coverage>): string {
  const parts = [...coverages].map(([quantity, { share, points }]) => {
    const basis = plural(points, pointNouns.get(quantity) ?? 'point')
    const held = share === null ? '' : `, of which ${formatShare(share)} were held`
    return `${quantity} on ${basis}${held}`
  })
  const isOpen = [...coverages.values()].some(({ share }) => share === null)
  return `Intervals for ${target} rest for ${parts.join(', for ')}${isOpen ? ': coverage not established' : ''}.`
}

function measurementRemarks({ needsMeasurement }: Report): string[] {
  return needsMeasurement.map(
    ({ path, target, keys }) => `Measure ${path} on ${target} to settle ${keys.join(', ')}: the estimate cannot tell.`,
  )
}
