import type { BudgetResult, ModelReport, TargetResult } from '../report/report.ts'
import type { ConfigReport } from '../report/run-report.ts'
import type { Inputs } from './inputs.ts'

/** A budget that is not kept, or that waits for a measurement. */
export interface Finding {
  readonly config: string
  readonly model: ModelReport
  readonly result: TargetResult
  readonly budget: BudgetResult
  /** `error` fails the step. */
  readonly kind: 'error' | 'warning' | 'notice'
}

type FailOn = Inputs['failOn']

/** All that is to be said of budgets, the worst first. */
export function findingsOf(reports: readonly ConfigReport[], failOn: FailOn): Finding[] {
  const findings = reports.flatMap(({ config, report }) =>
    report.models.flatMap((model) =>
      model.results.flatMap((result) =>
        result.budgets.flatMap((budget): Finding[] => {
          const kind = kindOf(budget, failOn)
          return kind === undefined ? [] : [{ config, model, result, budget, kind }]
        }),
      ),
    ),
  )
  return findings.toSorted((a, b) => weightOf(b) - weightOf(a))
}

/** A violation that the baseline has too does not block, unless it got worse or the workflow asks for all. */
function kindOf({ outcome, verdict, standing }: BudgetResult, failOn: FailOn): Finding['kind'] | undefined {
  if (outcome === 'fail') {
    if (failOn === 'never') return 'warning'
    return failOn === 'new' && standing === 'known' ? 'warning' : 'error'
  }
  if (outcome === 'warn') return 'warning'
  return verdict === 'uncertain' ? 'notice' : undefined
}

const kinds = { error: 2, warning: 1, notice: 0 } as const

/** By kind, then by how far beyond the limit, as far as that can be said. */
function weightOf({ kind, budget }: Finding): number {
  return kinds[kind] * 1e6 + Math.min(1e5, excessOf(budget))
}

function excessOf({ estimate, limit, kind, verdict }: BudgetResult): number {
  if (estimate === null || verdict === 'unknown' || kind === 'maxIncrease' || limit <= 0) return 0
  return kind === 'min' ? limit / Math.max(estimate.value, Number.MIN_VALUE) : estimate.value / limit
}

/** Whether the step fails. A model that cannot be read fails it whatever the workflow asks for. */
export function isFailed(reports: readonly ConfigReport[], failOn: FailOn): boolean {
  const isUnreadable = reports.some(({ report }) => report.unreadable.length > 0)
  return isUnreadable || findingsOf(reports, failOn).some(({ kind }) => kind === 'error')
}
