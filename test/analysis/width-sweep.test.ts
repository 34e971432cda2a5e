import { expect, it } from 'vitest'
import { analyse } from '../../src/analysis/analyse.ts'
import { describeWithShared, sharedFile } from '../support/shared.ts'
import { sweepNetwork } from '../support/sweep.ts'
import { readRows, relativeError } from '../support/table.ts'

const mebibyte = 1_048_576
const tolerance = 0.03
const shareOfRows = 0.95

describeWithShared('the single-TPU rows of the width sweeps', () => {
  const rows = readRows(sharedFile('data', 'width-sweep-latency.csv'))
    .filter((row) => row['num_tpus'] === '1')
    .map((row) => {
      const { totals } = analyse(sweepNetwork(row))
      return {
        cached: totals.cachedBytes?.value ?? Number.NaN,
        cachedPublished: Number(row['onchip_MiB_total']) * mebibyte,
        streamed: totals.streamedBytes?.value ?? Number.NaN,
        streamedPublished: Number(row['offchip_MiB_total']) * mebibyte,
      }
    })

  it('on-chip and off-chip memory is within 3 % on 95 % of rows', () => {
    const matching = rows.filter(
      ({ cached, cachedPublished, streamed, streamedPublished }) =>
        relativeError(cached, cachedPublished) <= tolerance && relativeError(streamed, streamedPublished) <= tolerance,
    )
    console.info(`${matching.length} of ${rows.length} rows within 3 % on and off chip`)
    expect(rows).toHaveLength(336)
    expect(matching.length / rows.length).toBeGreaterThanOrEqual(shareOfRows)
  })

  it('where nothing was streamed nothing is predicted to be', () => {
    const wrong = rows.filter(({ streamed, streamedPublished }) => streamedPublished === 0 && streamed > 0)
    expect(wrong).toEqual([])
  })
})
