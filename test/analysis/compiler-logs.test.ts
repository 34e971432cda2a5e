import { expect, it } from 'vitest'
import { analyse } from '../../src/analysis/analyse.ts'
import { describeWithShared, sharedFile } from '../support/shared.ts'
import { convolutionsOf } from '../support/sweep.ts'
import { readRows } from '../support/table.ts'

const mebibyte = 1_048_576
/** The logs have two or three digits. */
const tolerance = 0.03

describeWithShared('logged chains of 7x7 convolutions of 32 filters on 128x128', () => {
  const chains = readRows(sharedFile('data', 'edgetpu-compiler-logs.csv'))
    .flatMap((row) => {
      const [, layers] = /^model_conv_128x128x3x32x7x(\d+)$/.exec(row['model'] ?? '') ?? []
      return layers === undefined ? [] : [{ layers: Number(layers), cached: row['onchip_used'], streamed: row['offchip_streamed'] }]
    })
    .map(({ layers, cached, streamed }) => ({ layers, cached: bytesOf(cached), streamed: bytesOf(streamed) }))

  it('are there', () => {
    expect(chains.map(({ layers }) => layers)).toEqual([10, 25, 50, 75, 100, 150, 200, 250, 300])
  })

  it.each(chains)('$layers layers: what is cached and streamed lies in the range', ({ layers, cached, streamed }) => {
    const { totals } = analyse(convolutionsOf({ filters: 32, layers, kernel: 7, size: 128, type: 'UINT8' }))
    expect(totals.cachedBytes?.low).toBeLessThanOrEqual(cached * (1 + tolerance))
    expect(totals.cachedBytes?.high).toBeGreaterThanOrEqual(cached * (1 - tolerance))
    expect(totals.streamedBytes?.low).toBeLessThanOrEqual(streamed * (1 + tolerance))
    expect(totals.streamedBytes?.high).toBeGreaterThanOrEqual(streamed * (1 - tolerance))
  })

  it('stream the bytes that are sent for each further layer, half of what a cached one takes', () => {
    const streamedBy = (layers: number): number =>
      analyse(convolutionsOf({ filters: 32, layers, kernel: 7, size: 128, type: 'UINT8' })).totals.streamedBytes?.value ?? 0
    const logged = ((chains.at(-1)?.streamed ?? 0) - (chains.at(-2)?.streamed ?? 0)) / 50
    expect((streamedBy(300) - streamedBy(250)) / 50).toBeCloseTo(logged, -3)
  })
})

function bytesOf(logged: string | undefined): number {
  return Number.parseFloat(logged ?? '') * mebibyte
}
