import type { EstimatorArtifact } from '../artifact.ts'
import type { LatencyCoefficients } from '../coefficients.ts'
import { fitRates, type FittedName, hostRates, linkRates } from '../fit-rates.ts'
import { countOn, isOnDevice } from './bearing.ts'
import type { CalibrationFigure } from './figure.ts'

/** Coefficients that shipped targets have not, and that are only fitted where that is worth it. */
export type NewName = 'clocksPerStep' | 'operatorMs'

/** How coefficients are fitted. */
export interface Choice {
  readonly added: readonly NewName[]
  /** How much the shipped values count, see `fitRates`; infinite keeps them. */
  readonly startWeight: number
}

/** The shipped values as they are. */
export const shippedChoice: Choice = { added: [], startWeight: Infinity }

/** What a calibration starts from. */
export type Base = Pick<EstimatorArtifact, 'latency' | 'clockMhz'>

/**
 * Fits coefficients as the shipped ones were fitted: those of the link and the device on networks that run on the
 * device alone, then those of the host on the others. What no figure bears on stays.
 */
export function fitChoice(
  { latency, clockMhz }: Base,
  figures: readonly CalibrationFigure[],
  { added, startWeight }: Choice,
): LatencyCoefficients {
  if (startWeight === Infinity) return latency
  const onDevice = figures.filter(({ properties }) => isOnDevice(properties))
  const withHost = figures.filter(({ properties }) => properties.cpuOperators > 0)
  const fit = (
    names: readonly FittedName[],
    own: readonly CalibrationFigure[],
    start: LatencyCoefficients,
  ): LatencyCoefficients => {
    const told = names.filter((name) => countOn(name, own) > 0)
    return told.length === 0 ? start : fitRates(told, own, start, clockMhz, startWeight)
  }
  const linked = fit([...linkRates, ...added], onDevice, latency)
  return fit([...hostRates, 'cpuMacsPerMs'], withHost, linked)
}
