import { learnedQuantities, type LearnedQuantity } from '../estimator/learning/learned-estimator.ts'
import type { CheckedRow } from '../measurement/dataset.ts'
import type { DatasetRow } from '../measurement/dataset-row.ts'
import type { MeasuredQuantity } from '../measurement/statistic.ts'
import type { EvaluatedEstimator } from './evaluated-estimator.ts'
import type { JudgedRow } from './judged-row.ts'

/** A line of a dataset that is no row. */
export interface BadRow {
  /** As the user knows it. */
  readonly file: string
  readonly line: number
  readonly problems: readonly string[]
}

const measuredKeys: Readonly<Record<LearnedQuantity, MeasuredQuantity>> = {
  latency: 'latencyMs',
  power: 'powerW',
  energy: 'energyMj',
}

/** What became of the rows of datasets: each is judged in every quantity that was measured and is estimated. */
export class Tally {
  readonly #estimator: EvaluatedEstimator
  readonly #judged = new Map<LearnedQuantity, JudgedRow[]>()
  readonly #unknown = new Map<LearnedQuantity, Map<string, number>>()
  readonly #measured = new Map<LearnedQuantity, number>()
  readonly #otherTargets = new Map<string, number>()
  readonly badRows: BadRow[] = []
  /** Rows that are judged where something is measured. */
  rows = 0
  readonly isAnyTarget: boolean

  /** @param isAnyTarget whether rows of other targets than the estimator's are judged as well */
  constructor(estimator: EvaluatedEstimator, isAnyTarget: boolean) {
    this.#estimator = estimator
    this.isAnyTarget = isAnyTarget
  }

  add(file: string, { line, row, problems }: CheckedRow): void {
    if (row === undefined) this.badRows.push({ file, line, problems })
    else {
      const isOther = row.target !== this.#estimator.target
      if (isOther) increment(this.#otherTargets, row.target)
      if (!isOther || this.isAnyTarget) this.#judge(row)
    }
  }

  #judge(row: DatasetRow): void {
    this.rows++
    for (const quantity of learnedQuantities) {
      const measured = row[measuredKeys[quantity]]?.mean
      if (measured === undefined) continue
      increment(this.#measured, quantity)
      if (this.#estimator.quantities.includes(quantity)) this.#judgeQuantity(row, quantity, measured)
    }
  }

  #judgeQuantity(row: DatasetRow, quantity: LearnedQuantity, measured: number): void {
    const estimate = this.#estimator.estimate(row, quantity)
    if (estimate.value === undefined) {
      const reasons = this.#unknown.get(quantity) ?? new Map<string, number>()
      this.#unknown.set(quantity, increment(reasons, estimate.reason))
      return
    }
    const { value, low, high, coverage: statedCoverage, outside } = estimate
    const { name, group, hash } = row.network
    const isTrainedOn = this.#estimator.isTrainedOn(row.network, quantity)
    const rows = this.#judged.get(quantity) ?? []
    const family = group === hash ? name : group
    rows.push({ measured, value, low, high, name, family, statedCoverage, outside, isTrainedOn })
    this.#judged.set(quantity, rows)
  }

  /** Judged rows with a measured value of each quantity. */
  get measured(): ReadonlyMap<LearnedQuantity, number> {
    return this.#measured
  }

  /** Rows of each other target, judged or not. */
  get otherTargets(): ReadonlyMap<string, number> {
    return this.#otherTargets
  }

  judged(quantity: LearnedQuantity): readonly JudgedRow[] {
    return this.#judged.get(quantity) ?? []
  }

  /** Rows that nothing can be said of, by the reason. */
  unknown(quantity: LearnedQuantity): ReadonlyMap<string, number> {
    return this.#unknown.get(quantity) ?? new Map()
  }
}

function increment<Key>(counts: Map<Key, number>, key: Key): Map<Key, number> {
  return counts.set(key, (counts.get(key) ?? 0) + 1)
}
