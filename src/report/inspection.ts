import type { Properties } from '../analysis/properties.ts'
import type { ModelReport, OperatorReport } from './report.ts'

/** One model as `inspect` shows it: without budgets, with its operators and properties. */
export interface Inspection {
  readonly model: ModelReport
  /** What estimators read; null where a part of the model could not be read. */
  readonly properties: Properties | null
  readonly operators: readonly OperatorReport[]
  /** Operators of the whole model, of which `operators` may be a part. */
  readonly operatorCount: number
}
