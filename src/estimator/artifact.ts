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

/** Times are divided by rates, and nothing takes less than no time. */
const positive = z.number().check(z.positive())
const notNegative = z.number().check(z.nonnegative())

const rate = z.strictObject({ value: positive, source: z.string() })
const duration = z.strictObject({ value: notNegative, source: z.string() })

function range(end: z.ZodMiniNumber): z.ZodMiniType<SourcedRange> {
  const order = 'low <= value <= high'
  const isOrdered = z.refine<SourcedRange>(({ low, value, high }) => low <= value && value <= high, order)
  return z.strictObject({ value: end, low: end, high: end, source: z.string() }).check(isOrdered)
}

/** Names stand in reports, tables and lists with commas, and are told from paths. */
const namePattern = /^(?!.*\.json$)[a-z0-9][\w.+-]{0,99}$/i
const targetName = z.string().check(z.regex(namePattern, 'letters, digits and any of -_.+, not ending in .json'))

/** Whether a target of the user's own may be called so. */
export function isTargetName(name: string): boolean {
  return namePattern.test(name)
}

const checkPoint = z.strictObject({
  model: z.string(),
  architecture: z.string(),
  source: z.string(),
  inEnvelope: z.boolean(),
  error: z.number(),
  score: z.number(),
})

function isNot(version: number): { readonly error: ({ input }: { readonly input?: unknown }) => string } {
  return { error: ({ input }) => `is ${typeof input === 'number' ? input : 'no number'}, not ${version}` }
}

const linkFields = { fixedMs: duration, upBytesPerMs: rate, streamBytesPerMs: rate, downBytesPerMs: rate }

/** For what reads coefficients as JSON. */
export const latencyCoefficientsSchema: z.ZodMiniType<LatencyCoefficients> = z.strictObject({
  combination: z.strictObject({ value: z.enum(['sum', 'overlap']), source: z.string() }),
  ...linkFields,
  operatorMs: z.optional(duration),
  ofCompiled: z.optional(z.strictObject(linkFields)),
  clocksPerStep: z.optional(duration),
  reloadBytesPerMs: range(positive),
  chunkRepeats: range(positive),
  cpuMacsPerMs: rate,
  cpuElementsPerMs: rate,
  detectionScoresPerMs: rate,
  cpuFactor: rate,
})

const artifactSchema: z.ZodMiniType<EstimatorArtifact> = z.strictObject({
  schemaVersion: z.literal(1, isNot(1)),
  target: targetName,
  description: z.string(),
  version: z.string(),
  propertiesVersion: z.literal(propertiesVersion, isNot(propertiesVersion)),
  link: z.string(),
  clockMhz: positive,
  host: z.string(),
  latency: latencyCoefficientsSchema,
  power: z.strictObject({ idleW: range(notNegative), activityW: range(notNegative), points: notNegative }),
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
  throw new PreciousError('target/invalid', {
    what: `the target is not usable (${problemsOf(value, result.error.issues)})`,
    hint: 'Use a target that this version made, such as with precious calibrate',
    where,
  })
}

/** More would fill the terminal and say no more. */
const mostProblems = 3

/** What is wrong: the version, where that is what differs, or else the first fields that are not as they should be. */
function problemsOf(value: unknown, issues: readonly z.core.$ZodIssue[]): string {
  if (typeof value !== 'object' || value === null || !('schemaVersion' in value)) return 'it has no schemaVersion'
  const ofVersion = issues.filter(({ path }) => path.length === 1 && String(path[0]).endsWith('Version'))
  const shown = (ofVersion.length > 0 ? ofVersion : issues).slice(0, mostProblems)
  const more = issues.length - shown.length
  const words = shown.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; ')
  return ofVersion.length > 0 || more === 0 ? words : `${words}; and ${more} more`
}
