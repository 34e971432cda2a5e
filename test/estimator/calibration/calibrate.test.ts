import { beforeAll, describe, expect, it } from 'vitest'
import { PreciousError } from '../../../src/errors.ts'
import { parseArtifact } from '../../../src/estimator/artifact.ts'
import { outsideOf } from '../../../src/estimator/envelope.ts'
import { type Calibration, calibrate } from '../../../src/estimator/calibration/calibrate.ts'
import { chooseFit } from '../../../src/estimator/calibration/choose.ts'
import { latencyFigures, type MeasuredNetwork } from '../../../src/estimator/calibration/figure.ts'
import { holdOut } from '../../../src/estimator/calibration/held-out.ts'
import { regionOf } from '../../../src/estimator/calibration/region.ts'
import { estimateDemand } from '../../../src/estimator/estimate-demand.ts'
import { base, networksBy, slowLink, trueError, withRates } from '../../support/calibration-networks.ts'
import { propertiesWith } from '../../support/properties.ts'
import { thrownBy } from '../../host/temporary.ts'

const origin = {
  name: 'mine',
  link: 'USB hub',
  host: undefined,
  datasets: 'mine.jsonl (sha256 abc)',
  datasetHash: 'abc',
  toolVersion: '1.2.3',
  command: 'precious calibrate mine.jsonl',
}

const hosts = {
  'a slow link': slowLink,
  'a slow link and clock': { ...slowLink, clocksPerStep: 1.25 },
  'a slow link that costs time for each operator': { ...slowLink, operatorMs: 0.015 },
} as const

describe('a calibration on ten networks with two percent of noise', () => {
  it.each(Object.entries(hosts))('gives the latencies of other networks on %s to a few percent', (_, rates) => {
    const truth = withRates(rates)
    const unseen = networksBy(truth, { count: 100, seed: 99 })
    // None of the third ten streams parameters, so that it cannot tell of networks that do.
    const errors = [1, 2, 3, 4, 5].map((seed) => {
      const figures = latencyFigures(networksBy(truth, { count: 10, seed }))
      const { latency } = chooseFit(base, figures)
      const region = regionOf(base.envelope, figures, latency)
      const inside = unseen.filter(({ properties }) => outsideOf(properties, region).length === 0)
      expect(inside.length).toBeGreaterThan(30)
      return trueError(inside, latency, truth)
    })
    expect(trueError(unseen, base.latency, truth)).toBeGreaterThan(0.3)
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.025)
    expect(Math.max(...errors)).toBeLessThan(0.06)
  })

  it('hardly touches a target that is right already', () => {
    const unseen = networksBy(base.latency, { count: 100, seed: 99 })
    for (const seed of [1, 2, 3, 4, 5]) {
      const { latency } = chooseFit(base, latencyFigures(networksBy(base.latency, { count: 10, seed })))
      expect(trueError(unseen, latency, base.latency)).toBeLessThan(0.015)
    }
  })
})

describe('coefficients that shipped targets have not', () => {
  it('are added where they lower the error, and come out as they are', () => {
    const truth = withRates({ ...slowLink, clocksPerStep: 1.25, operatorMs: 0.015 })
    const { choice, latency } = chooseFit(base, latencyFigures(networksBy(truth, { count: 60 })))
    expect(choice.added).toEqual(['clocksPerStep', 'operatorMs'])
    expect(latency.clocksPerStep?.value).toBeCloseTo(1.25, 1)
    expect(latency.operatorMs?.value).toBeCloseTo(0.015, 2)
  })

  it('are left out where they do not', () => {
    const { choice, latency } = chooseFit(base, latencyFigures(networksBy(withRates(slowLink), { count: 60 })))
    expect(choice.added).toEqual([])
    expect(latency.clocksPerStep).toBeUndefined()
    expect(latency.operatorMs).toBeUndefined()
  })

  it('leave the time of an operator out where compiled models hide how many there are', () => {
    const networks = networksBy(withRates(hosts['a slow link that costs time for each operator']), { count: 30 })
    const compiled = networks.map(({ properties, ...network }) => {
      return { ...network, properties: { ...properties, compiledOperators: 1 } }
    })
    expect(chooseFit(base, latencyFigures(networks)).choice.added).toContain('operatorMs')
    expect(chooseFit(base, latencyFigures(compiled)).choice.added).not.toContain('operatorMs')
  })
})

describe('a calibrated target', () => {
  const truth = withRates(slowLink)
  const networks = networksBy(truth, { count: 20, seed: 7 })
  let calibration: Calibration

  beforeAll(async () => {
    calibration = await calibrate(base, networks, origin)
  })

  it('is one that can be read, with its own name and link, and the limits of the base', () => {
    const { artifact } = calibration
    expect(parseArtifact(JSON.parse(JSON.stringify(artifact)), 'mine.json')).toEqual(artifact)
    expect(artifact).toMatchObject({ target: 'mine', link: 'USB hub', host: base.host, clockMhz: base.clockMhz })
    expect(artifact.limits).toHaveLength(base.limits.length + 1)
    expect(artifact.limits.at(-1)).toMatch(/^Calibrated and checked on 20 networks that take /)
  })

  it('says of each coefficient where it is from', () => {
    const { latency } = calibration.artifact
    expect(latency.upBytesPerMs.source).toContain(
      'calibrated on 20 networks of mine.jsonl (sha256 abc) by "precious calibrate mine.jsonl"',
    )
    expect(latency.upBytesPerMs.source).toContain(`drawn to ${base.latency.upBytesPerMs.value} of coral-usb3-max`)
    expect(latency.cpuElementsPerMs).toMatchObject({ value: base.latency.cpuElementsPerMs.value })
    expect(latency.cpuElementsPerMs.source).toContain('none tells it')
    expect(latency.reloadBytesPerMs.value / base.latency.reloadBytesPerMs.value)
      .toBeCloseTo(latency.streamBytesPerMs.value / base.latency.streamBytesPerMs.value, 2)
  })

  it('has its error from networks that were left out, which is that on others', () => {
    const unseen = networksBy(truth, { count: 100, seed: 99 })
    expect(calibration.before.mean).toBeGreaterThan(0.2)
    // Two percent of noise are in what is checked, but not in what is true.
    expect(calibration.after.mean).toBeGreaterThan(trueError(unseen, calibration.artifact.latency, truth))
    expect(calibration.after.mean).toBeLessThan(0.05)
    expect(calibration.artifact.checkPoints).toHaveLength(20)
    const errors = calibration.artifact.checkPoints.map(({ error }) => Math.abs(error))
    expect(errors.reduce((sum, error) => sum + error, 0) / 20).toBeCloseTo(calibration.after.mean, 3)
  })

  it('holds nearly all other networks in its intervals', () => {
    const unseen = networksBy(truth, { count: 100, seed: 98 })
    const held = unseen.filter(({ properties, latencyMs = NaN }) => {
      const { estimates } = estimateDemand({ properties, totals: { cpuOperators: 0 } }, calibration.artifact)
      const latency = estimates.find(({ quantity }) => quantity === 'latency')
      return latency !== undefined && 'low' in latency && latency.low <= latencyMs && latencyMs <= latency.high
    })
    expect(held.length).toBeGreaterThanOrEqual(90)
  })

  it('estimates what is left out without it, whatever it measures', async () => {
    const [first, ...others] = networks
    if (first?.latencyMs === undefined) throw new Error('there are networks')
    const falsified = latencyFigures([{ ...first, latencyMs: 3 * first.latencyMs }, ...others])
    const allHeld = await holdOut(base, falsified, () => Promise.resolve())
    const held = allHeld.find(({ figure }) => figure.name === first.name)
    const point = calibration.artifact.checkPoints.find(({ model }) => model === first.name)
    expect(3 * ((held?.error ?? NaN) + 1)).toBeCloseTo((point?.error ?? NaN) + 1, 3)
  })

  it('tells what more measurements would bring', () => {
    const { curve, after } = calibration
    expect(curve.map(({ networks: count, basis }) => `${count} ${basis}`)).toEqual([
      '10 measured', '15 measured', '20 measured', '40 extrapolated', '80 extrapolated',
    ])
    const [half, , all, twice, fourTimes] = curve
    expect(all?.error).toBe(after.mean)
    for (const point of curve) expect(point.low).toBeLessThanOrEqual(point.high)
    expect(twice?.error).toBeLessThanOrEqual(half?.error ?? 0)
    expect(fourTimes?.error).toBeLessThanOrEqual(twice?.error ?? 0)
  })
})

describe('the measurements of a calibration', () => {
  it('are of ten networks at least', async () => {
    const few = networksBy(base.latency, { count: 9 })
    const unmeasured: MeasuredNetwork[] = few.map((network) => ({ ...network, latencyMs: undefined, powerW: 1 }))
    const error = await thrownBy(() => calibrate(base, [...few, ...unmeasured], origin))
    expect(error).toBeInstanceOf(PreciousError)
    expect(error.message).toMatch(/latencies of 9 different networks, but a calibration needs 10/)
  })

  it('of networks that cannot be costed are left out and counted', async () => {
    const networks = networksBy(base.latency, { count: 11 })
    const properties = propertiesWith({ edgetpuOperators: 0 })
    const nothing = { name: 'nothing', group: 'x', source: 'made up', latencyMs: 1, properties }
    const { networks: used, uncosted } = await calibrate(base, [...networks, nothing], origin)
    expect([used, uncosted]).toEqual([11, 1])
    const error = await thrownBy(() => calibrate(base, [...networks.slice(2), nothing], origin))
    expect(error.message).toContain('9 different networks (1 more cannot be costed)')
  })

  it('that are far from all estimates are named', async () => {
    const networks = networksBy(base.latency, { count: 12 })
    const slip = networks.map((network, index) => (index === 5 ? { ...network, latencyMs: 1_000 } : network))
    const { worst: [first] } = await calibrate(base, slip, origin)
    expect(first?.name).toBe(networks[5]?.name)
  })

  it('are left out one by one where they are of fewer than three groups', async () => {
    const networks = networksBy(withRates(slowLink), { count: 10 }).map((network) => ({ ...network, group: 'mine' }))
    const { leftOut, units, artifact } = await calibrate(base, networks, origin)
    expect([leftOut, units]).toEqual(['networks', 10])
    expect(new Set(artifact.checkPoints.map(({ architecture }) => architecture))).toEqual(new Set(['mine']))
  })

  it('of one group count together as much as those of another', () => {
    const figures = latencyFigures(
      networksBy(base.latency, { count: 6 }).map((network, index) => {
        return { ...network, group: index < 4 ? 'a' : `b${index}` }
      }),
    )
    expect(figures.map(({ weight }) => weight)).toEqual([0.25, 0.25, 0.25, 0.25, 1, 1])
  })
})
