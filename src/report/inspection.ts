import type { ModelReport, OperatorReport } from './report.ts'

/** One model as `inspect` shows it: without budgets, with its operators. */
export interface Inspection {
  readonly model: ModelReport
  readonly operators: readonly OperatorReport[]
  /** Operators of the whole model, of which `operators` may be a part. */
  readonly operatorCount: number
}
