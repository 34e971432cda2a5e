import type { CacheSplit } from '../analysis/cache-split.ts'
import type { Properties } from '../analysis/properties.ts'
import type { EstimatorArtifact } from '../estimator/artifact.ts'
import type { Estimate, KnownEstimate, Quantity } from '../estimator/estimate.ts'
import { estimateDemand } from '../estimator/estimate-demand.ts'
import type { Range } from '../estimator/latency.ts'
import type { ModelFacts, SharingReport, TargetDemand } from '../report/report.ts'
import type { ModelSharing } from './share.ts'
import type { Turn } from './turn.ts'

/** What a model takes while it has its device for itself. */
export interface AloneDemand {
  readonly facts: ModelFacts
  readonly demand: TargetDemand
  readonly measured: readonly KnownEstimate[]
}

const nothing: Range = { value: 0, low: 0, high: 0 }

/** What a model takes on one target while others use the device in turn. */
export function shareDemand(
  { device, others, turn, split }: ModelSharing,
  alone: AloneDemand,
  estimator: EstimatorArtifact,
): SharingReport {
  const { inferencesPerSwitch } = device
  const base = split === undefined ? measuredFirst(alone) : splitDemand(alone, split, estimator)
  const switchMs = switchTime(turn, base.reloadMs)
  const quantities = split === undefined ? timeQuantities : [...timeQuantities, ...memoryQuantities]
  const about = { with: others, inferencesPerSwitch, switchMs }
  const estimates = base.estimates.filter(({ quantity }) => quantities.includes(quantity))
  if (switchMs === null) {
    const reason = turn.kind === 'unknown' ? whyUnknown(turn.unreadable) : 'what is reloaded at a switch is not known'
    const unknown = timeQuantities.map((quantity): Estimate => ({ quantity, basis: 'unknown', reason }))
    return { ...about, estimates: [...unknown, ...estimates.filter(isMemory)] }
  }
  return { ...about, estimates: estimates.map((estimate) => withReload(estimate, about, estimator)) }
}

const timeQuantities: readonly Quantity[] = ['latency', 'energy']
const memoryQuantities: readonly Quantity[] = ['memory', 'cached', 'streamed']

function isMemory({ quantity }: Estimate): boolean {
  return memoryQuantities.includes(quantity)
}

/**
 * An estimate of one inference with its share of what is reloaded at a switch: of the time as it is, of the energy at
 * idle power, since the tiles do not compute meanwhile. Other quantities stay as they are.
 */
export function withReload(
  estimate: Estimate,
  { switchMs, inferencesPerSwitch }: Pick<SharingReport, 'switchMs' | 'inferencesPerSwitch'>,
  { power: { idleW } }: EstimatorArtifact,
): Estimate {
  if (estimate.basis === 'unknown' || switchMs === null || switchMs.high === 0) return estimate
  const { quantity, value, low, high } = estimate
  if (quantity !== 'latency' && quantity !== 'energy') return estimate
  const share = (bound: keyof Range): number =>
    (switchMs[bound] / inferencesPerSwitch) * (quantity === 'energy' ? idleW[bound] : 1)
  const mean = { value: value + share('value'), low: low + share('low'), high: high + share('high') }
  // A part of it is estimated, also where the rest was measured.
  return { ...estimate, ...mean, basis: 'estimated' }
}

interface BaseDemand {
  readonly estimates: readonly Estimate[]
  readonly reloadMs: Range | null
}

/** What was measured takes the place of its estimate. */
function measuredFirst({ demand: { estimates, reloadMs }, measured }: AloneDemand): BaseDemand {
  const best = (estimate: Estimate): Estimate =>
    measured.find(({ quantity }) => quantity === estimate.quantity) ?? estimate
  return { estimates: estimates.map(best), reloadMs }
}

/** With another share of the cache, an inference sends other bytes. What was measured was not measured so. */
function splitDemand({ facts, demand }: AloneDemand, split: CacheSplit, estimator: EstimatorArtifact): BaseDemand {
  if (facts.properties === null) return demand
  const { cpuOperators } = facts.totals
  const { reloadBytes } = split
  const properties = withSplit(facts.properties, split)
  const shared = { properties, totals: { cpuOperators, reloadBytes } }
  const { estimates, reloadMs = null } = estimateDemand(shared, estimator)
  return { estimates, reloadMs }
}

function withSplit(properties: Properties, split: CacheSplit): Properties {
  const { cachedBytes, streamedBytes, expectedStreamedBytes, expectedChunkedBytes, chunkedBytesHigh } = split
  return {
    ...properties,
    expectedStreamedBytes,
    expectedChunkedBytes,
    chunkedBytesHigh,
    cachedBytes: cachedBytes.value,
    cachedBytesLow: cachedBytes.low,
    cachedBytesHigh: cachedBytes.high,
    streamedBytes: streamedBytes.value,
    streamedBytesLow: streamedBytes.low,
    streamedBytesHigh: streamedBytes.high,
  }
}

function switchTime({ kind }: Turn, reloadMs: Range | null): Range | null {
  if (kind === 'keeps') return nothing
  return kind === 'reloads' ? reloadMs : null
}

function whyUnknown(unreadable: readonly string[]): string {
  return `it is not known whether ${unreadable.join(', ')} on the same device was compiled together with it`
}
