import type { Properties, PropertyName } from '../analysis/properties.ts'
import type { Envelope, EstimatorArtifact, PowerCoefficients } from './artifact.ts'
import { outsideOf } from './envelope.ts'
import {
  type Coverage,
  type Estimate,
  type KnownEstimate,
  type Quantity,
  quantityUnits,
  type UnknownEstimate,
} from './estimate.ts'
import { compiledWidening, widen, widening } from './interval.ts'
import { breakDownLatency, computeMs, type LatencyBreakdown, type Range } from './latency.ts'
import { type LearnedLatency, learnedLatency, scaledTo } from './learned-latency.ts'
import { reloadTime } from './reload.ts'

/** What an inference takes on one target. */
export interface Demand {
  readonly target: string
  /** One estimate for each quantity, in the order of `quantityUnits`. */
  readonly estimates: readonly Estimate[]
  /** What the latency is made of; undefined where it is unknown. */
  readonly latency: LatencyBreakdown | undefined
  /** Milliseconds to fill the parameter cache, which `latency` is without, see `reload.ts`; undefined where unknown. */
  readonly reloadMs: Range | undefined
  /** The region that the estimator was checked on. */
  readonly envelope: Envelope
}

/**
 * Parameter memory came out within 1 % of the payload of decoded models and, on the width sweeps, within 3 % of the
 * on-chip and off-chip figures of the compiler on 331 of 336 rows. The split was fitted on those rows.
 */
export const memoryError = 0.03
const memoryCoverage: Coverage = { share: null, points: 336 }

/** Counts and sums that follow from the model without an estimator. */
const derivedCoverage: Coverage = { share: null, points: 0 }

/** What an estimator needs of an analysis. */
export interface Analysed {
  /** Undefined where a part of the network could not be read. */
  readonly properties: Properties | undefined
  readonly totals: {
    readonly cpuOperators: number
    /** What fills the parameter cache; left out where nobody asks what that takes. */
    readonly reloadBytes?: Range | null
    /** Where there are no properties, what is known of the parameters all the same. */
    readonly cachedBytes?: Range | null
    readonly streamedBytes?: Range | null
  }
}

const timeQuantities: readonly Quantity[] = ['latency', 'power', 'energy']

/**
 * Estimates the demand of a network on a target. Where a part of the network could not be read, only its operators on
 * the CPU are counted; where nothing of it can be costed, nothing is said of time, power and energy.
 */
export function estimateDemand({ properties, totals }: Analysed, estimator: EstimatorArtifact): Demand {
  const { target, envelope } = estimator
  const { reloadBytes } = totals
  const reloadMs = reloadBytes ? reloadTime(reloadBytes, estimator.latency) : undefined
  if (properties === undefined) {
    return { target, envelope, latency: undefined, reloadMs, estimates: estimatesWithoutProperties(totals) }
  }
  const modelled = breakDownLatency(properties, estimator.latency, estimator.clockMhz)
  const isCosted = modelled.high > 0
  const learnt = isCosted ? learnedLatency(estimator, properties) : undefined
  const latency = learnt === undefined ? modelled : scaledTo(modelled, learnt.value)
  const reason = 'none of its operators can be costed'
  return {
    target,
    envelope,
    latency: isCosted && (learnt === undefined || learnt.interval !== undefined) ? latency : undefined,
    reloadMs,
    estimates: [
      ...(isCosted ? timeEstimates(properties, latency, learnt, estimator) : unknownEstimates(timeQuantities, reason)),
      ...memoryEstimates(properties),
      knownEstimate('cpuOperators', cpuOperators(properties), derivedCoverage, []),
    ],
  }
}

/** Of a compiled model whose instructions could be decoded in part only the memory is known, of others nothing. */
function estimatesWithoutProperties({ cpuOperators: count, cachedBytes, streamedBytes }: Analysed['totals']): Estimate[] {
  const counted = knownEstimate('cpuOperators', certain(count), derivedCoverage, [])
  if (cachedBytes && streamedBytes) {
    const reason = 'the instructions of its compiled operator could be decoded in part only'
    const memory = readMemory({ cachedBytes: cachedBytes.value, streamedBytes: streamedBytes.value })
    return [...unknownEstimates(timeQuantities, reason), ...memory, counted]
  }
  const reason = 'the model is compiled and what its compiled operator holds cannot be read'
  const quantities = (Object.keys(quantityUnits) as Quantity[]).filter((quantity) => quantity !== 'cpuOperators')
  return [...unknownEstimates(quantities, reason), counted]
}

function timeEstimates(
  properties: Properties,
  latency: LatencyBreakdown,
  learnt: LearnedLatency | undefined,
  estimator: EstimatorArtifact,
): Estimate[] {
  const outside = [...new Set([...outsideOf(properties, estimator.envelope), ...(learnt?.outside ?? [])])]
  const widened = properties.compiledOperators > 0 ? compiledWidening(estimator) : widening(estimator.checkPoints)
  const widest = learnt === undefined ? widen(latency, widened) : learnt.interval
  if (widest === undefined) {
    const where = outside.length === 0 ? '' : `, in ${outside.join(', ')}`
    return unknownEstimates(timeQuantities, `it is unlike all networks that the estimator was learnt from${where}`)
  }
  const power = estimatePower(properties, latency, widest, estimator)
  const energy = { value: power.value * latency.value, low: power.low * widest.low, high: power.high * widest.high }
  const powerCoverage: Coverage = { share: null, points: estimator.power.points }
  return [
    knownEstimate('latency', widest, learnt?.coverage ?? widened.coverage, outside),
    knownEstimate('power', power, powerCoverage, outside),
    knownEstimate('energy', energy, powerCoverage, outside),
  ]
}

function unknownEstimates(quantities: readonly Quantity[], reason: string): UnknownEstimate[] {
  return quantities.map((quantity) => ({ quantity, basis: 'unknown', reason }))
}

function knownEstimate(
  quantity: Quantity,
  { value, low, high }: Range,
  coverage: Coverage,
  outside: readonly PropertyName[],
): KnownEstimate {
  return { quantity, basis: 'estimated', value, low, high, coverage, inEnvelope: outside.length === 0, outside }
}

/** Share of the time in which the tiles compute, at one clock a step: what a step takes does not depend on its clock. */
function activityShare(steps: number, ms: number, clockMhz: number): number {
  return ms > 0 ? Math.min(1, computeMs(steps, clockMhz) / ms) : 0
}

/** Watts of a network that takes so many milliseconds, at one end of the coefficients' ranges. */
export function powerOf({ tensorSteps }: Properties, ms: number, estimator: EstimatorArtifact, at: keyof Range): number {
  const { idleW, activityW } = estimator.power
  return idleW[at] + activityW[at] * activityShare(tensorSteps, ms, estimator.clockMhz)
}

/** Idle power plus the activity of the tiles for the share of the time in which they compute. */
function estimatePower(
  properties: Properties,
  latency: LatencyBreakdown,
  latencyRange: Range,
  { power, clockMhz }: EstimatorArtifact,
): Range {
  const shares: Range = {
    value: activityShare(properties.tensorSteps, latency.value, clockMhz),
    low: activityShare(properties.tensorStepsLow, latencyRange.high, clockMhz),
    high: activityShare(properties.tensorStepsHigh, latencyRange.low, clockMhz),
  }
  const watts = (bound: keyof Range): number => wattsAt(power, shares, bound)
  return { value: watts('value'), low: watts('low'), high: watts('high') }
}

function wattsAt({ idleW, activityW }: PowerCoefficients, shares: Range, bound: keyof Range): number {
  return idleW[bound] + activityW[bound] * shares[bound]
}

/** What makes the parameter bytes doubtful: no checked rule, or a placement that is not certain. */
export const memoryDoubts: readonly PropertyName[] = ['uncheckedParameterOperators', 'unverifiedOperators', 'dynamicOperators']

function memoryEstimates(properties: Properties): Estimate[] {
  if (properties.compiledOperators > 0) return readMemory(properties)
  const { cachedBytes, cachedBytesLow, cachedBytesHigh } = properties
  const { streamedBytes, streamedBytesLow, streamedBytesHigh, peakActivationBytes } = properties
  const memory = cachedBytes + streamedBytes
  const around = (value: number, low: number, high: number): Range => ({
    value,
    low: low * (1 - memoryError),
    high: high * (1 + memoryError),
  })
  const outside = memoryDoubts.filter((name) => properties[name] > 0)
  const known = (quantity: Quantity, range: Range, coverage: Coverage): KnownEstimate =>
    knownEstimate(quantity, range, coverage, outside)
  return [
    known('memory', around(memory, ...memoryBounds(properties)), memoryCoverage),
    known('cached', around(cachedBytes, cachedBytesLow, cachedBytesHigh), memoryCoverage),
    known('streamed', around(streamedBytes, streamedBytesLow, streamedBytesHigh), memoryCoverage),
    knownEstimate(
      'activations',
      certain(peakActivationBytes),
      derivedCoverage,
      properties.dynamicOperators > 0 ? ['dynamicOperators'] : [],
    ),
  ]
}

/** What the compiler wrote down. Activations lie where it does not say. */
function readMemory({ cachedBytes, streamedBytes }: Pick<Properties, 'cachedBytes' | 'streamedBytes'>): Estimate[] {
  const read = (quantity: Quantity, bytes: number): KnownEstimate => ({
    ...knownEstimate(quantity, certain(bytes), derivedCoverage, []),
    basis: 'read',
  })
  const reason = 'a compiled model does not say how many activations are alive at one time'
  return [
    read('memory', cachedBytes + streamedBytes),
    read('cached', cachedBytes),
    read('streamed', streamedBytes),
    { quantity: 'activations', basis: 'unknown', reason },
  ]
}

/** The more is cached, the less is streamed: the sum is taken to lie between the two extreme splits. */
function memoryBounds(properties: Properties): [low: number, high: number] {
  const mostCached = properties.cachedBytesHigh + properties.streamedBytesLow
  const leastCached = properties.cachedBytesLow + properties.streamedBytesHigh
  const likely = properties.cachedBytes + properties.streamedBytes
  return [Math.min(mostCached, leastCached, likely), Math.max(mostCached, leastCached, likely)]
}

/** Operators whose mapping is not certain may end up on the CPU as well, with all that depends on them. */
function cpuOperators({ cpuOperators: count, cpuOperatorsHigh }: Properties): Range {
  return { value: count, low: count, high: cpuOperatorsHigh }
}

function certain(value: number): Range {
  return { value, low: value, high: value }
}
