import {
  allocate,
  type CacheCapacity,
  largestCapacity,
  type ParameterStorage,
  usualCapacity,
} from './cache.ts'
import { between, type Figure } from './figure.ts'
import type { Parameters } from './parameters.ts'
import { cachingInstructionBytes, softmaxParameterBytes } from './reload.ts'
import { sumOf } from './sum.ts'

/** A plain model, as far as the cache is concerned. */
export interface CachePart {
  /** Parameters of its operators, in their order. */
  readonly layers: readonly CacheLayer[]
  /** The least capacity that was logged for networks of its kind. */
  readonly leastCapacity: CacheCapacity
  readonly softmaxOperators: number
}

export type CacheLayer = Pick<Parameters, 'payloadBytes' | 'onChipBytes' | 'layout'>

/** Where the parameters of a plain model are. */
export interface CacheSplit {
  /** As they lie on the chip. */
  readonly cachedBytes: Figure
  /** As they are sent at every inference. */
  readonly streamedBytes: Figure
  /** What is sent to fill the cache: parameters and instructions. */
  readonly reloadBytes: Figure
}

/** The same with one capacity. */
interface Split {
  readonly cached: number
  readonly streamed: number
  readonly reload: Pick<Figure, 'value' | 'low' | 'high'>
}

/**
 * What is cached and what is streamed of models that are compiled together, which fill one cache in their order: with
 * the usual capacity of the chip, with the largest, and with the least that was logged for networks of their kind.
 * Cached parameters count with what they take on the chip, streamed ones with what is sent: in the logged chains of
 * narrow convolutions each layer that is cached takes twice what one that is streamed does.
 */
export function splitTogether(parts: readonly CachePart[]): CacheSplit[] {
  const layers = parts.flatMap((part) => part.layers)
  const capacities = [usualCapacity, largestCapacity, leastOf(parts)]
  const allocations = capacities.map((capacity) => allocate(layers, capacity))
  let start = 0
  return parts.map((part) => {
    const end = start + part.layers.length
    const [usual, ...others] = allocations.map((storage) => splitOf(part, storage.slice(start, end)))
    start = end
    if (usual === undefined) throw new Error('there is a capacity for every split')
    return rangeOf(usual, others)
  })
}

function rangeOf(usual: Split, others: readonly Split[]): CacheSplit {
  const all = [usual, ...others]
  const range = (figure: (split: Split) => number): Figure =>
    between(Math.min(...all.map(figure)), figure(usual), Math.max(...all.map(figure)))
  return {
    cachedBytes: range(({ cached }) => cached),
    streamedBytes: range(({ streamed }) => streamed),
    reloadBytes: between(
      Math.min(...all.map(({ reload }) => reload.low)),
      usual.reload.value,
      Math.max(...all.map(({ reload }) => reload.high)),
    ),
  }
}

function splitOf({ layers, softmaxOperators }: CachePart, storage: readonly ParameterStorage[]): Split {
  const stored = (place: ParameterStorage): CacheLayer[] => layers.filter((_, index) => storage[index] === place)
  const cached = stored('cached')
  const payload = sumOf(cached, ({ payloadBytes }) => payloadBytes)
  const instructions = cachingInstructionBytes(cached.length)
  const added = cached.length === 0 ? 0 : softmaxOperators * softmaxParameterBytes
  return {
    cached: sumOf(cached, ({ onChipBytes }) => onChipBytes),
    streamed: sumOf(stored('streamed'), ({ payloadBytes }) => payloadBytes),
    reload: {
      value: payload + instructions.value,
      low: payload + instructions.low,
      high: payload + instructions.high + added,
    },
  }
}

function leastOf(parts: readonly CachePart[]): CacheCapacity {
  const least = (bytes: (capacity: CacheCapacity) => number): number =>
    Math.min(...parts.map(({ leastCapacity }) => bytes(leastCapacity)))
  return {
    denseBytesPerTile: least(({ denseBytesPerTile }) => denseBytesPerTile),
    convolutionBytesPerTile: least(({ convolutionBytesPerTile }) => convolutionBytesPerTile),
  }
}
