import type { ModelChange } from '../comparison/compare.ts'
import type { ReportPair } from '../comparison/report-pair.ts'
import type { VerdictChange } from '../comparison/verdict-changes.ts'
import { explainDelta } from './delta-causes.ts'
import type { TargetPairReport } from './model-pair-report.ts'
import { pairQuantities } from './quantity-pairs.ts'
import type { Report } from './report.ts'

/** Two reports beside each other, as `compare --json` prints them. */
export interface ReportPairReport {
  readonly kind: 'reports'
  readonly a: ReportFacts
  readonly b: ReportFacts
  /** The models of `b`, with how they differ from those of `a`. */
  readonly models: readonly ReportedPairReport[]
  /** Paths of models that only `a` has. */
  readonly removed: readonly string[]
  /** What the reader must know of the comparison, as sentences. */
  readonly remarks: readonly string[]
}

/** One of the two. */
export interface ReportFacts extends Pick<Report, 'unreadable' | 'verdict'> {
  readonly path: string
  /** Of the tool that wrote it. */
  readonly version: string
  readonly modelCount: number
}

export interface ReportedPairReport {
  readonly path: string
  readonly change: ModelChange
  readonly targets: readonly TargetPairReport[]
  readonly verdicts: readonly VerdictChange[]
}

/** Puts together what there is to say of two reports. */
export function reportReportPair(
  a: ReportFacts,
  b: ReportFacts,
  { models, removed }: ReportPair,
  remarks: readonly string[],
): ReportPairReport {
  return {
    kind: 'reports',
    a,
    b,
    models: models.map(({ path, change, targets, verdicts }) => ({
      path,
      change,
      targets: [...targets].map(([target, comparison]) => ({
        target,
        quantities: pairQuantities(comparison),
        causes: explainDelta(comparison),
      })),
      verdicts,
    })),
    removed,
    remarks,
  }
}
