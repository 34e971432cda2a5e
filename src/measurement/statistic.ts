/** Repeated runs of one quantity, in its own unit. */
export interface Statistic {
  readonly mean: number
  /** Of the single runs, not of their mean; with runs - 1 in the denominator. */
  readonly standardDeviation: number
  /** 2 or more. */
  readonly runs: number
}

/** A mean with as much of its statistic as is known: published tables often have the mean alone. */
export interface PartialStatistic {
  readonly mean: number
  /** As in {@link Statistic}; absent where it is not known, which is not 0. */
  readonly standardDeviation?: number | undefined
  /** How many single runs the mean is of; absent where it is not known. */
  readonly runs?: number | undefined
}

/** What was measured of one inference. */
export interface MeasuredQuantities<Figure = Statistic> {
  /** Time of one inference, in milliseconds. */
  readonly latencyMs?: Figure | undefined
  /** Mean power of the accelerator during back-to-back inferences, in watts. */
  readonly powerW?: Figure | undefined
  /** Energy the accelerator takes for one inference, in millijoules. */
  readonly energyMj?: Figure | undefined
}

export type MeasuredQuantity = keyof MeasuredQuantities

export const measuredQuantities: readonly MeasuredQuantity[] = ['latencyMs', 'powerW', 'energyMj']
