import * as z from 'zod/mini'
import { propertiesVersion } from '../../analysis/properties.ts'
import { PreciousError } from '../../errors.ts'
import { type LatencyCoefficients, latencyCoefficientsSchema } from '../coefficients.ts'
import { parseRegressor } from '../regressors/parse-regressor.ts'

/** What can be learnt from measurements, in ms, W and mJ. */
export const learnedQuantities = ['latency', 'power', 'energy'] as const
export type LearnedQuantity = (typeof learnedQuantities)[number]

/** Ways to hold rows out: any rows; rows of whole groups, so that no network is in both parts; the slowest 30 %. */
export const splitKinds = ['random', 'grouped', 'extrapolation'] as const
export type SplitKind = (typeof splitKinds)[number]

/** Errors on rows that were held out; shares are fractions. */
export interface ErrorFigures {
  readonly n: number
  /** Mean of |estimated / measured - 1|. */
  readonly mape: number
  readonly medianApe: number
  readonly within5: number
  readonly within10: number
}

/** Errors by one way of holding rows out. */
export interface HeldOutErrors extends ErrorFigures {
  readonly split: SplitKind
  /** Share of measured values in the stated intervals; null where none were stated. */
  readonly coverage: number | null
}

/** One family of the training, by its errors on rows that it was held out from. */
export interface FamilyErrors extends ErrorFigures {
  readonly family: string
  /** Standard error of the mean error, by the folds. */
  readonly standardError: number
}

export interface LearningPoint {
  /** Measurements that were learnt from. */
  readonly n: number
  /** Mean and standard deviation of the mean error over draws of them. */
  readonly mape: number
  readonly deviation: number
  readonly draws: number
}

export interface Importance {
  readonly feature: string
  /** By how much the mean error on held-out rows grows when the feature is shuffled there. */
  readonly increase: number
}

/** How far measurements of one network lie from each other, which no estimator can do better than. */
export interface NoiseFloor {
  /** Networks that were measured several times, and their measurements. */
  readonly networks: number
  readonly measurements: number
  /** Median of the relative differences between two measurements of one network. */
  readonly medianDifference: number
  /** The least MAPE that one value for each network can have on these very measurements. */
  readonly leastMape: number
}

/** The time model with rates that were fitted on the same measurements. */
export interface AnalyticLayer {
  readonly latency: LatencyCoefficients
  readonly clockMhz: number
}

/** One additive part of the estimate, on the scale of the transform. */
export interface WeightedRegressor {
  readonly weight: number
  /** As `parseRegressor` reads it. */
  readonly regressor: unknown
}

/** How wide intervals are: quantiles of errors of rows that were held out. */
export interface LearnedIntervals {
  readonly coverage: number
  /** Typical |ln(measured / estimated)| by the estimate, with straight lines between: ascending in `estimate`. */
  readonly spreads: readonly { readonly estimate: number; readonly spread: number }[]
  /** |ln(measured / estimated)| / spread of held-out rows, ascending. */
  readonly scores: readonly number[]
  /** The same of rows beyond the range that was learnt from. */
  readonly outsideScores: readonly number[]
}

export interface LearnedProvenance {
  /** SHA-256 of the training samples, in order. */
  readonly datasetHash: string
  /**
   * Which networks it was fitted on: the first 8 hexadecimal digits of their hashes, ascending. Of 10,000 networks, one
   * in 400,000 others is taken for one of them. Absent where that is not known.
   */
  readonly networks?: readonly string[] | undefined
  readonly sources: readonly { readonly source: string; readonly licence: string | null; readonly rows: number }[]
  readonly toolVersion: string
  /** The command that made the file. */
  readonly command: string
  readonly seed: number
}

/** An estimator of one quantity on one target that was learnt from measurements. */
export interface LearnedEstimator {
  readonly schemaVersion: 1
  readonly kind: 'learned'
  readonly target: string
  /** The target whose time model stands behind it, and whose power and memory stand for what was not learnt. */
  readonly base: string
  readonly quantity: LearnedQuantity
  readonly propertiesVersion: typeof propertiesVersion
  /** As the table of families names it. */
  readonly family: string
  readonly transform: 'log' | 'none'
  /** Names of properties and further features, in the order of the columns. */
  readonly features: readonly string[]
  /** Where there is one, its time is multiplied by what the terms give. */
  readonly analytic: AnalyticLayer | null
  /** The estimate, before the transform is undone, is the weighted sum of these. */
  readonly terms: readonly WeightedRegressor[]
  /** The least and the most of every feature that was seen, also of those that were equal throughout. */
  readonly ranges: Readonly<Record<string, readonly [low: number, high: number]>>
  readonly intervals: LearnedIntervals
  /** Rows that it was fitted on, and networks among them. */
  readonly rows: number
  readonly networks: number
  readonly heldOut: readonly HeldOutErrors[]
  readonly families: readonly FamilyErrors[]
  readonly importances: readonly Importance[]
  readonly learningCurve: readonly LearningPoint[]
  /** Null where no network was measured twice. */
  readonly noiseFloor: NoiseFloor | null
  readonly provenance: LearnedProvenance
}

/** Digits of a hash that tell networks apart, see `LearnedProvenance`. */
const hashDigits = 8

/** By what an estimator knows a network that it was fitted on. */
export function networkKey(hash: string): string {
  return hash.slice(0, hashDigits)
}

const share = z.number().check(z.gte(0), z.lte(1))
const notNegative = z.number().check(z.gte(0))
const count = z.int().check(z.gte(0))
/** Families that are trained have weights of about 1. */
const weight = z.number().check(z.gte(-1_000), z.lte(1_000))

type Range = readonly [low: number, high: number]
const ordered = z.tuple([z.number(), z.number()]).check(
  z.refine<Range>(([low, high]) => low <= high, 'is not a range from low to high'),
)

function ascending<Item>(item: z.ZodMiniType<Item>, valueOf: (item: Item) => number): z.ZodMiniType<readonly Item[]> {
  const isAscending = (items: readonly Item[]): boolean =>
    items.every((own, index) => index === 0 || valueOf(items[index - 1] ?? own) <= valueOf(own))
  return z.array(item).check(z.refine<Item[]>(isAscending, 'is not ascending'))
}

const errorFields = { n: count, mape: notNegative, medianApe: notNegative, within5: share, within10: share }

const schema: z.ZodMiniType<LearnedEstimator> = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal('learned'),
  target: z.string(),
  base: z.string(),
  quantity: z.enum(learnedQuantities),
  propertiesVersion: z.literal(propertiesVersion),
  family: z.string(),
  transform: z.enum(['log', 'none']),
  features: z.array(z.string()),
  analytic: z.nullable(z.strictObject({ latency: latencyCoefficientsSchema, clockMhz: z.number().check(z.positive()) })),
  terms: z.array(z.strictObject({ weight, regressor: z.unknown() })).check(z.minLength(1)),
  ranges: z.record(z.string(), ordered),
  intervals: z.strictObject({
    coverage: share,
    spreads: ascending(z.strictObject({ estimate: z.number(), spread: notNegative }), ({ estimate }) => estimate)
      .check(z.refine((spreads) => spreads.length > 0, 'is empty')),
    scores: ascending(notNegative, Number),
    outsideScores: ascending(notNegative, Number),
  }),
  rows: count,
  networks: count,
  heldOut: z.array(z.strictObject({ split: z.enum(splitKinds), ...errorFields, coverage: z.nullable(share) })),
  families: z.array(z.strictObject({ family: z.string(), ...errorFields, standardError: notNegative })),
  importances: z.array(z.strictObject({ feature: z.string(), increase: z.number() })),
  learningCurve: z.array(z.strictObject({ n: count, mape: notNegative, deviation: notNegative, draws: count })),
  noiseFloor: z.nullable(
    z.strictObject({ networks: count, measurements: count, medianDifference: notNegative, leastMape: notNegative }),
  ),
  provenance: z.strictObject({
    datasetHash: z.string(),
    networks: z.optional(z.array(z.string().check(z.regex(/^[0-9a-f]{8}$/)))),
    sources: z.array(z.strictObject({ source: z.string(), licence: z.nullable(z.string()), rows: count })),
    toolVersion: z.string(),
    command: z.string(),
    seed: z.int(),
  }),
})

/** The JSON Schema of a learnt estimator (draft 2020-12). */
export function learnedEstimatorJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    title: 'Precious learnt estimator',
    description: 'What precious train writes: an estimator of one quantity on one target, and how well it estimates.',
    ...z.toJSONSchema(schema),
  }
}

/**
 * Checks an estimator that was read as JSON, which is not trusted.
 * @param where the file that it was read from
 * @throws PreciousError `target/invalid` if it is not one of this version
 */
export function parseLearnedEstimator(value: unknown, where: string): LearnedEstimator {
  const result = schema.safeParse(value)
  if (!result.success) throw unusable(describe(result.error.issues), where)
  const unseen = result.data.features.find((name) => !Object.hasOwn(result.data.ranges, name))
  if (unseen !== undefined) throw unusable(`ranges: what was seen of ${unseen} is missing`, where)
  for (const { regressor } of result.data.terms) {
    const { columns } = parseRegressor(regressor, where)
    const { length } = result.data.features
    if (columns !== length) throw unusable(`a regressor of ${columns} features does not match ${length}`, where)
  }
  return result.data
}

function describe(issues: readonly z.core.$ZodIssue[]): string {
  return issues
    .map((issue) => (issue.code === 'unrecognized_keys' ? `unknown: ${issue.keys.join(', ')}` : `${issue.path.join('.')}: ${issue.message}`))
    .join('; ')
}

function unusable(what: string, where: string): PreciousError {
  return new PreciousError('target/invalid', {
    what: `the estimator is not usable (${what})`,
    hint: 'Use a file that was written by this version of precious',
    where,
  })
}
