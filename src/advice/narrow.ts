import { tensorsAt } from '../analysis/tensors.ts'
import type { Network } from '../model/network.ts'
import { ChannelMap, whyUncut } from './channel-map.ts'
import { producedBy, relateChannels } from './channel-rules.ts'
import { followShapes } from './follow-shapes.ts'
import { rebuild } from './rebuild.ts'
import { blocked, type Obstacle, type Transformation } from './transformation.ts'

/** Channels are kept at multiples of this, as the published MobileNets have them, and so at this many at least. */
export const channelStep = 8

/** Which widths of a network can be chosen, found once for all choices. */
export interface WidthPlan {
  readonly network: Network
  readonly map: ChannelMap
  /** Operators that make the channels of each group. */
  readonly producers: ReadonlyMap<number, readonly number[]>
  /** Operators whose channels are not understood: the widths around them stay. */
  readonly unknown: readonly Obstacle[]
}

/**
 * Finds which channels of a network depend on which. Inputs and outputs keep their shapes, and so does all around an
 * operator of which it is not known what it does with its channels.
 */
export function planWidths(network: Network): WidthPlan {
  const map = new ChannelMap(network)
  const unknown: Obstacle[] = []
  holdFixedTensors(network, map)
  network.operators.forEach((operator, index) => {
    const tensors = [...operator.inputs, ...operator.outputs]
    const uncut = tensorsAt(network, tensors).map(whyUncut).find((clause) => clause !== undefined)
    if (uncut === undefined && operator.intermediates.length === 0 && relateChannels(map, operator, index)) return
    const clause = uncut ?? 'how the channels around it depend on each other is not known'
    const obstacle = { operator: index, clause }
    unknown.push(obstacle)
    for (const tensor of tensors) map.holdTensor(tensor, obstacle)
  })
  return { network, map, producers: findProducers(network, map), unknown }
}

/** What the outside gives and takes, and what no operator, or more than one, writes. */
function holdFixedTensors(network: Network, map: ChannelMap): void {
  const { tensors, operators, inputs, outputs, signatures } = network
  const hold = (tensor: number, clause: string): void => map.holdTensor(tensor, { operator: null, clause })
  for (const tensor of inputs) hold(tensor, 'an input of the network stays as it is')
  const named = signatures.flatMap((one) => (one.subgraph === 0 ? [...one.inputs, ...one.outputs] : []))
  for (const tensor of [...outputs, ...named.map((one) => one.tensor)]) {
    hold(tensor, 'an output of the network stays as it is')
  }
  const writers = new Map<number, number>()
  for (const tensor of operators.flatMap((operator) => operator.outputs)) {
    writers.set(tensor, (writers.get(tensor) ?? 0) + 1)
  }
  tensors.forEach(({ constant }, index) => {
    const expected = constant === undefined ? 1 : 0
    if ((writers.get(index) ?? 0) === expected) return
    hold(index, 'it is not the result of one operator')
  })
}

function findProducers({ operators }: Network, map: ChannelMap): Map<number, number[]> {
  const producers = new Map<number, number[]>()
  operators.forEach((operator, index) => {
    for (const { group } of map.groups.resolve(producedBy(map, operator) ?? [])) {
      producers.set(group, [...(producers.get(group) ?? []), index])
    }
  })
  return producers
}

/**
 * Narrows all hidden layers to a share of their width.
 * @param hundredths the share in hundredths, from 1 to 99
 */
export function narrowHidden(plan: WidthPlan, hundredths: number): Transformation {
  const { groups } = plan.map
  const lengths = new Map(groups.free.map((group) => [group, narrower(groups.originalLength(group), hundredths)]))
  if ([...lengths].every(([group, length]) => length === groups.originalLength(group))) {
    const clause = 'all widths depend on those of the inputs and outputs, or are 8 channels or fewer'
    return { kind: 'blocked', obstacle: plan.unknown[0] ?? { operator: null, clause } }
  }
  return withLengths(plan, lengths)
}

/** The nearest multiple of 8, but never more channels than there were, and never fewer than 8 unless there were. */
function narrower(length: number, hundredths: number): number {
  if (length <= channelStep) return length
  const nearest = Math.round((length * hundredths) / 100 / channelStep) * channelStep
  const most = Math.ceil(length / channelStep - 1) * channelStep
  return Math.max(channelStep, Math.min(nearest, most))
}

/** What can be chosen of a single layer, or why nothing can. */
export type LayerWidth =
  | { readonly kind: 'free'; readonly group: number; readonly channels: number; readonly timesChannels: number }
  | { readonly kind: 'blocked'; readonly obstacle: Obstacle }

/** Whether a layer can be narrowed alone: those after it take fewer inputs, but no other has fewer outputs. */
export function widthOfLayer({ network, map, producers }: WidthPlan, operator: number): LayerWidth {
  const layer = network.operators[operator]
  const [term, ...others] = map.groups.resolve((layer && producedBy(map, layer)) ?? [])
  if (term === undefined || layer === undefined) return blockedLayer(operator, 'it has no width of its own')
  const heldBy = map.groups.heldBy(term.group)
  if (heldBy !== undefined) return { kind: 'blocked', obstacle: heldBy }
  const makers = producers.get(term.group) ?? []
  if (others.length > 0 || makers.length > 1) {
    const other = makers.find((maker) => maker !== operator)
    const clause = other === undefined ? 'other layers have to be as wide' : `operator ${other} has to be as wide`
    return blockedLayer(map.groups.tiedBy(term.group) ?? operator, clause)
  }
  return { kind: 'free', group: term.group, channels: map.groups.originalLength(term.group), timesChannels: term.times }
}

function blockedLayer(operator: number, clause: string): LayerWidth {
  return { kind: 'blocked', obstacle: { operator, clause } }
}

/** Narrows a single layer. */
export function narrowLayer(plan: WidthPlan, operator: number, outputs: number): Transformation {
  const width = widthOfLayer(plan, operator)
  if (width.kind === 'blocked') return width
  const channels = outputs / width.timesChannels
  if (!Number.isInteger(channels) || channels < 1 || channels >= width.channels) {
    return blocked(operator, `${outputs} outputs are no narrower width of it`)
  }
  return withLengths(plan, new Map([[width.group, channels]]))
}

function withLengths({ network, map }: WidthPlan, lengths: ReadonlyMap<number, number>): Transformation {
  const shapes = map.shapesFor((group) => lengths.get(group) ?? map.groups.originalLength(group))
  return { kind: 'changed', network: rebuild(network, { shapes, ...followShapes(network, shapes) }) }
}
