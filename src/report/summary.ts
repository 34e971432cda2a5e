import type { Standing } from '../comparison/standing.ts'
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

/** @param isPassed whether what is done with the report passes all the same, @default by its verdict */
export function summarise(report: Report, isPassed: boolean = report.verdict === 'passed'): Summary {
  return {
    headline: headlineOf(report, isPassed),
    remarks: [
      ...intervalRemarks(report),
      ...differenceRemarks(report),
      ...measuredRemarks(report),
      ...measurementRemarks(report),
    ],
  }
}

function headlineOf(report: Report, isPassed: boolean): string {
  const { models, unreadable } = report
  const parts = [
    ...(unreadable.length === 0 ? [] : [`${plural(unreadable.length, 'model')} could not be read`]),
    ...(models.length === 0 && unreadable.length > 0 ? [] : [budgetsInWords(report)]),
  ]
  return `${isPassed ? 'Passed' : 'Failed'}: ${parts.join('; ')}.${standingsInWords(report)}`
}

/** How the budgets that are not kept relate to the baseline; empty where all are new or nothing was compared. */
function standingsInWords({ models }: Report): string {
  const standings = models.flatMap(({ results }) => results.flatMap(({ budgets }) => budgets.flatMap(standingOfBudget)))
  const words = { new: 'new', worse: 'worse than in the baseline', known: 'known from the baseline' } as const
  const parts = (['new', 'worse', 'known'] as const).flatMap((standing) => {
    const count = standings.filter((one) => one === standing).length
    return count === 0 ? [] : [`${formatCount(count)} ${count === 1 ? 'is' : 'are'} ${words[standing]}`]
  })
  return parts.length === 0 ? '' : ` Of those not kept, ${inWords(parts)}.`
}

function standingOfBudget({ standing }: BudgetResult): Standing[] {
  return standing === null ? [] : [standing]
}

function inWords(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
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
  ['latency', 'measured architecture'],
  ['power', 'power measurement'],
  ['energy', 'power measurement'],
])

function remarkOn(target: string, coverages: ReadonlyMap<string, Coverage>): string {
  const parts = [...coverages].map(([quantity, { share, points, of }]) => {
    const basis = plural(points, of === 'networks' ? 'measured network' : (pointNouns.get(quantity) ?? 'point'))
    const held = share === null ? '' : ` (${formatShare(share)} of the figures held)`
    return `${quantity} on ${basis}${held}`
  })
  const isOpen = [...coverages.values()].some(({ share }) => share === null)
  return `Intervals for ${target} rest for ${parts.join(', for ')}${isOpen ? ': coverage not established' : ''}.`
}

/** What the intervals of differences rest on, for each target on which something differs. */
function differenceRemarks({ models }: Report): string[] {
  const points = new Map<string, Coverage>()
  for (const { target, deltas } of models.flatMap(({ results }) => results)) {
    const latency = deltas.find(({ quantity }) => quantity === 'latency')
    if (latency?.basis === 'estimated' && latency.low < latency.high) points.set(target, latency.coverage)
  }
  return [...points].map(([target, { share, points: pairs }]) => {
    const held = share === null ? ': coverage not established' : ` (${formatShare(share)} held)`
    return `Differences in latency on ${target} rest on ${plural(pairs, 'pair')} of measured models${held}.`
  })
}

/** What measured intervals say, where there are some. */
function measuredRemarks({ models }: Report): string[] {
  const measured = models.flatMap(({ results }) => results.flatMap((result) => result.measured))
  if (measured.length === 0) return []
  return ['Intervals of measured values hold the mean of the runs at 95 % (energy as a product: 90 %).']
}

function measurementRemarks({ needsMeasurement }: Report): string[] {
  return needsMeasurement.map(
    ({ path, target, keys }) => `Measure ${path} on ${target} to settle ${keys.join(', ')}: the estimate cannot tell.`,
  )
}
