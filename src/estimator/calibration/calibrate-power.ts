import type { EstimatorArtifact, PowerCoefficients } from '../artifact.ts'
import type { LatencyCoefficients } from '../coefficients.ts'
import { breakDownLatency, computeMs } from '../latency.ts'
import { fitNonNegative } from '../regressors/non-negative-least-squares.ts'
import { type MeasuredNetwork, unitsOf, weighed } from './figure.ts'
import { foldsOf } from './folds.ts'
import { type ErrorSummary, mostFolds, summariseErrors } from './held-out.ts'

/** Fewer do not tell two coefficients and how far off they are. */
export const leastPowerNetworks = 3

/** As for latency, see `choose.ts`; the shipped values themselves are the last. */
const startWeights = [0.002, 0.01, 0.05, 0.25, 1, Infinity] as const

/** Networks whose tiles compute for less of the time than this tell more of the idle power than of a step. */
const leastActivity = 0.15

/** What became of the power of a target. */
export interface PowerCalibration {
  readonly networks: number
  readonly startWeight: number
  /** As they are to be. */
  readonly idleW: Watts
  readonly activityW: Watts
  readonly before: ErrorSummary
  readonly after: ErrorSummary
}

interface Watts {
  readonly value: number
  readonly low: number
  readonly high: number
}

interface PowerFigure {
  readonly unit: string
  readonly weight: number
  readonly measuredW: number
  /** Of the time in which the tiles compute. */
  readonly share: number
}

/** Multiples of the shipped idle power and activity. */
type Multiples = readonly [idle: number, activity: number]

/**
 * Idle power and that of computing tiles, by non-negative least squares of the relative errors, drawn to the shipped
 * values as much as lets networks that are left out be estimated best. Undefined with too few networks of measured power.
 * @param latency for networks whose power was measured but not their latency
 */
export function calibratePower(
  base: EstimatorArtifact,
  networks: readonly MeasuredNetwork[],
  latency: LatencyCoefficients,
): PowerCalibration | undefined {
  const figures = figuresOf(base, networks, latency)
  if (figures.length < leastPowerNetworks) return undefined
  const { startWeight, multiples } = choose(base.power, figures)
  // Each network's error, and the weight itself, without its unit.
  const held = foldsOf(figures, mostFolds).flatMap(({ left, rest }) => {
    const without = choose(base.power, rest)
    return left.map((figure) => {
      return { figure, without: without.multiples, error: errorOf(figure, base.power, without.multiples) }
    })
  })
  const weights = figures.map(({ weight }) => weight)
  const withoutEach = held.map(({ without }) => without)
  const isKept = startWeight === Infinity
  const { idleW, activityW } = isKept ? base.power : wattsOf(base.power, figures, multiples, withoutEach)
  return {
    networks: figures.length,
    startWeight,
    idleW,
    activityW,
    before: summariseErrors(figures.map((figure) => errorOf(figure, base.power, [1, 1])), weights),
    after: summariseErrors(held.map(({ error }) => error), held.map(({ figure }) => figure.weight)),
  }
}

function figuresOf(
  { clockMhz }: EstimatorArtifact,
  networks: readonly MeasuredNetwork[],
  latency: LatencyCoefficients,
): PowerFigure[] {
  const measured = networks.flatMap(({ powerW, ...about }) => (powerW === undefined ? [] : [{ ...about, powerW }]))
  const unitOf = unitsOf(measured)
  return weighed(measured.map(({ group, properties, latencyMs, powerW }, index) => {
    const ms = latencyMs ?? breakDownLatency(properties, latency, clockMhz).value
    const share = ms > 0 ? Math.min(1, computeMs(properties.tensorSteps, clockMhz) / ms) : 0
    return { unit: unitOf(group, index), measuredW: powerW, share }
  }))
}

function choose(
  power: PowerCoefficients,
  figures: readonly PowerFigure[],
): { readonly startWeight: number; readonly multiples: Multiples } {
  const folds = foldsOf(figures, mostFolds)
  const errorAt = (startWeight: number): number => {
    const errors = folds.flatMap(({ left, rest }) => {
      const multiples = fit(power, rest, startWeight)
      return left.map((figure) => Math.abs(errorOf(figure, power, multiples)) * figure.weight)
    })
    return errors.reduce((sum, error) => sum + error, 0)
  }
  const tried = startWeights.map((startWeight) => ({ startWeight, error: errorAt(startWeight) }))
  const { startWeight } = tried.reduce((best, other) => (other.error < best.error ? other : best))
  return { startWeight, multiples: fit(power, figures, startWeight) }
}

function fit({ idleW, activityW }: PowerCoefficients, figures: readonly PowerFigure[], startWeight: number): Multiples {
  if (startWeight === Infinity || figures.length === 0) return [1, 1]
  const root = Math.sqrt(startWeight)
  const rows = figures.map(({ measuredW, share, weight }) => {
    const scale = Math.sqrt(weight) / measuredW
    return [idleW.value * scale, activityW.value * share * scale]
  })
  const [idle = 1, activity = 1] = fitNonNegative(
    [...rows, [root, 0], [0, root]],
    [...figures.map(({ weight }) => Math.sqrt(weight)), root, root],
  )
  return [idle, activity]
}

function errorOf(
  { measuredW, share }: PowerFigure,
  { idleW, activityW }: PowerCoefficients,
  [idle, activity]: Multiples,
): number {
  return (idleW.value * idle + activityW.value * activity * share) / measuredW - 1
}

/**
 * Ranges that hold the measurements: of the activity those of the networks one by one, as of shipped targets; of the
 * idle power those of the fits without each network, and of networks that hardly compute.
 */
function wattsOf(
  { idleW, activityW }: PowerCoefficients,
  figures: readonly PowerFigure[],
  [idle, activity]: Multiples,
  withoutEach: readonly Multiples[],
): Pick<PowerCalibration, 'idleW' | 'activityW'> {
  const [idleValue, activityValue] = [idleW.value * idle, activityW.value * activity]
  const isBusy = ({ share }: PowerFigure): boolean => share >= leastActivity
  const idles = [
    ...withoutEach.map(([multiple]) => idleW.value * multiple),
    ...figures.filter((figure) => !isBusy(figure)).map(({ measuredW, share }) => measuredW - activityValue * share),
  ]
  const activities = [
    ...withoutEach.map(([, multiple]) => activityW.value * multiple),
    ...figures.filter(isBusy).map(({ measuredW, share }) => (measuredW - idleValue) / share),
  ]
  return { idleW: around(idleValue, idles), activityW: around(activityValue, activities) }
}

function around(value: number, values: readonly number[]): Watts {
  return { value, low: Math.max(0, Math.min(value, ...values)), high: Math.max(value, ...values) }
}
