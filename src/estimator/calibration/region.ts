import { type Properties, type PropertyName, propertyNames } from '../../analysis/properties.ts'
import type { Envelope } from '../artifact.ts'
import type { LatencyCoefficients } from '../coefficients.ts'
import type { FittedName } from '../fit-rates.ts'
import { countOn } from './bearing.ts'

type Measured = { readonly properties: Properties }

/** So many figures make a coefficient that of the user's device rather than the shipped one. */
export const leastFigures = 3

/** How far beyond what was measured the form of the time model is relied on, where the base was checked there. */
const reach = 4

/** The coefficient by which a property of an envelope acts; all others act by the device itself. */
const coefficientOf: Readonly<Partial<Record<PropertyName, FittedName>>> = {
  streamedBytes: 'streamBytesPerMs',
  toDeviceBytes: 'upBytesPerMs',
  fromDeviceBytes: 'downBytesPerMs',
  cpuMacs: 'cpuMacsPerMs',
  cpuElements: 'cpuElementsPerMs',
  detectionScores: 'detectionScoresPerMs',
}

/**
 * The region that a calibrated estimator speaks for. The chip is that of the base, so its range holds, up to four times
 * what was measured, where figures tell the coefficient that a property acts by; where they do not, it is another link or
 * host that the base knows, and the region ends at what was measured. What the base was not checked on at all stays
 * outside: counts do not say whether it was the same operator that was measured.
 */
export function regionOf(
  { source, ranges }: Envelope,
  figures: readonly Measured[],
  { operatorMs, ofCompiled }: LatencyCoefficients,
): Envelope {
  const joined = propertyNames.flatMap((name): [PropertyName, readonly [number, number]][] => {
    const range = ranges[name]
    if (range === undefined) return []
    const coefficient = coefficientOf[name]
    if (range[1] === 0 && coefficient === undefined) return [[name, range]]
    const values = figures.map(({ properties }) => properties[name])
    const most = Math.max(...values)
    const isTold = countOn(coefficient ?? 'fixedMs', figures) >= leastFigures
    const high = isTold ? Math.max(most, Math.min(range[1], reach * most)) : most
    return [[name, [Math.min(range[0], ...values), high]]]
  })
  // They do not tell how many operators they hold, each of which would take its time.
  const plainOnly = (operatorMs?.value ?? 0) > 0 && ofCompiled === undefined ? { compiledOperators: [0, 0] as const } : {}
  return {
    source:
      `spanned by the measured networks, and up to ${reach} times as far within the region of the base where at ` +
      `least ${leastFigures} of them tell the coefficient (base: ${source})`,
    ranges: { ...Object.fromEntries(joined), ...plainOnly },
  }
}
