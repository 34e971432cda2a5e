import * as z from 'zod/mini'
import { PreciousError } from '../errors.ts'
import { type PropertyName, propertyNames, propertiesVersion } from '../analysis/properties.ts'
import { type LatencyCoefficients, latencyCoefficientsSchema, notNegative, positive, sourcedRange, type SourcedRange } from './coefficients.ts'
import { type LearnedEstimator, parseLearnedEstimator } from './learning/learned-estimator.ts'
import { derivedFeatures } from './learning/sample.ts'

/**
 * A published figure that the estimator was checked against, with rates that were fitted without any figure of its
 * family of architectures.
 */
export interface CheckPoint {
  readonly model: string
  /** Networks of other widths and inputs are of one architecture, or of one group of the user's own. */
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
 * fitted without any figure of the families of either.
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
  /** What was learnt of latencies from measurements, see `learned-latency.ts`. */
  readonly learned?: LearnedEstimator | undefined
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

const artifactSchema: z.ZodMiniType<Omit<EstimatorArtifact, 'learned'> & { readonly learned?: unknown }> = z.strictObject({
  schemaVersion: z.literal(1, isNot(1)),
  target: targetName,
  description: z.string(),
  version: z.string(),
  propertiesVersion: z.literal(propertiesVersion, isNot(propertiesVersion)),
  link: z.string(),
  clockMhz: positive,
  host: z.string(),
  latency: latencyCoefficientsSchema,
  power: z.strictObject({ idleW: sourcedRange(notNegative), activityW: sourcedRange(notNegative), points: notNegative }),
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
  learned: z.optional(z.unknown()),
})

/**
 * Checks an artifact that was read as JSON.
 * @throws PreciousError `target/invalid` if it is not an artifact of this version
 */
export function parseArtifact(value: unknown, where: string): EstimatorArtifact {
  const result = artifactSchema.safeParse(value)
  if (result.success) {
    const { learned, ...artifact } = result.data
    return learned === undefined ? artifact : { ...artifact, learned: parseLearnedLatency(learned, where) }
  }
  throw new PreciousError('target/invalid', {
    what: `the target is not usable (${problemsOf(value, result.error.issues)})`,
    hint: 'Use a target that this version made, such as with precious calibrate',
    where,
  })
}

/**
 * Checks a learnt estimator that is to estimate models, of which nothing but properties is known.
 * @throws PreciousError `target/invalid` if it is not one of this version, of latency and of properties alone
 */
export function parseLearnedLatency(value: unknown, where: string): LearnedEstimator {
  const learned = parseLearnedEstimator(value, where)
  const { quantity, features } = learned
  const hint = 'Judge it by precious evaluate, or train one of latencies on rows that precious import csv made of models'
  if (quantity !== 'latency') {
    throw new PreciousError('target/invalid', { what: `it estimates ${quantity}, but a target has to estimate latency`, hint, where })
  }
  const unknown = features.filter((name) => !isModelFeature(name))
  const [first] = unknown
  if (first === undefined) return learned
  const more = unknown.length === 1 ? '' : ` and ${unknown.length - 1} more`
  throw new PreciousError('target/invalid', { what: `it reads features that no model file has: ${first}${more}`, hint, where })
}

const modelFeatures: ReadonlySet<string> = new Set([...propertyNames, ...derivedFeatures])

/** Whether a feature is known of every model, and not of rows of some import alone. */
export function isModelFeature(name: string): boolean {
  return modelFeatures.has(name)
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
