import { describe, expect, it } from 'vitest'
import { estimateDemand } from '../../src/estimator/estimate-demand.ts'
import { reloadTime } from '../../src/estimator/reload.ts'
import { estimatorOf, targetNames } from '../../src/estimator/target.ts'
import { analysedWith } from '../support/properties.ts'

const usb3 = estimatorOf('coral-usb3-max')

describe('the time to fill the parameter cache', () => {
  it('is that of its bytes at the rate of bulk transfers, at each end of both ranges', () => {
    const rate = { value: 1_000, low: 500, high: 2_000, source: 'made up' }
    const bytes = { value: 4_000, low: 2_000, high: 6_000 }
    const expected = { value: 4, low: 1, high: 12 }
    expect(reloadTime(bytes, { ...usb3.latency, reloadBytesPerMs: rate })).toEqual(expected)
  })

  it.each(targetNames)('%s: has a range of rates around the likely one', (name) => {
    const { value, low, high } = estimatorOf(name).latency.reloadBytesPerMs
    expect(low).toBeLessThanOrEqual(value)
    expect(high).toBeGreaterThanOrEqual(value)
  })

  it('is apart from the latency of inferences that follow one another', () => {
    const { properties, totals } = analysedWith({ toDeviceBytes: 1_000 })
    const bytes = { value: 440_000, low: 440_000, high: 440_000 }
    const demand = estimateDemand({ properties, totals: { ...totals, reloadBytes: bytes } }, usb3)
    expect(demand.reloadMs?.value).toBe(1)
    expect(demand.estimates).toEqual(estimateDemand({ properties, totals }, usb3).estimates)
  })

  it('is known of a compiled model even where its instructions are not decoded', () => {
    const totals = { cpuOperators: 0, reloadBytes: { value: 440_000, low: 440_000, high: 440_000 } }
    const demand = estimateDemand({ properties: undefined, totals }, usb3)
    expect([demand.latency, demand.reloadMs?.value]).toEqual([undefined, 1])
  })

  it('is unknown where its bytes are', () => {
    expect(estimateDemand({ properties: undefined, totals: { cpuOperators: 0, reloadBytes: null } }, usb3).reloadMs)
      .toBeUndefined()
  })
})
