import type { Assessment } from '../assess.ts'
import type { Estimate, Quantity } from '../estimator/estimate.ts'
import { sortKeys } from '../report/json.ts'
import type { CostFigure, ModelCost, TargetCost } from './cost.ts'

/** The query of an import that asks for what a model takes instead of the model. */
export const costQuery = '?precious'

/** The JavaScript of a cost module. The same model and version give the same text. */
export function toCostModule(path: string, assessment: Assessment): string {
  return `export default ${JSON.stringify(costOf(path, assessment), sortKeys, 2)}\n`
}

function costOf(model: string, { sha256, facts, demands }: Assessment): ModelCost {
  const targets: Record<string, TargetCost> = {}
  for (const { target, estimates } of demands) targets[target] = targetCost(estimates)
  return { model, sha256, bytes: facts.bytes, targets }
}

function targetCost(estimates: readonly Estimate[]): TargetCost {
  const figure = (quantity: Quantity): CostFigure | null =>
    figureOf(estimates.find((estimate) => estimate.quantity === quantity))
  return {
    latencyMs: figure('latency'),
    powerW: figure('power'),
    energyMj: figure('energy'),
    memoryBytes: figure('memory'),
    cachedBytes: figure('cached'),
    streamedBytes: figure('streamed'),
    activationBytes: figure('activations'),
    cpuOperators: figure('cpuOperators'),
  }
}

function figureOf(estimate: Estimate | undefined): CostFigure | null {
  if (estimate === undefined || estimate.basis === 'unknown') return null
  const { value, low, high, basis, inEnvelope } = estimate
  return { value, low, high, basis, inEnvelope }
}
