import type { KnownEstimate, Quantity } from '../estimator/estimate.ts'
import { confidence, confidenceInterval, type Interval } from './interval.ts'
import type { MeasuredQuantities, Statistic } from './statistic.ts'

/**
 * What was measured, in the form that budgets are judged by: latency, power and energy, as far as they are known.
 * Energy that was not measured itself is power times latency, since power is the mean during back-to-back inferences.
 */
export function measuredEstimates(measured: MeasuredQuantities): readonly KnownEstimate[] {
  const { latencyMs, powerW, energyMj } = measured
  return [
    ...(latencyMs === undefined ? [] : [measuredEstimate('latency', latencyMs)]),
    ...(powerW === undefined ? [] : [measuredEstimate('power', powerW)]),
    ...(energyMj === undefined ? derivedEnergy(measured) : [measuredEstimate('energy', energyMj)]),
  ]
}

/** Two intervals that each fail in 5 % of cases both hold in at least 90 %, however they depend (Bonferroni). */
const confidenceOfBoth = 0.9

/** W times ms are mJ. */
function derivedEnergy({ latencyMs, powerW }: MeasuredQuantities): readonly KnownEstimate[] {
  if (latencyMs === undefined || powerW === undefined) return []
  const latency = confidenceInterval(latencyMs)
  const power = confidenceInterval(powerW)
  const energy: Interval = {
    value: power.value * latency.value,
    low: power.low * latency.low,
    high: power.high * latency.high,
  }
  const points = Math.min(latencyMs.runs, powerW.runs)
  return [knownEstimate('energy', energy, { share: confidenceOfBoth, points })]
}

function measuredEstimate(quantity: Quantity, statistic: Statistic): KnownEstimate {
  return knownEstimate(quantity, confidenceInterval(statistic), { share: confidence, points: statistic.runs })
}

/** A measurement has no envelope to leave. */
function knownEstimate(quantity: Quantity, interval: Interval, coverage: KnownEstimate['coverage']): KnownEstimate {
  return { quantity, basis: 'measured', ...interval, coverage, inEnvelope: true, outside: [] }
}
