import { Random } from '../../random.ts'
import { fitNonNegative } from '../regressors/non-negative-least-squares.ts'
import { chooseFit, errorOf } from './choose.ts'
import { type CalibrationFigure, weighed } from './figure.ts'
import type { Base } from './fit-choice.ts'
import { shuffledUnits } from './folds.ts'
import { type OnStep, summariseErrors } from './held-out.ts'

/** The error to expect of a calibration on so many networks. */
export interface CurvePoint {
  readonly networks: number
  /** Mean absolute error as a share. */
  readonly error: number
  /** The least and the most of the draws. */
  readonly low: number
  readonly high: number
  /** `measured` on networks that were left out, or `extrapolated`. */
  readonly basis: 'measured' | 'extrapolated'
}

/** As many draws as show a spread in little time. */
const draws = 8
/** Shares of the networks that draws are fitted on. */
const shares = [0.5, 0.75] as const
/** Multiples of the networks that are asked about. */
const multiples = [2, 4] as const
/** With fewer units a draw leaves too few to check on. */
const leastUnits = 4

/**
 * How the error falls with the number of measured networks. Random parts of the data are fitted on and the rest is
 * estimated; beyond the data the squared error of each draw is taken to be a floor plus a part that falls as one over the
 * number, as it does for a fit of a fixed form. The draws share the data, so their spread is that of which networks are
 * chosen, and the truth may lie outside.
 * @param heldOutError with all networks, each left out of its own fit
 * @returns nothing where there are too few units
 */
export async function learningCurve(
  base: Base,
  figures: readonly CalibrationFigure[],
  heldOutError: number,
  onStep: OnStep,
): Promise<CurvePoint[]> {
  const units = new Set(figures.map(({ unit }) => unit)).size
  if (units < leastUnits) return []
  const count = figures.length
  const drawn: DrawnPoint[][] = []
  for (let draw = 0; draw < draws; draw++) {
    await onStep('fit on a part of the networks', draw, draws)
    const order = shuffledUnits(figures, new Random(draw + 1))
    const points = shares.map((share) => pointOf(base, figures, order, share * count))
    drawn.push([...points, { networks: count, error: heldOutError }])
  }
  const measured = shares.map((share, at) =>
    summarise(Math.round(share * count), 'measured', drawn.map((points) => points[at]?.error ?? NaN)),
  )
  const atAll = summarise(count, 'measured', [heldOutError])
  const curves = drawn.map(fallOf)
  const beyond = multiples.map((multiple) =>
    summarise(multiple * count, 'extrapolated', curves.map((errorAt) => errorAt(multiple * count))),
  )
  return [...measured, atAll, ...beyond]
}

interface DrawnPoint {
  readonly networks: number
  readonly error: number
}

function pointOf(
  base: Base,
  figures: readonly CalibrationFigure[],
  order: readonly string[],
  most: number,
): DrawnPoint {
  const used = new Set<string>()
  let networks = 0
  for (const unit of order.slice(0, -1)) {
    if (networks >= most) break
    used.add(unit)
    networks += figures.filter((figure) => figure.unit === unit).length
  }
  const { latency } = chooseFit(base, weighed(figures.filter(({ unit }) => used.has(unit))))
  const left = figures.filter(({ unit }) => !used.has(unit))
  const errors = left.map((figure) => errorOf(figure, latency, base))
  return { networks, error: summariseErrors(errors, left.map(({ weight }) => weight)).mean }
}

/** The error by the number of networks that comes closest to the points of a draw. */
function fallOf(points: readonly DrawnPoint[]): (networks: number) => number {
  const [floor = 0, fall = 0] = fitNonNegative(
    points.map(({ networks }) => [1, 1 / networks]),
    points.map(({ error }) => error ** 2),
  )
  return (networks) => Math.sqrt(floor + fall / networks)
}

function summarise(networks: number, basis: CurvePoint['basis'], errors: readonly number[]): CurvePoint {
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
  return { networks, basis, error: mean, low: Math.min(...errors), high: Math.max(...errors) }
}
