import type { Properties } from '../../analysis/properties.ts'
import { PreciousError } from '../../errors.ts'
import type { EstimatorArtifact } from '../artifact.ts'
import { furtherRates, type FittedName, hostRates, linkRates } from '../fit-rates.ts'
import { breakDownLatency } from '../latency.ts'
import { countOn } from './bearing.ts'
import { type CalibratedParts, calibratedArtifact, type CalibrationOrigin } from './calibrated-artifact.ts'
import { calibratePower, type PowerCalibration } from './calibrate-power.ts'
import { chooseFit, errorOf } from './choose.ts'
import { latencyFigures, type MeasuredNetwork } from './figure.ts'
import type { Choice } from './fit-choice.ts'
import { type ErrorSummary, type HeldOut, holdOut, type OnStep, summariseErrors } from './held-out.ts'
import { learnRest, leastToLearn } from './learn-rest.ts'
import { type CurvePoint, learningCurve } from './learning-curve.ts'

/** Fewer do not tell what is chance from what is the host. */
export const leastNetworks = 10

/** What became of one coefficient. */
export interface CoefficientChange {
  readonly name: FittedName
  readonly before: number
  readonly after: number
  /** Measured networks that tell it. */
  readonly figures: number
}

/** What became of a target by calibration. */
export interface Calibration {
  readonly artifact: EstimatorArtifact
  readonly networks: number
  /** Networks that are left out, as no term of the time model says anything of them. */
  readonly uncosted: number
  /** The networks that estimates are furthest from, which measurements or models may be wrong of. */
  readonly worst: readonly { readonly name: string; readonly error: number }[]
  readonly units: number
  /** Whether groups were left out of the fit, or networks one by one since there are too few groups. */
  readonly leftOut: 'groups' | 'networks'
  readonly choice: Choice
  readonly coefficients: readonly CoefficientChange[]
  readonly before: ErrorSummary
  /** On networks that were left out of the fit, by the coefficients alone. */
  readonly after: ErrorSummary
  /** From so many networks on what the coefficients leave is learnt as well. */
  readonly leastToLearn: number
  /** The same with what was learnt beyond the coefficients; undefined with too few networks to learn from. */
  readonly rest: { readonly family: string; readonly errors: ErrorSummary; readonly isTaken: boolean } | undefined
  readonly curve: readonly CurvePoint[]
  /** Power of the base at rest and of computing, in watts. */
  readonly basePower: { readonly idleW: number; readonly activityW: number }
  /** Undefined with too few networks of measured power. */
  readonly power: PowerCalibration | undefined
}

/**
 * Fits a target to the user's own device. What changes are the coefficients of its time and power model, drawn to the
 * shipped values as much as lets networks that are left out be estimated best; the form of the model stays.
 * @throws PreciousError `dataset/too-few` with latencies of fewer than {@link leastNetworks} networks
 */
export async function calibrate(
  base: EstimatorArtifact,
  networks: readonly MeasuredNetwork[],
  origin: CalibrationOrigin,
  onStep: OnStep = () => Promise.resolve(),
): Promise<Calibration> {
  const costed = networks.filter(({ properties }) => isCosted(properties, base))
  const figures = latencyFigures(costed)
  if (figures.length < leastNetworks) throw tooFew(figures.length, networks.length - costed.length)
  const { choice, latency } = chooseFit(base, figures)
  const held = await holdOut(base, figures, onStep)
  const after = summariseErrors(held.map(({ error }) => error), held.map(({ figure }) => figure.weight))
  const power = calibratePower(base, costed, latency)
  const rest = await learnRest(base, held, origin, onStep)
  const parts: CalibratedParts = { figures, choice, latency, held, power, learned: rest?.taken }
  return {
    artifact: calibratedArtifact(base, parts, origin),
    networks: figures.length,
    uncosted: networks.length - costed.length,
    worst: worstOf(held),
    units: new Set(figures.map(({ unit }) => unit)).size,
    leftOut: figures.every(({ unit, group }) => unit === group) ? 'groups' : 'networks',
    choice,
    coefficients: [...linkRates, ...furtherRates, ...hostRates].map((name) => ({
      name,
      before: base.latency[name]?.value ?? neutral(name),
      after: latency[name]?.value ?? neutral(name),
      figures: countOn(name, figures),
    })),
    before: summariseErrors(
      figures.map((figure) => errorOf(figure, base.latency, base)),
      figures.map(({ weight }) => weight),
    ),
    after,
    leastToLearn,
    rest: rest && { family: rest.family, errors: rest.errors, isTaken: rest.taken !== undefined },
    curve: await learningCurve(base, figures, after.mean, onStep),
    basePower: { idleW: base.power.idleW.value, activityW: base.power.activityW.value },
    power,
  }
}

function isCosted(properties: Properties, { latency, clockMhz }: EstimatorArtifact): boolean {
  return breakDownLatency(properties, latency, clockMhz).high > 0
}

const shownWorst = 3

function worstOf(held: readonly HeldOut[]): Calibration['worst'] {
  const sizeOf = (error: number): number => Math.abs(Math.log1p(error))
  const sorted = held.toSorted((a, b) => sizeOf(b.error) - sizeOf(a.error))
  return sorted.slice(0, shownWorst).map(({ figure: { name }, error }) => ({ name, error }))
}

/** What a coefficient is where an estimator has none. */
function neutral(name: FittedName): number {
  return name === 'clocksPerStep' ? 1 : 0
}

function tooFew(count: number, uncosted: number): PreciousError {
  const others = uncosted > 0 ? ` (${uncosted} more cannot be costed)` : ''
  return new PreciousError('dataset/too-few', {
    what: `there are latencies of ${count} different networks${others}, but a calibration needs ${leastNetworks}`,
    hint: 'Measure more networks, as different as those that will be estimated; precious generate writes some',
  })
}
