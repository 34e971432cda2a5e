import { spearmanCorrelation } from './rank-correlation.ts'
import { meanOf, medianOf } from './statistics.ts'

/** A measured value beside its estimate, all in the unit of their quantity. */
export interface JudgedEstimate {
  /** More than 0. */
  readonly measured: number
  readonly value: number
  readonly low: number
  readonly high: number
}

/**
 * How near estimates come to what was measured. Shares and errors are fractions; what too few estimates say nothing of
 * is null.
 */
export interface Accuracy {
  /** How many estimates were judged. */
  readonly n: number
  /** Mean absolute error, each as a share of the measured value. */
  readonly mape: number | null
  /** Median of the same. */
  readonly medianApe: number | null
  /** Share of estimates at most 5 % off. */
  readonly within5: number | null
  /** Share of estimates at most 10 % off. */
  readonly within10: number | null
  /** Rank correlation of estimated and measured values; null where one of them does not vary. */
  readonly spearman: number | null
  /** Share of measured values that lie in the interval of their estimate, its ends included. */
  readonly coverage: number | null
}

/** Judges estimates by what was measured. */
export function accuracyOf(estimates: readonly JudgedEstimate[]): Accuracy {
  const errors = estimates.map(({ measured, value }) => Math.abs(relativeError(measured, value)))
  const isEmpty = estimates.length === 0
  const held = estimates.filter(({ measured, low, high }) => low <= measured && measured <= high)
  return {
    n: estimates.length,
    mape: isEmpty ? null : meanOf(errors),
    medianApe: isEmpty ? null : medianOf(errors),
    within5: shareWithin(errors, 0.05),
    within10: shareWithin(errors, 0.1),
    spearman: spearmanCorrelation(estimates.map(({ value }) => value), estimates.map(({ measured }) => measured)),
    coverage: isEmpty ? null : held.length / estimates.length,
  }
}

/** By which share of the measured value an estimate is above it. */
export function relativeError(measured: number, value: number): number {
  return (value - measured) / measured
}

/** What is just as far off as allowed counts as within, however its decimals round: 1.05 is 5 % more than 1. */
const rounding = 1e-12

function shareWithin(errors: readonly number[], most: number): number | null {
  if (errors.length === 0) return null
  return errors.filter((error) => error <= most + rounding).length / errors.length
}
