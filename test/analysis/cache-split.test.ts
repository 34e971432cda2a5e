import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/analysis/analyse.ts'
import { allocate, largestCapacity, loggedCapacities, reducedCapacity, usualCapacity } from '../../src/analysis/cache.ts'
import { type CacheLayer, type CachePart, splitTogether } from '../../src/analysis/cache-split.ts'
import { loadNetwork } from '../../src/model/load.ts'
import { describeWithShared, sharedModels } from '../support/shared.ts'

const tiles = 16
const mebibyte = 1_048_576

/** A layer that is spread over the tiles, with so many bytes on the chip; a little less of it is sent. */
function layer(onChipBytes: number): CacheLayer {
  return { payloadBytes: onChipBytes - 16, onChipBytes, layout: { kind: 'spread' }, isChunked: false }
}

function part(...layers: readonly CacheLayer[]): CachePart {
  return { layers, leastCapacity: reducedCapacity, softmaxOperators: 0 }
}

const anyLayer = fc.oneof(
  fc.integer({ min: 64, max: 3 * mebibyte }).map(layer),
  fc
    .record({
      kind: fc.constantFrom('first-tiles' as const, 'least-loaded' as const),
      groups: fc.integer({ min: 1, max: 40 }),
      bytes: fc.integer({ min: 64, max: 300_000 }),
    })
    .map(({ kind, groups, bytes }): CacheLayer => {
      return { payloadBytes: groups * bytes, onChipBytes: groups * bytes, layout: { kind, groups }, isChunked: false }
    }),
)
const anyPart = fc.array(anyLayer, { maxLength: 12 }).map((layers) => part(...layers))
const anyParts = fc.array(anyPart, { minLength: 1, maxLength: 5 })

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

describe('what is streamed on average', () => {
  it('is the mean over the capacities that were logged, and lies in the range', () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        const splits = splitTogether(parts)
        const layers = parts.flatMap((one) => one.layers)
        const streamed = loggedCapacities.map((capacity) => {
          const allocations = allocate(layers, capacity)
          return sum(layers.map(({ payloadBytes }, index) => (allocations[index] === 'streamed' ? payloadBytes : 0)))
        })
        // Each part is rounded to a byte.
        const expected = sum(splits.map(({ expectedStreamedBytes }) => expectedStreamedBytes))
        expect(Math.abs(expected - sum(streamed) / streamed.length)).toBeLessThanOrEqual(parts.length)
        for (const { expectedStreamedBytes, streamedBytes } of splits) {
          expect(expectedStreamedBytes).toBeGreaterThanOrEqual(streamedBytes.low)
          expect(expectedStreamedBytes).toBeLessThanOrEqual(streamedBytes.high)
        }
      }),
    )
  })

  it('counts apart what is sent for each chunk', () => {
    const [split] = splitTogether([part(layer(6 * mebibyte), { ...layer(2 * mebibyte), isChunked: true })])
    expect(split).toMatchObject({
      expectedStreamedBytes: split?.expectedChunkedBytes,
      chunkedBytesHigh: 2 * mebibyte - 16,
    })
    expect(split?.expectedChunkedBytes).toBe(2 * mebibyte - 16)
  })

  it('is what the usual capacity leaves in networks of vectors, which never showed another', () => {
    const [split] = splitTogether([{ ...part(layer(7_500_000)), leastCapacity: usualCapacity }])
    expect(split?.expectedStreamedBytes).toBe(split?.streamedBytes.value)
  })
})

describe('models that are compiled together', () => {
  it('never have more cached than the chip holds', () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        const splits = splitTogether(parts)
        const most = tiles * usualCapacity.denseBytesPerTile
        // Loads of tiles are sums of fractions.
        expect(sum(splits.map(({ cachedBytes }) => cachedBytes.value))).toBeLessThan(most + 1)
        for (const { cachedBytes } of splits) {
          expect(cachedBytes.high).toBeLessThan(tiles * largestCapacity.denseBytesPerTile + 1)
        }
      }),
    )
  })

  it('cache or stream every layer, whole', () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        const unpadded = parts.map(({ layers }) =>
          part(...layers.map((one) => ({ ...one, payloadBytes: one.onChipBytes }))),
        )
        const totals = unpadded.map(({ layers }) => sum(layers.map(({ payloadBytes }) => payloadBytes)))
        const found = splitTogether(unpadded)
        expect(found.map(({ cachedBytes, streamedBytes }) => cachedBytes.value + streamedBytes.value)).toEqual(totals)
      }),
    )
  })

  it('leave the first as it is alone, and what comes later does not count for what is before', () => {
    fc.assert(
      fc.property(anyParts, anyPart, (parts, last) => {
        const usual = (splits: ReturnType<typeof splitTogether>): readonly (readonly number[])[] =>
          splits.map(({ cachedBytes, streamedBytes }) => [cachedBytes.value, streamedBytes.value])
        expect(usual(splitTogether([...parts, last])).slice(0, -1)).toEqual(usual(splitTogether(parts)))
      }),
    )
  })

  it('do not depend on their order where all fit with the least capacity', () => {
    const parts = [part(layer(mebibyte), layer(4_096)), part(layer(2 * mebibyte)), part(layer(mebibyte))]
    expect(splitTogether(parts.toReversed())).toEqual(splitTogether(parts).toReversed())
    expect(splitTogether(parts).map(({ streamedBytes }) => streamedBytes.high)).toEqual([0, 0, 0])
  })

  it('stream what comes last where not all fit, but a smaller layer may still fit', () => {
    const [first, second] = [part(layer(5 * mebibyte)), part(layer(3 * mebibyte), layer(mebibyte))]
    const streamed = (parts: readonly CachePart[]): readonly number[] =>
      splitTogether(parts).map(({ streamedBytes }) => streamedBytes.value)
    expect(streamed([first, second])).toEqual([0, 3 * mebibyte - 16])
    expect(streamed([second, first])).toEqual([0, 5 * mebibyte - 16])
  })
})

describe('what fills the cache', () => {
  it('is what is cached, as it is sent, and the instructions that do it', () => {
    const [{ reloadBytes } = { reloadBytes: undefined }] = splitTogether([part(layer(100_000), layer(200_000))])
    expect(reloadBytes).toMatchObject({ value: 299_968 + 400, low: 299_968 + 300, source: 'predicted' })
  })

  it('is nothing where nothing is cached', () => {
    expect(splitTogether([part()])[0]?.reloadBytes).toMatchObject({ value: 0, low: 0, high: 0 })
  })
})

describeWithShared('what fills the cache of compiled models', () => {
  const analyses = new Map(sharedModels().map(({ name, bytes }) => [name, analyse(loadNetwork(bytes))]))

  // The LSTM and the concatenation have no plain counterpart that the rules cover.
  it.each([
    'deeplabv3_mnv2_dm05_pascal_quant',
    'mobilenet_v1_0.25_128_quant',
    'mobilenet_v1_0.5_160_quant',
    'movenet_single_pose_lightning_ptq',
    'posenet_mobilenet_v1_075_353_481_16_quant_decoder',
  ])('%s: is read, and lies in the range that is predicted for the plain model', (name) => {
    const read = analyses.get(`${name}_edgetpu.tflite`)
    const { cachedParameterBytes = 0, cachingInstructionBytes = 0 } = read?.executable ?? {}
    const bytes = cachedParameterBytes + cachingInstructionBytes
    expect(read?.totals.reloadBytes).toEqual({ value: bytes, low: bytes, high: bytes, source: 'read' })
    const predicted = analyses.get(`${name}.tflite`)?.totals.reloadBytes
    expect(predicted?.low).toBeLessThanOrEqual(bytes)
    expect(predicted?.high).toBeGreaterThanOrEqual(bytes)
  })
})
