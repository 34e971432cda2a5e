import * as z from 'zod/mini'
import { PreciousError } from '../errors.ts'
import { type PropertyName, propertyNames, propertiesVersion } from '../analysis/properties.ts'

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

/**
 * A published figure that the estimator was checked against, with rates that were fitted without any figure of its
 * architecture.
 */
export interface CheckPoint {
  readonly model: string
  /** What was left out together: networks of other widths and inputs are of one architecture. */
  readonly architecture: string
  readonly source: string
  /** Whether the network lies in the region that the estimator speaks for: others do not bear on its intervals. */
  readonly inEnvelope: boolean
  /** Estimate over measurement, less 1. */
  readonly error: number
  /**
   * By how much the range of the terms had to be widened to hold the measured value: the larger of ln(low / measured)
   * and ln(measured / high). Negative: the range held it.
   */
  readonly score: number
}

/**
 * Two published figures of one source, by which the difference of their estimates was checked, with rates that were
 * fitted without any figure of the architectures of either.
 */
export interface PairPoint {
  readonly from: string
  readonly to: string
  readonly source: string
  /**
   * How far the measured difference lay outside the range of the estimated one, as a share of what changed (see
   * `delta.ts`). Negative: inside.
   */
  readonly score: number
}

/**
 * An estimator for one target as it is shipped: what it computes with, where each number comes from, what it was
 * checked on, and the region in which it was.
 */
export interface EstimatorArtifact {
  readonly schemaVersion: 1
  readonly target: string
  readonly description: string
  readonly version: string
  readonly propertiesVersion: number
  readonly link: string
  readonly clockMhz: number
  readonly host: string
  readonly latency: LatencyCoefficients
  readonly power: PowerCoefficients
  readonly checkPoints: readonly CheckPoint[]
  /** The same of compiled models, of which figures of the same compilation are at hand. */
  readonly compiledPoints: readonly CheckPoint[]
  readonly pairs: readonly PairPoint[]
  readonly envelope: Envelope
  readonly limits: readonly string[]
}

/** Coefficients of the time model, see `latency.ts`. */
export interface LatencyCoefficients {
  /** `sum`: transfers to the device and compute follow each other. `overlap`: the longer of the two counts. */
  readonly combination: { readonly value: 'sum' | 'overlap'; readonly source: string }
  readonly fixedMs: Sourced
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

/** Power is `idleW + activityW x share of the time in which the tiles compute`. */
export interface PowerCoefficients {
  readonly idleW: SourcedRange
  readonly activityW: SourcedRange
  /** Published measurements that the two rest on. */
  readonly points: number
}

export interface Envelope {
  readonly source: string
  readonly ranges: Readonly<Partial<Record<PropertyName, readonly [low: number, high: number]>>>
}

const sourced = z.strictObject({ value: z.number(), source: z.string() })
const sourcedRange = z.strictObject({ value: z.number(), low: z.number(), high: z.number(), source: z.string() })

const checkPoint = z.strictObject({
  model: z.string(),
  architecture: z.string(),
  source: z.string(),
  inEnvelope: z.boolean(),
  error: z.number(),
  score: z.number(),
})

/** For what reads coefficients as JSON. */
export const latencyCoefficientsSchema: z.ZodMiniType<LatencyCoefficients> = z.strictObject({
  combination: z.strictObject({ value: z.enum(['sum', 'overlap']), source: z.string() }),
  fixedMs: sourced,
  upBytesPerMs: sourced,
  streamBytesPerMs: sourced,
  downBytesPerMs: sourced,
  reloadBytesPerMs: sourcedRange,
  chunkRepeats: sourcedRange,
  cpuMacsPerMs: sourced,
  cpuElementsPerMs: sourced,
  detectionScoresPerMs: sourced,
  cpuFactor: sourced,
})

const artifactSchema: z.ZodMiniType<EstimatorArtifact> = z.strictObject({
  schemaVersion: z.literal(1),
  target: z.string(),
  description: z.string(),
  version: z.string(),
  propertiesVersion: z.literal(propertiesVersion),
  link: z.string(),
  clockMhz: z.number(),
  host: z.string(),
  latency: latencyCoefficientsSchema,
  power: z.strictObject({ idleW: sourcedRange, activityW: sourcedRange, points: z.number() }),
  checkPoints: z.array(checkPoint),
  compiledPoints: z.array(checkPoint),
  pairs: z.array(
    z.strictObject({
      from: z.string(),
      to: z.string(),
      source: z.string(),
      score: z.number(),
    }),
  ),
  envelope: z.strictObject({
    source: z.string(),
    ranges: z.partialRecord(z.enum([...propertyNames]), z.tuple([z.number(), z.number()])),
  }),
  limits: z.array(z.string()),
})

/**
 * Checks an artifact that was read as JSON.
 * @throws PreciousError `target/invalid` if it is not an artifact of this version
 */
export function parseArtifact(value: unknown, where: string): EstimatorArtifact {
  const result = artifactSchema.safeParse(value)
  if (result.success) return result.data
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
  throw new PreciousError('target/invalid', {
    what: `the target is not usable (${problems})`,
    hint: 'Use a target of this version',
    where,
  })
}
