import { type Accuracy, accuracyOf } from '../estimator/accuracy.ts'
import type { LearnedQuantity, LearningPoint } from '../estimator/learning/learned-estimator.ts'
import type { JudgedRow } from './judged-row.ts'
import { type SizeClass, sizeClasses } from './size-classes.ts'
import type { BadRow, Tally } from './tally.ts'

export interface FamilyAccuracy extends Accuracy {
  readonly family: string
}

/** How near an estimator comes to what datasets measured, in all and in parts. */
export interface Evaluation extends Accuracy {
  /** As the user named it. */
  readonly estimator: string
  readonly target: string
  readonly quantity: LearnedQuantity
  /** How many families the estimates are of. */
  readonly groups: number
  /** What the intervals are said to hold, on average; null where that is not established for all of them. */
  readonly statedCoverage: number | null
  /** Inside and outside the region that the estimator speaks for. */
  readonly insideEnvelope: Accuracy
  readonly outsideEnvelope: Accuracy
  /** Networks whose figures went into the estimator, and all others; null where nothing tells. */
  readonly trainedOn: Accuracy | null
  readonly heldOut: Accuracy | null
  /** Rows of other targets that were judged as well. */
  readonly judgedTargets: Readonly<Record<string, number>>
  /** From small to large measured values. */
  readonly bySize: readonly SizeClass[]
  /** Those of most rows first. */
  readonly byFamily: readonly FamilyAccuracy[]
  readonly leftOut: LeftOut
}

/** Rows that were not judged. */
export interface LeftOut {
  /** Rows that nothing can be said of, by the reason, a clause after "because". */
  readonly unknown: Readonly<Record<string, number>>
  readonly otherTargets: Readonly<Record<string, number>>
  /** Rows without a measured value of the quantity. */
  readonly unmeasured: number
  readonly badRows: readonly BadRow[]
}

/** An evaluation with what it was made of. */
export interface EvaluatedRows {
  readonly evaluation: Evaluation
  readonly rows: readonly JudgedRow[]
  readonly learningCurve: readonly LearningPoint[]
}

/** Judges what was tallied in one quantity. */
export function evaluate(
  tally: Tally,
  { estimator, target, quantity }: Pick<Evaluation, 'estimator' | 'target' | 'quantity'>,
): Evaluation {
  const rows = tally.judged(quantity)
  const trainedOn = rows.filter(({ isTrainedOn }) => isTrainedOn === true)
  const heldOut = rows.filter(({ isTrainedOn }) => isTrainedOn === false)
  const families = byFamily(rows)
  const isKnown = trainedOn.length + heldOut.length === rows.length
  return {
    estimator,
    target,
    quantity,
    ...accuracyOf(rows),
    groups: families.length,
    statedCoverage: statedCoverage(rows),
    insideEnvelope: accuracyOf(rows.filter(({ outside }) => outside.length === 0)),
    outsideEnvelope: accuracyOf(rows.filter(({ outside }) => outside.length > 0)),
    trainedOn: isKnown ? accuracyOf(trainedOn) : null,
    heldOut: isKnown ? accuracyOf(heldOut) : null,
    bySize: sizeClasses(rows),
    byFamily: families,
    judgedTargets: tally.isAnyTarget ? Object.fromEntries(tally.otherTargets) : {},
    leftOut: {
      unknown: Object.fromEntries(tally.unknown(quantity)),
      otherTargets: tally.isAnyTarget ? {} : Object.fromEntries(tally.otherTargets),
      unmeasured: tally.rows - (tally.measured.get(quantity) ?? 0),
      badRows: tally.badRows,
    },
  }
}

function statedCoverage(rows: readonly JudgedRow[]): number | null {
  let sum = 0
  for (const row of rows) {
    if (row.statedCoverage === null) return null
    sum += row.statedCoverage
  }
  return rows.length === 0 ? null : sum / rows.length
}

function byFamily(rows: readonly JudgedRow[]): FamilyAccuracy[] {
  const families = new Map<string, JudgedRow[]>()
  for (const row of rows) {
    const members = families.get(row.family)
    if (members === undefined) families.set(row.family, [row])
    else members.push(row)
  }
  return [...families]
    .map(([family, members]) => ({ family, ...accuracyOf(members) }))
    .toSorted((a, b) => b.n - a.n || (a.family < b.family ? -1 : 1))
}
