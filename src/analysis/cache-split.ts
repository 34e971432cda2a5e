import {
  allocate,
  type CacheCapacity,
  largestCapacity,
  loggedCapacities,
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

export interface CacheLayer extends Pick<Parameters, 'payloadBytes' | 'onChipBytes' | 'layout'> {
  /** Whether its activations do not fit into the tiles: it works in chunks, and if streamed is sent for each of them. */
  readonly isChunked: boolean
}

/** Where the parameters of a plain model are. */
export interface CacheSplit {
  /** As they lie on the chip. */
  readonly cachedBytes: Figure
  /** As they are sent at every inference. */
  readonly streamedBytes: Figure
  /** What is streamed on average over the capacities that were logged: a capacity just met or missed is a toss-up. */
  readonly expectedStreamedBytes: number
  /** How much of that is of layers that work in chunks, and how much of it at most. */
  readonly expectedChunkedBytes: number
  readonly chunkedBytesHigh: number
  /** What is sent to fill the cache: parameters and instructions. */
  readonly reloadBytes: Figure
}

/** The same with one capacity. */
interface Split {
  readonly cached: number
  readonly streamed: number
  readonly chunked: number
  readonly reload: Pick<Figure, 'value' | 'low' | 'high'>
}

/**
 * What is cached and what is streamed of models that are compiled together, which fill one cache in their order: with
 * the usual capacity of the chip, with the largest, and with those and the least that were logged for networks of their
 * kind.
 * Cached parameters count with what they take on the chip, streamed ones with what is sent: in the logged chains of
 * narrow convolutions each layer that is cached takes twice what one that is streamed does.
 */
export function splitTogether(parts: readonly CachePart[]): CacheSplit[] {
  const layers = parts.flatMap((part) => part.layers)
  const least = leastOf(parts)
  const expected = isUsual(least) ? [usualCapacity] : loggedCapacities
  const allocations = [usualCapacity, largestCapacity, least, ...expected].map((capacity) => allocate(layers, capacity))
  let start = 0
  return parts.map((part) => {
    const end = start + part.layers.length
    const splits = allocations.map((storage) => splitOf(part, storage.slice(start, end)))
    start = end
    return summarise(splits, splits.slice(-expected.length))
  })
}

/** @param all the first one with the usual capacity */
function summarise(all: readonly Split[], expected: readonly Split[]): CacheSplit {
  const [usual] = all
  if (usual === undefined) throw new Error('there is a capacity for every split')
  const mean = (figure: (split: Split) => number): number => Math.round(sumOf(expected, figure) / expected.length)
  const range = (figure: (split: Split) => number): Figure =>
    between(Math.min(...all.map(figure)), figure(usual), Math.max(...all.map(figure)))
  return {
    cachedBytes: range(({ cached }) => cached),
    streamedBytes: range(({ streamed }) => streamed),
    expectedStreamedBytes: mean(({ streamed }) => streamed),
    expectedChunkedBytes: mean(({ chunked }) => chunked),
    chunkedBytesHigh: Math.max(...all.map(({ chunked }) => chunked)),
    reloadBytes: between(
      Math.min(...all.map(({ reload }) => reload.low)),
      usual.reload.value,
      Math.max(...all.map(({ reload }) => reload.high)),
    ),
  }
}

function splitOf({ layers, softmaxOperators }: CachePart, storage: readonly ParameterStorage[]): Split {
  const stored = (place: ParameterStorage): CacheLayer[] => layers.filter((_, index) => storage[index] === place)
  const [cached, streamed] = [stored('cached'), stored('streamed')]
  const payload = sumOf(cached, ({ payloadBytes }) => payloadBytes)
  const instructions = cachingInstructionBytes(cached.length)
  const added = cached.length === 0 ? 0 : softmaxOperators * softmaxParameterBytes
  return {
    cached: sumOf(cached, ({ onChipBytes }) => onChipBytes),
    streamed: sumOf(streamed, ({ payloadBytes }) => payloadBytes),
    chunked: sumOf(streamed, ({ payloadBytes, isChunked }) => (isChunked ? payloadBytes : 0)),
    reload: {
      value: payload + instructions.value,
      low: payload + instructions.low,
      high: payload + instructions.high + added,
    },
  }
}

/** Networks of vectors never showed another capacity. */
function isUsual({ denseBytesPerTile }: CacheCapacity): boolean {
  return denseBytesPerTile === usualCapacity.denseBytesPerTile
}

function leastOf(parts: readonly CachePart[]): CacheCapacity {
  const least = (bytes: (capacity: CacheCapacity) => number): number =>
    Math.min(...parts.map(({ leastCapacity }) => bytes(leastCapacity)))
  return {
    denseBytesPerTile: least(({ denseBytesPerTile }) => denseBytesPerTile),
    convolutionBytesPerTile: least(({ convolutionBytesPerTile }) => convolutionBytesPerTile),
  }
}
