import { beforeAll, describe, expect, it } from 'vitest'
import { parseArtifact } from '../../../src/estimator/artifact.ts'
import { type Calibration, calibrate } from '../../../src/estimator/calibration/calibrate.ts'
import type { MeasuredNetwork } from '../../../src/estimator/calibration/figure.ts'
import { estimateDeltas } from '../../../src/estimator/delta.ts'
import { estimateDemand } from '../../../src/estimator/estimate-demand.ts'
import type { KnownEstimate } from '../../../src/estimator/estimate.ts'
import { meanOf } from '../../../src/estimator/statistics.ts'
import { base, networksBy, slowLink, withRates } from '../../support/calibration-networks.ts'

const origin = {
  name: 'mine', link: undefined, host: undefined, datasets: 'mine.jsonl', datasetHash: 'abc', command: 'precious calibrate', toolVersion: '1',
}

/** A host on which networks of many depthwise convolutions take up to half as long again: no coefficient says so. */
const factorOf = ({ depthwiseOperators, edgetpuOperators }: MeasuredNetwork['properties']): number =>
  1 + depthwiseOperators / edgetpuOperators

const truth = withRates(slowLink)

function latencyIn(network: MeasuredNetwork, artifact: Calibration['artifact']): KnownEstimate {
  const { properties } = network
  const { estimates } = estimateDemand({ properties, totals: { cpuOperators: 0 } }, artifact)
  const latency = estimates.find(({ quantity }) => quantity === 'latency')
  if (latency === undefined || latency.basis === 'unknown') throw new Error('the latency is known')
  return latency
}

function errorOn(networks: readonly MeasuredNetwork[], artifact: Calibration['artifact']): number {
  return meanOf(networks.map((network) => Math.abs(latencyIn(network, artifact).value / (network.latencyMs ?? NaN) - 1)))
}

describe('what the coefficients of a calibration leave', () => {
  let calibration: Calibration
  const measured = networksBy(truth, { count: 120, factorOf })
  const unseen = networksBy(truth, { count: 60, seed: 7, noise: 0, factorOf })

  beforeAll(async () => {
    calibration = await calibrate(base, measured, origin)
  })

  it('is learnt where it is systematic, and brings networks closer that nobody measured', () => {
    const { artifact, rest, after } = calibration
    expect(rest?.isTaken).toBe(true)
    expect(rest?.errors.mean).toBeLessThan(after.mean / 2)
    const { learned: _, ...alone } = artifact
    const inside = unseen.filter((network) => latencyIn(network, artifact).coverage.of === 'networks')
    expect(inside.length).toBeGreaterThan(unseen.length / 2)
    // Three times the noise that it learnt from.
    expect(errorOn(inside, artifact)).toBeLessThan(0.06)
    expect(errorOn(inside, alone)).toBeGreaterThan(2 * errorOn(inside, artifact))
  })

  it('has an interval that holds what is measured about as often as it says', () => {
    const noisy = networksBy(truth, { count: 100, seed: 8, factorOf })
    const held = noisy.filter((network) => {
      const { low, high } = latencyIn(network, calibration.artifact)
      return low <= (network.latencyMs ?? NaN) && (network.latencyMs ?? NaN) <= high
    })
    // Nine in ten of a hundred, less three standard deviations.
    expect(held.length).toBeGreaterThan(81)
    expect(latencyIn(measured[0] ?? failing(), calibration.artifact).coverage).toMatchObject({ points: 120, of: 'networks' })
  })

  it('counts in terms, power and differences alike', () => {
    const [network, other] = [measured[0] ?? failing(), measured[1] ?? failing()]
    const { artifact } = calibration
    const { latency, estimates } = estimateDemand({ properties: network.properties, totals: { cpuOperators: 0 } }, artifact)
    const sum = Object.values(latency?.terms ?? {}).reduce((total, { value }) => total + value, 0)
    expect(sum).toBeCloseTo(latency?.value ?? NaN, 9)
    expect(latency?.learntFactor).not.toBe(1)
    const [ms = NaN, watts = NaN, millijoules = NaN] = estimates.flatMap((one) => (one.basis === 'unknown' ? [] : [one.value]))
    expect(ms).toBe(latency?.value)
    expect(millijoules).toBeCloseTo(ms * watts, 9)
    const [delta] = estimateDeltas(
      { properties: network.properties, cpuOperators: 0 }, { properties: other.properties, cpuOperators: 0 }, artifact,
    )
    const expected = latencyIn(other, artifact).value - ms
    expect(delta).toMatchObject({ quantity: 'latency', base: ms, value: expect.closeTo(expected, 9) })
  })

  it('leaves networks beyond what was measured to the coefficients', () => {
    const { artifact } = calibration
    const { learned: _, ...alone } = artifact
    const [network] = measured
    const beyond = { ...(network ?? failing()), properties: { ...(network ?? failing()).properties, elementwiseOperators: 3 } }
    expect(latencyIn(beyond, artifact)).toEqual(latencyIn(beyond, alone))
  })

  it('is written and read', () => {
    const { artifact } = calibration
    const copy = parseArtifact(JSON.parse(JSON.stringify(artifact)), 'mine.json')
    expect(latencyIn(unseen[0] ?? failing(), copy)).toEqual(latencyIn(unseen[0] ?? failing(), artifact))
  })

  it('is left out where it is chance', async () => {
    const { rest, artifact } = await calibrate(base, networksBy(truth, { count: 80, noise: 0.05 }), origin)
    expect(rest?.isTaken).toBe(false)
    expect(artifact.learned).toBeUndefined()
  })

  it('is not learnt from few networks', async () => {
    const { rest, leastToLearn } = await calibrate(base, networksBy(truth, { count: 20, factorOf }), origin)
    expect(rest).toBeUndefined()
    expect(leastToLearn).toBeGreaterThan(20)
  })
})

function failing(): never {
  throw new Error('there are networks')
}
