import { analyse } from '../analysis/analyse.ts'
import type { Analysis } from '../analysis/analysis.ts'
import { type Allocation, allocateInTurn, usualCapacity } from '../analysis/cache.ts'
import { countParameters, noParameters, type Parameters } from '../analysis/parameters.ts'
import { placeOperators } from '../analysis/placement.ts'
import type { Network } from '../model/network.ts'
import {
  type HiddenWidths,
  type LayerNarrowing,
  measure,
  type Measures,
  type NoChange,
  type SpilledLayer,
  type StreamingAdvice,
} from './advice.ts'
import { channelStep, narrowHidden, narrowLayer, planWidths, widthOfLayer, type WidthPlan } from './narrow.ts'
import { largestWith } from './search.ts'
import type { Transformation } from './transformation.ts'

/** What to do about parameters that do not fit on the chip. */
export function adviseOnStreaming(network: Network, analysis: Analysis): StreamingAdvice[] {
  const before = measure(analysis)
  if (before.streamedBytes === 0) return []
  const plan = planWidths(network)
  return [
    {
      kind: 'streaming',
      streamedBytes: before.streamedBytes,
      spilled: spilledLayers(network),
      hiddenLayers: hiddenWidths(plan, before),
      singleLayer: layerNarrowing(plan, analysis, before),
    },
  ]
}

interface Memory {
  readonly cpuOperators: number
  readonly parameters: readonly Parameters[]
  readonly allocations: readonly Allocation[]
}

/** The part of the analysis that says what is streamed. */
function fillMemory(network: Network): Memory {
  const placements = placeOperators(network)
  const parameters = network.operators.map((operator, index) =>
    placements[index]?.reason === 'mapped' ? countParameters(network, operator) : noParameters,
  )
  return {
    cpuOperators: placements.filter(({ device }) => device === 'cpu').length,
    parameters,
    allocations: allocateInTurn(parameters, usualCapacity),
  }
}

function spilledLayers(network: Network): SpilledLayer[] {
  const { parameters, allocations } = fillMemory(network)
  return allocations.flatMap(({ storage, missedBytes }, operator) =>
    storage === 'streamed' ? [{ operator, onChipBytes: parameters[operator]?.onChipBytes ?? 0, missedBytes }] : [],
  )
}

/** Whether all parameters of a changed network stay on the chip, and no more operators run on the CPU. */
function fits(transformation: Transformation, before: Measures): boolean {
  if (transformation.kind === 'blocked') return false
  const { cpuOperators, allocations } = fillMemory(transformation.network)
  return cpuOperators <= before.cpuOperators && allocations.every(({ storage }) => storage !== 'streamed')
}

function hiddenWidths(plan: WidthPlan, before: Measures): HiddenWidths | NoChange {
  const least = narrowHidden(plan, 1)
  if (least.kind === 'blocked') return { kind: 'none', obstacle: least.obstacle }
  const hundredths = largestWith(1, 99, (share) => fits(narrowHidden(plan, share), before))
  const changed = hundredths === undefined ? undefined : narrowHidden(plan, hundredths)
  if (hundredths === undefined || changed?.kind !== 'changed') return { kind: 'none', obstacle: null }
  const effect = { before, after: measure(analyse(changed.network)) }
  return { kind: 'found', hundredths, unknown: plan.unknown, effect }
}

function layerNarrowing(plan: WidthPlan, { operators }: Analysis, before: Measures): LayerNarrowing | NoChange {
  const streamed = operators.filter(({ parameterStorage }) => parameterStorage === 'streamed')
  const [largest] = streamed.sort((a, b) => (b.parameterPayloadBytes ?? 0) - (a.parameterPayloadBytes ?? 0))
  if (largest === undefined) return { kind: 'none', obstacle: null }
  const operator = largest.index
  const width = widthOfLayer(plan, operator)
  if (width.kind === 'blocked') return { kind: 'none', obstacle: width.obstacle }
  const narrow = (blocks: number): Transformation =>
    narrowLayer(plan, operator, blocks * channelStep * width.timesChannels)
  const blocks = largestWith(1, Math.ceil(width.channels / channelStep) - 1, (count) => fits(narrow(count), before))
  const changed = blocks === undefined ? undefined : narrow(blocks)
  if (blocks === undefined || changed?.kind !== 'changed') return { kind: 'none', obstacle: null }
  return {
    kind: 'found',
    operator,
    outputs: blocks * channelStep * width.timesChannels,
    outputsBefore: width.channels * width.timesChannels,
    effect: { before, after: measure(analyse(changed.network)) },
  }
}
