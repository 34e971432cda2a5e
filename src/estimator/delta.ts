import { type Properties, type PropertyName, propertyNames } from '../analysis/properties.ts'
import type { EstimatorArtifact } from './artifact.ts'
import { memoryDoubts, memoryError, powerOf } from './estimate-demand.ts'
import { outsideOf } from './envelope.ts'
import { type Coverage, type KnownEstimate, type Quantity, quantityUnits, type UnknownEstimate } from './estimate.ts'
import { breakDownLatency, computeMs, type LatencyBreakdown, latencyTermNames, type Range } from './latency.ts'
import { type LearnedLatency, learnedLatency, scaledTo } from './learned-latency.ts'
import { pairWidening } from './pair-interval.ts'

export type Delta = KnownDelta | UnknownEstimate

/**
 * By how much a quantity differs from the baseline, in its own unit. Negative: it takes less than before. It lies in the
 * envelope where both networks do.
 */
export interface KnownDelta extends KnownEstimate {
  readonly basis: 'estimated'
  /** The estimate for the baseline. */
  readonly base: number
}

/** What two networks of one estimator are compared by. Undefined properties: a part of the model could not be read. */
export interface Comparable {
  readonly properties: Properties | undefined
  readonly cpuOperators: number
}

type Bound = keyof Range

const bounds: readonly Bound[] = ['value', 'low', 'high']

/** Differences that follow from the models without an estimator. */
const derived: Coverage = { share: null, points: 0 }

/** Whether nothing that an estimator reads differs. */
export function hasSameProperties(base: Properties | undefined, head: Properties | undefined): boolean {
  if (base === undefined || head === undefined) return false
  return propertyNames.every((name) => base[name] === head[name])
}

/**
 * By how much an inference of `head` takes more than one of `base`, one delta for each quantity.
 *
 * Both are estimated with the same coefficients, so that most of the error is common and falls out: the range of a
 * difference is that of both networks at the same end of every coefficient's range, not that of two independent
 * estimates. It is then widened as pairs of published figures ask for (`pair-interval.ts`). Equal properties give zero,
 * without an interval.
 */
export function estimateDeltas(base: Comparable, head: Comparable, estimator: EstimatorArtifact): Delta[] {
  const counted = countDelta(base.cpuOperators, head.cpuOperators)
  if (base.properties === undefined || head.properties === undefined) {
    const model = head.properties === undefined ? 'the model' : 'the baseline model'
    const reason = `${model} is compiled and what its compiled operator holds cannot be read`
    const quantities = (Object.keys(quantityUnits) as Quantity[]).filter((quantity) => quantity !== 'cpuOperators')
    return [...quantities.map((quantity): UnknownEstimate => ({ quantity, basis: 'unknown', reason })), counted]
  }
  return knownDeltas(base.properties, head.properties, estimator)
}

function knownDeltas(base: Properties, head: Properties, estimator: EstimatorArtifact): Delta[] {
  const time = timeDeltas(base, head, estimator)
  const outsideMemory = memoryDoubts.filter((name) => base[name] > 0 || head[name] > 0)
  const memory = (quantity: Quantity, bytes: (of: Properties, bound: Bound) => number): KnownDelta => {
    const range = rangeOf((bound) => bytes(head, bound) - bytes(base, bound))
    const slack = memoryError * inexactBytes(base, head, bytes)
    const widened = { value: range.value, low: range.low - slack, high: range.high + slack }
    return known(quantity, bytes(base, 'value'), widened, derived, outsideMemory)
  }
  const cached = (of: Properties, bound: Bound): number => bytesAt(of, 'cachedBytes', bound)
  const streamed = (of: Properties, bound: Bound): number => bytesAt(of, 'streamedBytes', bound)
  const isCompiled = base.compiledOperators > 0 || head.compiledOperators > 0
  const dynamic = outsideMemory.filter((name) => name === 'dynamicOperators')
  return [
    ...time,
    // What is not cached is streamed: the two ends go together.
    memory('memory', (of, bound) => cached(of, bound) + streamed(of, opposite[bound])),
    memory('cached', cached),
    memory('streamed', streamed),
    isCompiled ? silent : exact('activations', base.peakActivationBytes, head.peakActivationBytes, dynamic),
    countDelta(base.cpuOperators, head.cpuOperators, head.cpuOperatorsHigh - base.cpuOperatorsHigh),
  ]
}

/**
 * The bytes that the error of a difference is a share of. Both predicted, the error is common and falls out but for that
 * of what changed; where one is read, all that is predicted of the other is in error.
 */
function inexactBytes(base: Properties, head: Properties, bytes: (of: Properties, bound: Bound) => number): number {
  const predicted = [base, head].filter(({ compiledOperators }) => compiledOperators === 0)
  const [only] = predicted
  if (only === undefined) return 0
  if (predicted.length === 2) return Math.abs(bytes(head, 'value') - bytes(base, 'value'))
  return Math.max(...bounds.map((bound) => bytes(only, bound)))
}

const silent: UnknownEstimate = {
  quantity: 'activations',
  basis: 'unknown',
  reason: 'a compiled model does not say how many activations are alive at one time',
}

const opposite: Readonly<Record<Bound, Bound>> = { value: 'value', low: 'high', high: 'low' }

function bytesAt(properties: Properties, name: 'cachedBytes' | 'streamedBytes', bound: Bound): number {
  const ends = { value: name, low: `${name}Low`, high: `${name}High` } as const
  return properties[ends[bound]]
}

function timeDeltas(base: Properties, head: Properties, estimator: EstimatorArtifact): Delta[] {
  const learnt = [base, head].map((of) => learnedLatency(estimator, of))
  const [before, after] = latenciesOf([base, head], learnt, estimator)
  if (before === undefined || after === undefined || before.high === 0 || after.high === 0) {
    return unknownTimes('none of the operators of one of the two can be costed')
  }
  if (learnt.some((one) => one !== undefined && one.interval === undefined)) {
    return unknownTimes('one of the two is unlike all networks that the estimator was learnt from')
  }
  const left = [base, head].flatMap((of, index) => [...outsideOf(of, estimator.envelope), ...(learnt[index]?.outside ?? [])])
  const outside = [...new Set(left)]
  const { coverage } = pairWidening(estimator.pairs)
  const latency = hasSameProperties(base, head) ? noChange : latencyDelta(before, after, estimator)
  const powerCoverage: Coverage = { share: null, points: estimator.power.points }
  const corners = demandCorners(before.value, latency, estimator, base, head)
  return [
    known('latency', before.value, latency, coverage, outside),
    known('power', powerOf(base, before.value, estimator, 'value'), corners.power, powerCoverage, outside),
    known('energy', corners.baseEnergyMj, corners.energy, powerCoverage, outside),
  ]
}

/** What was learnt counts in a difference where it speaks for both: the two are estimated in one way. */
function latenciesOf(
  networks: readonly Properties[],
  learnt: readonly (LearnedLatency | undefined)[],
  { latency, clockMhz }: EstimatorArtifact,
): LatencyBreakdown[] {
  const modelled = networks.map((of) => breakDownLatency(of, latency, clockMhz))
  if (learnt.includes(undefined)) return modelled
  return modelled.map((own, index) => scaledTo(own, learnt[index]?.value ?? own.value))
}

function unknownTimes(reason: string): UnknownEstimate[] {
  return (['latency', 'power', 'energy'] as const).map((quantity) => ({ quantity, basis: 'unknown', reason }))
}

const noChange: Range = { value: 0, low: 0, high: 0 }

/** The difference at each end of the coefficients' ranges, before any check against measurements. */
export function latencyDifference(before: LatencyBreakdown, after: LatencyBreakdown): Range {
  return rangeOf((bound) => after[bound] - before[bound])
}

/**
 * The difference at each end of the coefficients' ranges, widened by a share of all that changed: terms that grow and
 * terms that shrink do not make up for each other, since each has an error of its own.
 */
function latencyDelta(before: LatencyBreakdown, after: LatencyBreakdown, { pairs }: EstimatorArtifact): Range {
  const range = latencyDifference(before, after)
  const slack = pairWidening(pairs).score * pairScaleMs(before, after)
  // No more can be saved than the baseline takes.
  const low = Math.min(range.low, Math.max(range.low - slack, -before.value))
  return { value: range.value, low, high: range.high + slack }
}

/**
 * What the residual of a pair is measured by, in milliseconds: how much changed, and a share of the baseline for what
 * no term knows of. Networks of NAS-Bench-201 that are the same after pruning were measured 1.85 % apart (median,
 * SamsungLabs/eagle).
 */
export function pairScaleMs(before: LatencyBreakdown, after: LatencyBreakdown): number {
  const changed = latencyTermNames.map((name) => Math.abs(after.terms[name].value - before.terms[name].value))
  return changed.reduce((sum, ms) => sum + ms, 0) + repeatability * before.value
}

const repeatability = 0.02

interface Corners {
  readonly power: Range
  readonly energy: Range
  readonly baseEnergyMj: number
}

/** Power and energy at the ends of the latency's difference and of the power coefficients, which both networks share. */
function demandCorners(
  baseMs: number,
  latency: Range,
  estimator: EstimatorArtifact,
  base: Properties,
  head: Properties,
): Corners {
  const at = (difference: Bound, coefficient: Bound): { powerW: number; energyMj: number } => {
    // An inference takes no less than its steps do.
    const headMs = Math.max(computeMs(head.tensorSteps, estimator.clockMhz, estimator.latency), baseMs + latency[difference])
    const before = powerOf(base, baseMs, estimator, coefficient)
    const after = powerOf(head, headMs, estimator, coefficient)
    return { powerW: after - before, energyMj: after * headMs - before * baseMs }
  }
  const all = bounds.flatMap((difference) => bounds.map((coefficient) => at(difference, coefficient)))
  const likely = at('value', 'value')
  const span = (value: number, values: readonly number[]): Range => ({
    value,
    low: Math.min(...values),
    high: Math.max(...values),
  })
  return {
    power: span(likely.powerW, all.map(({ powerW }) => powerW)),
    energy: span(likely.energyMj, all.map(({ energyMj }) => energyMj)),
    baseEnergyMj: powerOf(base, baseMs, estimator, 'value') * baseMs,
  }
}

function rangeOf(difference: (bound: Bound) => number): Range {
  const values = bounds.map(difference)
  return { value: difference('value'), low: Math.min(...values), high: Math.max(...values) }
}

function known(
  quantity: Quantity,
  base: number,
  { value, low, high }: Range,
  coverage: Coverage,
  outside: readonly PropertyName[],
): KnownDelta {
  return { quantity, basis: 'estimated', base, value, low, high, coverage, inEnvelope: outside.length === 0, outside }
}

function exact(quantity: Quantity, base: number, head: number, outside: readonly PropertyName[]): KnownDelta {
  const value = head - base
  return known(quantity, base, { value, low: value, high: value }, derived, outside)
}

/** Operators whose mapping is not certain may end up on the CPU as well. */
function countDelta(base: number, head: number, mostDifference: number = head - base): KnownDelta {
  const value = head - base
  const range = { value, low: Math.min(value, mostDifference), high: Math.max(value, mostDifference) }
  return known('cpuOperators', base, range, derived, [])
}
