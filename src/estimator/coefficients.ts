import * as z from 'zod/mini'

/** A coefficient and where it was taken from. */
export interface Sourced {
  readonly value: number
  readonly source: string
}

/** A coefficient that is known only roughly. */
export interface SourcedRange extends Sourced {
  readonly low: number
  readonly high: number
}

/** The rates that link and device have. */
export type LinkRates = Pick<LatencyCoefficients, 'fixedMs' | 'upBytesPerMs' | 'streamBytesPerMs' | 'downBytesPerMs'>

/** Coefficients of the time model, see `latency.ts`. */
export interface LatencyCoefficients {
  /** `sum`: transfers to the device and compute follow each other. `overlap`: the longer of the two counts. */
  readonly combination: { readonly value: 'sum' | 'overlap'; readonly source: string }
  readonly fixedMs: Sourced
  /** Time of each operator on the Edge TPU beside its steps; none where it is left out. */
  readonly operatorMs?: Sourced | undefined
  /** What stands for `operatorMs` and these rates in compiled models, whose operators cannot be counted. */
  readonly ofCompiled?: LinkRates | undefined
  /** Clocks that a tensor step takes; 1 where it is left out. */
  readonly clocksPerStep?: Sourced | undefined
  /** Rate of instructions and input. */
  readonly upBytesPerMs: Sourced
  /** Rate of streamed parameters, which are sent in bulk. */
  readonly streamBytesPerMs: Sourced
  readonly downBytesPerMs: Sourced
  /** Rate at which the parameter cache is filled, in bulk. */
  readonly reloadBytesPerMs: SourcedRange
  /** How often streamed parameters are sent where the activations do not fit into the tiles: once for each chunk. */
  readonly chunkRepeats: SourcedRange
  readonly cpuMacsPerMs: Sourced
  readonly cpuElementsPerMs: Sourced
  /** Rate at which a detector's post-processing goes through the scores of its anchors. */
  readonly detectionScoresPerMs: Sourced
  /** By what factor the time on the CPU may be off, either way. */
  readonly cpuFactor: Sourced
}

/** Times are divided by rates, and nothing takes less than no time. */
export const positive: z.ZodMiniNumber = z.number().check(z.positive())
export const notNegative: z.ZodMiniNumber = z.number().check(z.nonnegative())

const rate = z.strictObject({ value: positive, source: z.string() })
const duration = z.strictObject({ value: notNegative, source: z.string() })

/** A coefficient with ends, in order. */
export function sourcedRange(end: z.ZodMiniNumber): z.ZodMiniType<SourcedRange> {
  const order = 'low <= value <= high'
  const isOrdered = z.refine<SourcedRange>(({ low, value, high }) => low <= value && value <= high, order)
  return z.strictObject({ value: end, low: end, high: end, source: z.string() }).check(isOrdered)
}

const linkFields = { fixedMs: duration, upBytesPerMs: rate, streamBytesPerMs: rate, downBytesPerMs: rate }

/** For what reads coefficients as JSON. */
export const latencyCoefficientsSchema: z.ZodMiniType<LatencyCoefficients> = z.strictObject({
  combination: z.strictObject({ value: z.enum(['sum', 'overlap']), source: z.string() }),
  ...linkFields,
  operatorMs: z.optional(duration),
  ofCompiled: z.optional(z.strictObject(linkFields)),
  clocksPerStep: z.optional(duration),
  reloadBytesPerMs: sourcedRange(positive),
  chunkRepeats: sourcedRange(positive),
  cpuMacsPerMs: rate,
  cpuElementsPerMs: rate,
  detectionScoresPerMs: rate,
  cpuFactor: rate,
})
