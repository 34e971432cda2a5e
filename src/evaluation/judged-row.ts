import type { JudgedEstimate } from '../estimator/accuracy.ts'

/** A row of a dataset beside its estimate. */
export interface JudgedRow extends JudgedEstimate {
  readonly name: string
  /** What its family is called: its group, or the network's name where the group is nothing but its hash. */
  readonly family: string
  /** The share of measurements that the interval is said to hold; null where that is not established. */
  readonly statedCoverage: number | null
  /** What leaves the region that the estimator speaks for. */
  readonly outside: readonly string[]
  /** Undefined where nothing tells. */
  readonly isTrainedOn: boolean | undefined
}
