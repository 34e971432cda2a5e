import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allocate,
  allocateInTurn,
  largestCapacity,
  type Layer,
  reducedCapacity,
  smallestCapacity,
  usualCapacity,
} from '../../src/analysis/cache.ts'

describe('which layers stay on the chip', () => {
  // Compiler 1.0 logged these chains of equal dense uint8 layers (iwatake2222/EdgeTPU_Analysis).
  it.each([[100, 78], [150, 52], [200, 40], [250, 32], [300, 27], [350, 23], [400, 20]])(
    'of a chain of dense layers of %i units %i are cached: each group fills one tile',
    (width, cached) => {
      const groups = Math.ceil(width / 64)
      const layer: Layer = {
        onChipBytes: groups * (64 * 4 * Math.ceil(width / 4) + 256),
        layout: { kind: 'first-tiles', groups },
      }
      const storage = allocate(Array.from({ length: 100 }, () => layer), largestCapacity)
      expect(storage.filter((place) => place === 'cached')).toHaveLength(cached)
    },
  )

  it('are whole ones, and a later smaller one may still fit', () => {
    const storage = allocate([spread(6_000_000), spread(4_000_000), spread(1_000_000)], usualCapacity)
    expect(storage).toEqual(['cached', 'streamed', 'cached'])
  })

  it('does not include a layer that is larger than the chip', () => {
    expect(allocate([{ onChipBytes: 67_108_864, layout: { kind: 'least-loaded', groups: 128 } }], usualCapacity)).toEqual(['streamed'])
  })

  it('leaves out others by so many bytes as they miss', () => {
    const missed = (layers: readonly Layer[]): number[] =>
      allocateInTurn(layers, usualCapacity).map(({ missedBytes }) => missedBytes)
    const room = 16 * usualCapacity.convolutionBytesPerTile
    expect(missed([spread(6_000_000), spread(4_000_000), spread(1_000_000)])).toEqual([0, 10_000_000 - room, 0])
    // Five groups of 100,000 B fit on each of 16 tiles.
    const dense = (kind: 'first-tiles' | 'least-loaded', groups: number): Layer => ({
      onChipBytes: groups * 100_000,
      layout: { kind, groups },
    })
    expect(missed([dense('least-loaded', 78), dense('least-loaded', 5)])).toEqual([0, 300_000])
    const layers = Array.from({ length: 6 }, () => dense('first-tiles', 2))
    expect(missed(layers)).toEqual([0, 0, 0, 0, 0, 2 * (600_000 - usualCapacity.denseBytesPerTile)])
  })

  it('says nothing of operators without parameters', () => {
    expect(allocate([spread(0)], usualCapacity)).toEqual(['none'])
  })

  it('never cached more than the capacity, and all of it where the sum is small', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3_000_000 }), { maxLength: 30 }), (sizes) => {
        const layers = sizes.map(spread)
        for (const capacity of [usualCapacity, largestCapacity, reducedCapacity, smallestCapacity]) {
          const storage = allocate(layers, capacity)
          const cached = sizes.reduce((sum, size, index) => sum + (storage[index] === 'cached' ? size : 0), 0)
          const limit = 16 * capacity.convolutionBytesPerTile
          const total = sizes.reduce((sum, size) => sum + size, 0)
          expect(cached).toBeLessThanOrEqual(limit)
          // Rounding of the shares may cost a byte for each tile.
          expect(storage.includes('streamed')).toBe(total > limit - 16 && cached < total)
        }
      }),
    )
  })
})

function spread(onChipBytes: number): Layer {
  return { onChipBytes, layout: { kind: 'spread' } }
}
