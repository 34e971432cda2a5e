import { analyse } from '../analysis/analyse.ts'
import { hasOffGridChannels } from '../generator/sampling/channels.ts'
import { measureQuantities } from '../generator/sampling/quantities.ts'
import type { RandomNetwork } from '../generator/sampling/random-networks.ts'
import { sha256Of } from '../sha256.ts'
import type { SampledNetwork } from './manifest.ts'

/** Characters of a hash that tell files apart to people. */
const shownHash = 8

/** What the manifest says of a network. All but its goal is found out from the network itself. */
export function describeNetwork(random: RandomNetwork, seed: number, bytes: Uint8Array): SampledNetwork {
  const { index, goal, network, blocks } = random
  const sha256 = sha256Of(bytes)
  const { totals, properties } = analyse(network)
  if (properties === undefined) throw new Error(`network ${index} has no properties`)
  return {
    file: `${fileStart(seed, index)}${sha256.slice(0, shownHash)}.tflite`,
    sha256,
    index,
    quantisation: goal.quantisation,
    blocks,
    hasCpuOperators: totals.cpuOperators > 0,
    mayHaveCpuOperators: properties.cpuOperatorsHigh > 0,
    isOffGrid: hasOffGridChannels(network),
    isAtOnChipLimit: goal.isAtOnChipLimit,
    goal: goal.quantities,
    reached: measureQuantities(network),
    properties,
  }
}

/** How the name of a network's file begins, whatever it holds. */
export function fileStart(seed: number, index: number): string {
  return `random-${seed}-${String(index).padStart(5, '0')}-`
}

/** Which network a file is by its name; undefined for any other file. */
export function placeOfFile(name: string): { readonly seed: number; readonly index: number } | undefined {
  const [, seed, index] = /^random-(\d+)-(\d{5,})-[0-9a-f]{8}\.tflite$/.exec(name) ?? []
  return seed === undefined || index === undefined ? undefined : { seed: Number(seed), index: Number(index) }
}
