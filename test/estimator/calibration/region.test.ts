import { expect, it } from 'vitest'
import { regionOf } from '../../../src/estimator/calibration/region.ts'
import { base, networksBy, withRates } from '../../support/calibration-networks.ts'

const networks = networksBy(base.latency, { count: 12 })
const streaming = networks.filter(({ properties }) => properties.streamedBytes > 0)
const most = (name: 'tensorSteps' | 'streamedBytes' | 'toDeviceBytes', of = networks): number =>
  Math.max(...of.map(({ properties }) => properties[name]))

it('the region of a calibration reaches beyond what was measured, but not beyond that of the base', () => {
  const { ranges } = regionOf(base.envelope, networks, base.latency)
  const reached = (name: 'tensorSteps' | 'toDeviceBytes'): number =>
    Math.max(most(name), Math.min(base.envelope.ranges[name]?.[1] ?? 0, 4 * most(name)))
  expect(ranges.tensorSteps).toEqual([0, reached('tensorSteps')])
  expect(ranges.toDeviceBytes).toEqual([0, reached('toDeviceBytes')])
})

it('ends at what was measured where too few networks tell the coefficient', () => {
  const silent = networks.filter((network) => !streaming.includes(network))
  const [first, second] = streaming
  if (first === undefined || second === undefined) throw new Error('some networks stream')
  expect(regionOf(base.envelope, silent, base.latency).ranges.streamedBytes).toEqual([0, 0])
  const two = [...silent, first, second]
  expect(regionOf(base.envelope, two, base.latency).ranges.streamedBytes).toEqual([0, most('streamedBytes', two)])
  const reached = regionOf(base.envelope, networks, base.latency).ranges.streamedBytes?.[1]
  expect(reached).toBeGreaterThan(most('streamedBytes'))
})

it('leaves out what the base was not checked on', () => {
  const odd = networks.map((network) => ({ ...network, properties: { ...network.properties, customOperators: 1 } }))
  expect(regionOf(base.envelope, odd, base.latency).ranges.customOperators).toEqual([0, 0])
})

it('leaves out compiled models where each operator takes time', () => {
  expect(regionOf(base.envelope, networks, base.latency).ranges.compiledOperators).toBeUndefined()
  expect(regionOf(base.envelope, networks, withRates({ operatorMs: 0.01 })).ranges.compiledOperators).toEqual([0, 0])
})
