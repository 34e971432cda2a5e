import type { LatencyCoefficients } from '../coefficients.ts'
import { breakDownLatency } from '../latency.ts'
import type { CalibrationFigure } from './figure.ts'
import { type Base, type Choice, fitChoice, type NewName, shippedChoice } from './fit-choice.ts'
import { type Fold, foldsOf } from './folds.ts'

/**
 * How much the shipped values may count. A least-squares fit that is drawn to a start is the most likely one where
 * figures scatter by s and coefficients differ from the start by t, both as shares, and the weight is (s / t)^2: from 4 %
 * of scatter on hosts that are nothing alike (t = 0.9) to as much scatter as difference.
 */
const startWeights = [0.002, 0.01, 0.05, 0.25, 1] as const

/** Simplest first. */
const additions: readonly (readonly NewName[])[] = [
  [],
  ['clocksPerStep'],
  ['operatorMs'],
  ['clocksPerStep', 'operatorMs'],
]

/** Folds within what is fitted on: more tell hardly more, and each is as much work. */
const innerFolds = 5

/** A fit, and how it was chosen. */
export interface ChosenFit {
  readonly choice: Choice
  readonly latency: LatencyCoefficients
}

interface Tried {
  readonly choice: Choice
  /** Mean absolute error of each unit that was left out, by its name. */
  readonly errors: ReadonlyMap<string, number>
}

/**
 * Chooses by error on figures that were left out how much the shipped values count and which coefficients are added,
 * and fits on all figures. More is only chosen over less where it lowers the error by more than its standard error over
 * the units: what looks better on a few networks by chance is no reason.
 */
export function chooseFit(base: Base, figures: readonly CalibrationFigure[]): ChosenFit {
  const folds = foldsOf(figures, innerFolds)
  const tried = (choice: Choice): Tried => ({ choice, errors: errorsOf(base, folds, choice) })
  let best = tried(shippedChoice)
  // One unit cannot be left out of itself.
  if (folds.length < 2) return { choice: best.choice, latency: base.latency }
  for (const added of additions.filter((names) => canTell(names, figures))) {
    const [first, ...others] = startWeights.map((startWeight) => tried({ added, startWeight }))
    if (first === undefined) continue
    const next = others.reduce((least, other) => (meanOf(other.errors) < meanOf(least.errors) ? other : least), first)
    if (isClearlyBetter(next.errors, best.errors)) best = next
  }
  return { choice: best.choice, latency: fitChoice(base, figures, best.choice) }
}

/** Compiled models hold their operators in one and do not tell how many there are. */
function canTell(names: readonly NewName[], figures: readonly CalibrationFigure[]): boolean {
  return !names.includes('operatorMs') || figures.every(({ properties }) => properties.compiledOperators === 0)
}

function errorsOf(base: Base, folds: readonly Fold<CalibrationFigure>[], choice: Choice): Map<string, number> {
  const errors = new Map<string, number>()
  for (const { left, rest } of folds) {
    const latency = fitChoice(base, rest, choice)
    for (const figure of left) {
      const error = Math.abs(errorOf(figure, latency, base)) * figure.weight
      errors.set(figure.unit, (errors.get(figure.unit) ?? 0) + error)
    }
  }
  return errors
}

/** Estimate over measurement, less 1. */
export function errorOf(
  { properties, measuredMs }: Pick<CalibrationFigure, 'properties' | 'measuredMs'>,
  latency: LatencyCoefficients,
  { clockMhz }: Base,
): number {
  return breakDownLatency(properties, latency, clockMhz).value / measuredMs - 1
}

/**
 * Whether errors are less by more than the standard error of the gain over the units.
 * @param errors mean absolute error of each unit, by its name
 */
export function isClearlyBetter(errors: ReadonlyMap<string, number>, than: ReadonlyMap<string, number>): boolean {
  const gains = [...errors].map(([unit, error]) => (than.get(unit) ?? 0) - error)
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / Math.max(1, gains.length - 1)
  return mean > Math.sqrt(variance / gains.length)
}

function meanOf(errors: ReadonlyMap<string, number>): number {
  return [...errors.values()].reduce((sum, error) => sum + error, 0) / errors.size
}
