import type { LatencyCoefficients } from '../coefficients.ts'
import { chooseFit, errorOf } from './choose.ts'
import type { CalibrationFigure } from './figure.ts'
import type { Base } from './fit-choice.ts'
import { foldsOf } from './folds.ts'

/** With at most so many units each is left out alone; with more, folds of several say as much. */
export const mostFolds = 20

/** A figure beside the coefficients that were chosen and fitted without its unit. */
export interface HeldOut {
  readonly figure: CalibrationFigure
  readonly latency: LatencyCoefficients
  /** Estimate over measurement, less 1. */
  readonly error: number
}

/** How far estimates are off, as shares of the measured values. */
export interface ErrorSummary {
  /** Mean of the absolute errors, each unit counts once. */
  readonly mean: number
  /** Of the absolute errors. */
  readonly median: number
  /** Share of figures that are at most a tenth off. */
  readonly within10: number
}

/** Told before each part of the work, how far it is; what it throws stops the work. */
export type OnStep = (what: string, index: number, count: number) => Promise<void>

/** Each figure by a fit that never saw its unit, neither for the coefficients nor for how they were chosen. */
export async function holdOut(base: Base, figures: readonly CalibrationFigure[], onStep: OnStep): Promise<HeldOut[]> {
  const held: HeldOut[] = []
  const folds = foldsOf(figures, mostFolds)
  for (const [index, { left, rest }] of folds.entries()) {
    await onStep('fit without some of the networks', index, folds.length)
    const { latency } = chooseFit(base, rest)
    held.push(...left.map((figure) => ({ figure, latency, error: errorOf(figure, latency, base) })))
  }
  return held
}

/** @param errors signed, one for each figure @param weights how much each counts in the mean */
export function summariseErrors(errors: readonly number[], weights: readonly number[]): ErrorSummary {
  const absolute = errors.map(Math.abs)
  const sorted = absolute.toSorted((a, b) => a - b)
  const middle = [sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN, sorted[Math.floor(sorted.length / 2)] ?? NaN]
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return {
    mean: absolute.reduce((sum, error, index) => sum + error * (weights[index] ?? 0), 0) / total,
    median: middle.reduce((sum, error) => sum + error / 2, 0),
    within10: absolute.filter((error) => error <= 0.1).length / absolute.length,
  }
}
