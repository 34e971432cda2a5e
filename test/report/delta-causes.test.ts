import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { analyse } from '../../src/analysis/analyse.ts'
import type { BaselineContent } from '../../src/comparison/baseline.ts'
import { compareModel, type TargetComparison } from '../../src/comparison/compare.ts'
import type { EstimatorArtifact } from '../../src/estimator/artifact.ts'
import { estimatorOf, targetNames } from '../../src/estimator/target.ts'
import { custom } from '../../src/generator/layers/conversion.ts'
import { NetworkBuilder } from '../../src/generator/network-builder.ts'
import type { Network } from '../../src/model/network.ts'
import { explainDelta } from '../../src/report/delta-causes.ts'
import { arbitraryNetwork } from '../support/arbitrary-network.ts'
import { layered, type LayeredOptions } from '../support/layered.ts'
import { roundEstimator } from './round-estimator.ts'
import { compiled, customOperators, resizing } from './round-networks.ts'

function contentOf(network: Network, name: string): BaselineContent {
  const { properties, totals, operators } = analyse(network)
  return { sha256: name, properties, cpuOperators: totals.cpuOperators, operators }
}

interface ComparisonOptions {
  readonly estimator?: EstimatorArtifact
  /** Whether the baseline is a report, which has no operators. */
  readonly fromReport?: boolean
}

async function compare(base: Network, head: Network, options: ComparisonOptions = {}): Promise<TargetComparison> {
  const { estimator = roundEstimator(), fromReport = false } = options
  const content = contentOf(base, 'base')
  const loaded = fromReport ? { ...content, operators: undefined } : content
  const model = { contentId: 'base', load: () => Promise.resolve(loaded) }
  const now = { path: 'a.tflite', ...contentOf(head, 'head'), operators: analyse(head).operators }
  const counterpart = { path: 'a.tflite', model, hasSameContent: false, similarity: null }
  const comparison = (await compareModel(now, counterpart, [estimator])).targets.get(estimator.target)
  if (comparison === undefined) throw new Error('nothing was compared')
  return comparison
}

async function causes(base: Network, head: Network, options: ComparisonOptions = {}): Promise<readonly string[]> {
  return explainDelta(await compare(base, head, options))
}

/** Why a chain of layers takes more or less than another. */
async function causesIn(before: string, now: string, options: LayeredOptions = {}): Promise<readonly string[]> {
  return await causes(layered(before, options), layered(now, options))
}

describe('why a model takes more or less than its baseline', () => {
  it('is nothing where nothing differs that costs', async () => {
    expect(await causesIn('c8 d3 c16', 'c8 d3 c16')).toEqual([])
    expect(await causes(layered('c8', { seed: 1 }), layered('c8', { seed: 2 }))).toEqual([])
  })

  it('names a layer that grew or shrank, and the one that reads it', async () => {
    const grown = await causesIn('c64 c128 c64 m', 'c64 c512 c64 m')
    expect(grown).toContain('conv_2d_1 (CONV_2D) grew from 128 to 512 filters: +13.8 ms.')
    expect(grown).toContain('conv_2d_2 (CONV_2D) grew from 128 to 512 input channels: +13.8 ms.')
    const shrunk = await causesIn('c64 c512 c64 m', 'c64 c128 c64 m')
    expect(shrunk).toContain('conv_2d_1 (CONV_2D) shrank from 512 to 128 filters: −13.8 ms.')
  })

  it('speaks of units and inputs in dense layers, and of channels elsewhere', async () => {
    const dense = await causesIn('f512 f512', 'f2048 f512', { input: [1, 256] })
    expect(dense).toContainEqual(expect.stringMatching(/^fully_connected_0 .* grew from 512 to 2,048 units: \+/))
    expect(dense).toContainEqual(expect.stringMatching(/^fully_connected_1 .* grew from 512 to 2,048 inputs: \+/))
    const spatial = await causesIn('c64 d3 m', 'c128 d3 m')
    expect(spatial).toContainEqual(expect.stringMatching(/^depthwise_conv_2d_1 .* grew from 64 to 128 channels: \+/))
  })

  it('names an inserted and a removed layer, and no other', async () => {
    const inserted = await causesIn('c64 c64 m', 'c64 d3 c64 m')
    expect(inserted[0]).toBe('depthwise_conv_2d_1 (DEPTHWISE_CONV_2D) is new: +2.3 ms.')
    expect(inserted.filter((text) => text.includes('_2D)'))).toHaveLength(1)
    const removed = await causesIn('c64 d3 c64 m', 'c64 c64 m')
    expect(removed[0]).toBe('depthwise_conv_2d_1 (DEPTHWISE_CONV_2D) is gone: −2.3 ms.')
  })

  it('names another kernel and another image', async () => {
    const [kernel] = await causesIn('c64x1 c64x1 m', 'c64x1 c64x3 m')
    expect(kernel).toMatch(/^conv_2d_1 \(CONV_2D\) has kernels of 3x3 instead of 1x1: \+/)
    const [small, large] = [layered('c64 c64 m'), layered('c64 c64 m', { input: [1, 32, 32, 4] })]
    expect((await causes(small, large))[0]).toMatch(/^conv_2d_1 \(CONV_2D\) works on 32x32 instead of 16x16: \+/)
    expect(await causes(small, large)).toContainEqual(expect.stringMatching(/^The input grew from 1 KiB to 4 KiB: \+/))
  })

  it('names what moved to the CPU and back, and the reason', async () => {
    const [onDevice, onCpu] = [layered('c4x1 r32', { input: [1, 4, 4, 4] }), resizing(0)]
    const away = await causes(onDevice, onCpu)
    expect(away[0]).toMatch(/^resize_bilinear_1 \(RESIZE_BILINEAR\) moved to the CPU, because .+: \+\d/)
    const back = await causes(onCpu, onDevice)
    expect(back[0]).toMatch(/^resize_bilinear_1 \(RESIZE_BILINEAR\) moved to the Edge TPU: −\d/)
  })

  it('names parameters that no longer fit on the chip, more or fewer of them, and that all fit again', async () => {
    const chain = (units: number): Network => layered(`f${units} f${units}`, { input: [1, 2_048] })
    const streaming = async (before: number, now: number): Promise<string | undefined> =>
      (await causes(chain(before), chain(now))).find((text) => text.includes('of parameters'))
    expect(await streaming(1_024, 4_096)).toMatch(
      /^\S+ MiB of parameters no longer fit on the chip and are sent at every inference: \+\S+ ms\.$/,
    )
    expect(await streaming(4_096, 1_024)).toMatch(
      /^\S+ MiB of parameters need not be sent at every inference any more: −\S+ ms\.$/,
    )
    expect(await streaming(4_096, 4_608)).toMatch(/^\S+ MiB of parameters more are sent at every inference: \+/)
    expect(await streaming(4_608, 4_096)).toMatch(/^\S+ MiB of parameters less are sent at every inference: −/)
  })

  it('names an output that grew', async () => {
    expect(await causesIn('c64', 'c128')).toContain('The output grew from 16 KiB to 32 KiB: +16.4 ms.')
  })

  it('says that the Edge TPU is not used any more, or now', async () => {
    const [used, unused] = [layered('c64 m'), layered('r264', { input: [1, 4, 4, 4] })]
    const cpuElementsPerMs = { value: 1e6, source: 'made up' }
    const estimator = roundEstimator({ latency: { ...roundEstimator().latency, cpuElementsPerMs } })
    expect(await causes(used, unused, { estimator })).toContain('The Edge TPU is not used any more: −1 ms.')
    expect(await causes(unused, used, { estimator })).toContain('The Edge TPU is used now: +1 ms.')
  })

  it('sums up what is too much to name', async () => {
    const many = (filters: number): string => `${Array(8).fill(`c${filters}`).join(' ')} m`
    const texts = await causesIn(many(32), many(64))
    expect(texts.filter((text) => text.startsWith('conv_2d_'))).toHaveLength(4)
    expect(texts.filter((text) => text.includes('other operators changed: +'))).toHaveLength(1)
  })

  it('names five operators rather than four and another one', async () => {
    const texts = await causesIn('c64 c64 c64 c64 c64', 'c128 c128 c128 c128 c128', { input: [1, 16, 16, 64] })
    expect(texts.filter((text) => text.startsWith('conv_2d_'))).toHaveLength(5)
    expect(texts.join()).not.toContain('other operator')
  })

  it('does not call operators "other" where none is named', async () => {
    const upBytesPerMs = { value: 1e9, source: 'made up' }
    const estimator = roundEstimator({ latency: { ...roundEstimator().latency, upBytesPerMs } })
    // 16 steps each, of 148,624 or more.
    const tiny = Array(100).fill('c4x1').join(' ')
    const [base, head] = [layered('c4x1 c512 c512 m'), layered(`${tiny} c4x1 c512 c512 m`)]
    const texts = await causes(base, head, { estimator })
    expect(texts).toEqual([expect.stringMatching(/^100 operators changed: \+\S+ ms\.$/)])
  })

  it('is known only in sum where the baseline is a report', async () => {
    const input = [1, 4, 4, 4]
    const texts = await causes(layered('c64 r32', { input }), layered('c64 r264', { input }), { fromReport: true })
    expect(texts[0]).toMatch(/^What runs on the CPU takes more time: \+\S+ ms\.$/)
    const computing = await causes(layered('c64 c64 m'), layered('c64 c512 m'), { fromReport: true })
    expect(computing[0]).toMatch(/^Computing takes more time: \+\S+ ms\.$/)
    expect(computing.join()).not.toContain('CPU')
  })

  it('is not known of compiled models and of those that cannot be costed', async () => {
    expect(await causes(layered('c8'), compiled())).toEqual([])
    expect(await causes(compiled(), compiled())).toEqual([])
    expect(await causes(customOnly(), layered('c8'))).toEqual([])
  })

  it('shortens names of any length, and cuts no letter in two', async () => {
    const [long, kind] = ['🦀'.repeat(5_000), 'x'.repeat(100_000)]
    const texts = await causes(named('a', 64), named(long, 512))
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThan(300)
    expect(texts.join()).not.toMatch(/\p{Surrogate}/u)
    const [before, after] = [customOperators(kind, 1), customOperators(kind, 3)]
    for (const text of await causes(before, after)) expect(text.length).toBeLessThan(300)
  })
})

/** A convolution whose result has a name. */
function named(name: string, filters: number): Network {
  const network = layered(`c${filters}x1`)
  const output = network.outputs[0] ?? 0
  const tensors = network.tensors.map((tensor, index) => (index === output ? { ...tensor, name } : tensor))
  return { ...network, tensors, subgraphs: network.subgraphs.map((subgraph) => ({ ...subgraph, tensors })) }
}

/** Nothing that can be costed. */
function customOnly(): Network {
  const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
  const input = builder.input('image', [1, 4, 4, 4])
  return builder.build(custom(builder, [input], { code: 'Foo', shape: [1, 4], scaling: input.scaling }))
}

/** The milliseconds that a sentence ends with. */
function msOf(text: string): number {
  const [, sign, number = '', unit = ''] = /: ([+−])([\d.,]+) (ms|us|ns)\.$/.exec(text) ?? []
  const size = { ms: 1, us: 1e-3, ns: 1e-6 }[unit] ?? Number.NaN
  return Number(number.replaceAll(',', '')) * size * (sign === '−' ? -1 : 1)
}

describe('the times of the sentences', () => {
  test.each(targetNames)('sum to about the difference in latency on %s, whatever changed', async (target) => {
    const estimator = estimatorOf(target)
    await fc.assert(
      fc.asyncProperty(arbitraryNetwork, arbitraryNetwork, async (one, other) => {
        const comparison = await compare(one, other, { estimator })
        const { base, head } = comparison
        fc.pre(base.latency !== undefined && head.latency !== undefined)
        const [before, after] = [base.latency?.value ?? Number.NaN, head.latency?.value ?? Number.NaN]
        const sum = explainDelta(comparison).reduce((total, text) => total + msOf(text), 0)
        // Each of a dozen parts may be left out below 0.5 % of the baseline; figures have three digits.
        const tolerance = 0.06 * before + 0.01 * (before + after)
        expect(Math.abs(sum - (after - before))).toBeLessThan(tolerance)
      }),
      { numRuns: 60 },
    )
  })
})

describe('on a link that sends while the tiles compute', () => {
  const overlapping = roundEstimator({
    latency: { ...roundEstimator().latency, combination: { value: 'overlap', source: 'made up' } },
  })

  it('nothing is said of bytes that pass meanwhile', async () => {
    // Computing takes longest before and after.
    const [base, head] = [layered('c64 c256 m'), layered('c64 c512 m')]
    const texts = await causes(base, head, { estimator: overlapping })
    expect(texts.some((text) => text.startsWith('conv_2d_1 (CONV_2D) grew'))).toBe(true)
    expect(texts.join()).not.toMatch(/input|instruction|parameters/)
  })

  it('nothing is said of computing that passes meanwhile', async () => {
    const filters = (count: number): Network => layered(`c${count}x1`, { input: [1, 64, 64, 8] })
    const texts = await causes(filters(4), filters(128), { estimator: overlapping })
    expect(texts[0]).toMatch(/^The output grew /)
    expect(texts.join()).not.toContain('CONV_2D')
  })

  it('where sending now takes longest, what passes unseen is told, so that the times add up', async () => {
    const [base, head] = [layered('c64 c128 m'), layered(`c64 c128 m ${'t '.repeat(30)}`)]
    const comparison = await compare(base, head, { estimator: overlapping })
    const texts = explainDelta(comparison)
    expect(texts.some((text) => /^More is sent while the tiles compute: −\S+ ms\.$/.test(text))).toBe(true)
    const difference = (comparison.head.latency?.value ?? 0) - (comparison.base.latency?.value ?? 0)
    expect(texts.reduce((sum, text) => sum + msOf(text), 0)).toBeCloseTo(difference, -1)
  })
})
