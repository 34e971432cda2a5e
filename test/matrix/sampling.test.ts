import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/analysis/analyse.ts'
import { blockNames } from '../../src/generator/sampling/blocks/names.ts'
import { hasOffGridChannels } from '../../src/generator/sampling/channels.ts'
import { measureQuantities } from '../../src/generator/sampling/quantities.ts'
import type { RandomNetwork } from '../../src/generator/sampling/random-networks.ts'
import { resolveSpace } from '../../src/generator/sampling/resolve-space.ts'
import { limitNames } from '../../src/generator/sampling/space.ts'
import type { UserSpace } from '../../src/generator/sampling/space-schema.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { sha256Of } from '../../src/sha256.ts'
import { expectRuns } from '../support/expect-runs.ts'
import { macsIn } from '../support/network-counts.ts'
import { firstNetworks, smallSpace } from '../support/random-networks.ts'

function hashesOf(networks: readonly RandomNetwork[]): readonly string[] {
  return networks.map(({ network }) => sha256Of(writeNetwork(network)))
}

const space = smallSpace()
const networks = firstNetworks(120, 1, space)

describe('random networks', () => {
  it('are the same for the same seed, also as the beginning of more of them', () => {
    expect(hashesOf(firstNetworks(5, 1, space))).toEqual(hashesOf(networks.slice(0, 5)))
  })

  it('are all different, and others for another seed', () => {
    const hashes = new Set([...hashesOf(networks), ...hashesOf(firstNetworks(5, 2, space))])
    expect(hashes.size).toBe(125)
  })

  it('are spread over every decade of multiply-accumulates and parameters that can be met', () => {
    const decades = (values: readonly number[]): readonly number[] =>
      values.map((value) => Math.floor(Math.log10(value))).toSorted((a, b) => a - b)
    const count = (values: readonly number[], decade: number): number =>
      decades(values).filter((one) => one === decade).length
    const macs = networks.map(({ network }) => measureQuantities(network).macs)
    const parameters = networks.map(({ network }) => measureQuantities(network).parameterBytes)
    for (const decade of [5, 6]) expect(count(macs, decade)).toBeGreaterThan(20)
    expect(count(macs, 7)).toBeGreaterThan(5)
    for (const decade of [4, 5]) expect(count(parameters, decade)).toBeGreaterThan(25)
  })

  it('come near their goals, as a rule', () => {
    const ratios = networks.map(({ network, goal }) => measureQuantities(network).macs / goal.quantities.macs)
    expect(ratios.filter((ratio) => ratio > 0.8 && ratio < 1.25).length).toBeGreaterThan(0.8 * networks.length)
  })

  it('stay within the limits of their space', () => {
    for (const { network } of networks) {
      const reached = measureQuantities(network)
      for (const name of limitNames) expect(reached[name]).toBeLessThanOrEqual(space.limits[name])
    }
  })

  it('have operators on the CPU and channels off the grid where their goal says so, and nowhere else', () => {
    for (const { network, goal } of networks) {
      const { totals, properties } = analyse(network)
      expect(totals.cpuOperators > 0).toBe(goal.hasCpuOperators)
      expect((properties?.cpuOperatorsHigh ?? 0) > 0, 'those that may be on the CPU').toBe(goal.hasCpuOperators)
      expect(hasOffGridChannels(network)).toBe(goal.isOffGrid)
    }
  })

  it.each<[kind: string, UserSpace]>([
    ['RESIZE', {
      blocks: ['resize', 'dense'],
      ranges: { macs: [5e7, 5e8], activationBytes: [500_000, 4_000_000], parameterBytes: [50_000, 5_000_000] },
    }],
    ['RESHAPE', {
      blocks: ['convolution', 'dense'],
      ranges: {
        macs: [3e7, 2e8],
        activationBytes: [300_000, 2_000_000],
        parameterBytes: [2_000_000, 10_000_000],
        depth: [5, 9],
      },
    }],
  ])('stay on the Edge TPU for sure, also where each %s could be large', (kind, large) => {
    const inFull = { ...large, onChipLimit: { share: 0 }, shares: { cpuOperators: 0 } }
    const drawn = firstNetworks(15, 1, resolveSpace(inFull, 'large.json'))
    expect(drawn.map(({ network }) => analyse(network).properties?.cpuOperatorsHigh)).toEqual(drawn.map(() => 0))
    expect(drawn.some(({ network }) => network.operators.some((operator) => operator.kind.startsWith(kind)))).toBe(true)
  })

  it('are made of every kind of block', () => {
    expect(new Set(networks.flatMap(({ blocks }) => blocks))).toEqual(new Set(blockNames))
  })

  it.each([
    [{ cpuOperators: 0, offGrid: 0, uint8: 0 }, [0, 0, 0]],
    [{ cpuOperators: 1, offGrid: 1, uint8: 1 }, [20, 20, 20]],
  ])('have the shares %j', (shares, counts) => {
    const drawn = firstNetworks(20, 3, smallSpace({ shares }))
    const count = (is: (network: RandomNetwork) => boolean): number => drawn.filter(is).length
    expect([
      count(({ network }) => analyse(network).totals.cpuOperators > 0),
      count(({ network }) => hasOffGridChannels(network)),
      count(({ network }) => network.tensors.some(({ type }) => type === 'UINT8')),
    ]).toEqual(counts)
  })

  it('lie around the on-chip limit in the share that is set', () => {
    const range = [100_000, 200_000] as const
    const drawn = firstNetworks(40, 1, smallSpace({ onChipLimit: { share: 0.5, parameterBytes: range } }))
    const meant = drawn.filter(({ goal }) => goal.isAtOnChipLimit)
    expect(meant.length).toBeGreaterThanOrEqual(18)
    expect(meant.length).toBeLessThanOrEqual(22)
    for (const { goal } of meant) {
      expect(goal.quantities.parameterBytes).toBeGreaterThanOrEqual(range[0])
      expect(goal.quantities.parameterBytes).toBeLessThanOrEqual(range[1])
    }
  })
})

describe('the TFLite interpreter', () => {
  it.each(networks.slice(0, 20))('runs random network $index as its shapes say', async ({ network }) => {
    await expectRuns(network)
  })

  it.each(blockNames)('runs networks of %s alone, with operators for the CPU and odd channels', async (name) => {
    const shares = { cpuOperators: 1, offGrid: 0.5, uint8: 0.5 }
    for (const { network, blocks } of firstNetworks(3, 4, smallSpace({ blocks: [name], shares }))) {
      expect(new Set(blocks)).toEqual(new Set([name]))
      expect(macsIn(network)).toBeGreaterThan(0)
      await expectRuns(network)
    }
  })
})
