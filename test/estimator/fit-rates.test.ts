import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LatencyCoefficients } from '../../src/estimator/coefficients.ts'
import { fitRates, hostRates, type LatencyFigure, linkRates, type RateName } from '../../src/estimator/fit-rates.ts'
import { breakDownLatency } from '../../src/estimator/latency.ts'
import { estimatorOf } from '../../src/estimator/target.ts'
import { propertiesWith } from '../support/properties.ts'

const clockMhz = 500
const start = estimatorOf('coral-usb3-max').latency

function withRates(changes: Partial<Record<RateName, number>>): LatencyCoefficients {
  const changed = Object.entries(changes).map(([name, value]) => [name, { value, source: 'made up' }])
  return { ...start, ...Object.fromEntries(changed) }
}

/** Networks that differ in what they send, stream, compute and give. */
const networks = [
  { instructionBytes: 100_000, toDeviceBytes: 50_000, tensorSteps: 100_000, fromDeviceBytes: 1_000 },
  { instructionBytes: 400_000, toDeviceBytes: 150_000, tensorSteps: 2_000_000, fromDeviceBytes: 1_000 },
  { instructionBytes: 150_000, toDeviceBytes: 150_000, tensorSteps: 500_000, fromDeviceBytes: 300_000 },
  { instructionBytes: 300_000, toDeviceBytes: 150_000, expectedStreamedBytes: 2e7, tensorSteps: 3_000_000 },
  { instructionBytes: 20_000, toDeviceBytes: 1_000, tensorSteps: 1_000, fromDeviceBytes: 1_000 },
  { instructionBytes: 200_000, toDeviceBytes: 300_000, expectedStreamedBytes: 1e6, tensorSteps: 900_000 },
].map(propertiesWith)

/** So much that the start does not count. */
const weight = 1e4

function measuredBy(latency: LatencyCoefficients): LatencyFigure[] {
  return networks.map((properties) => {
    return { properties, measuredMs: breakDownLatency(properties, latency, clockMhz).value, weight }
  })
}

describe('the fit of rates', () => {
  it.each(['sum', 'overlap'] as const)('finds the rates that figures were made with, where terms are a %s', (value) => {
    const combination = { value, source: 'made up' }
    fc.assert(
      fc.property(rates(), (made) => {
        const truth = { ...withRates(made), combination }
        const fitted = fitRates(linkRates, measuredBy(truth), { ...start, combination }, clockMhz)
        for (const { properties, measuredMs } of measuredBy(truth)) {
          // Six networks tell four rates; what is left is what the start still weighs.
          expect(Math.abs(breakDownLatency(properties, fitted, clockMhz).value / measuredMs - 1)).toBeLessThan(1e-3)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('keeps what no figure bears on, and all that was not asked for', () => {
    const [first] = measuredBy(start)
    if (first === undefined) throw new Error('there are figures')
    const fitted = fitRates(linkRates, [first], start, clockMhz)
    expect(fitted.streamBytesPerMs.value).toBeCloseTo(start.streamBytesPerMs.value, 3)
    expect(fitted.cpuElementsPerMs).toEqual(start.cpuElementsPerMs)
    expect(fitted.combination).toEqual(start.combination)
  })

  it('fits the rates of the host on what the link leaves', () => {
    const truth = withRates({ cpuElementsPerMs: 200_000, detectionScoresPerMs: 30_000 })
    const figures = [{ cpuElements: 4e6 }, { detectionScores: 2e5 }, { cpuElements: 1e6, detectionScores: 1e5 }]
      .map(propertiesWith)
      .map((properties) => ({ properties, measuredMs: breakDownLatency(properties, truth, clockMhz).value, weight }))
    const fitted = fitRates(hostRates, figures, start, clockMhz)
    expect(fitted.cpuElementsPerMs.value / 200_000).toBeCloseTo(1, 2)
    expect(fitted.detectionScoresPerMs.value / 30_000).toBeCloseTo(1, 2)
    expect(fitted.upBytesPerMs).toEqual(start.upBytesPerMs)
  })

  it('starts from the rates of compiled models where any figure is of one, and has one set of rates for all', () => {
    const { latency } = estimatorOf('coral-devboard-max')
    const [plain] = measuredBy(latency)
    if (plain === undefined) throw new Error('there are figures')
    const compiled = { ...plain, properties: { ...plain.properties, compiledOperators: 1 } }
    const ofPlain = fitRates(['detectionScoresPerMs'], [plain], latency, clockMhz)
    expect(ofPlain).toMatchObject({ operatorMs: latency.operatorMs, upBytesPerMs: latency.upBytesPerMs })
    const ofBoth = fitRates(['detectionScoresPerMs'], [plain, compiled], latency, clockMhz)
    expect(ofBoth).toMatchObject({ operatorMs: undefined, upBytesPerMs: latency.ofCompiled?.upBytesPerMs })
    for (const { ofCompiled } of [ofPlain, ofBoth]) expect(ofCompiled).toBeUndefined()
    expect(latency.ofCompiled).toBeDefined()
  })

  it('never makes a rate negative, however little time figures leave', () => {
    const fitted = fitRates(linkRates, measuredBy(start).map((figure) => ({ ...figure, measuredMs: 1e-3 })), start, clockMhz)
    for (const name of linkRates) expect(fitted[name].value).toBeGreaterThanOrEqual(0)
    for (const properties of networks) expect(breakDownLatency(properties, fitted, clockMhz).value).toBeGreaterThan(0)
  })

  it('lets a figure count by its weight', () => {
    const [network = propertiesWith({})] = networks
    const figure = (measuredMs: number, count: number): LatencyFigure => ({ properties: network, measuredMs, weight: count })
    const estimate = (figures: readonly LatencyFigure[]): number =>
      breakDownLatency(network, fitRates(linkRates, figures, start, clockMhz), clockMhz).value
    expect(estimate([figure(2, 100), figure(4, 1)])).toBeLessThan(estimate([figure(2, 1), figure(4, 100)]))
  })

  it('refuses to fit on nothing', () => {
    expect(() => fitRates(linkRates, [], start, clockMhz)).toThrow(RangeError)
  })
})

function rates(): fc.Arbitrary<Record<(typeof linkRates)[number], number>> {
  return fc.record({
    fixedMs: fc.double({ min: 0.05, max: 0.5, noNaN: true }),
    upBytesPerMs: fc.integer({ min: 100_000, max: 500_000 }),
    streamBytesPerMs: fc.integer({ min: 100_000, max: 600_000 }),
    downBytesPerMs: fc.integer({ min: 20_000, max: 100_000 }),
  })
}
