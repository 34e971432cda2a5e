import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LatencyCoefficients } from '../../src/estimator/coefficients.ts'
import { breakDownLatency, latencyTermNames } from '../../src/estimator/latency.ts'
import { targetNames, estimatorOf } from '../../src/estimator/target.ts'
import { propertiesWith } from '../support/properties.ts'

const source = 'made up'
const coefficients: LatencyCoefficients = {
  combination: { value: 'sum', source },
  fixedMs: { value: 0.5, source },
  upBytesPerMs: { value: 1_000, source },
  downBytesPerMs: { value: 100, source },
  reloadBytesPerMs: { value: 1_000, low: 1_000, high: 1_000, source },
  streamBytesPerMs: { value: 2_000, source },
  chunkRepeats: { value: 2, low: 1, high: 3, source },
  cpuMacsPerMs: { value: 10_000, source },
  cpuElementsPerMs: { value: 1_000, source },
  detectionScoresPerMs: { value: 500, source },
  cpuFactor: { value: 2, source },
}
const clockMhz = 1

const network = propertiesWith({
  convolutionOperators: 1,
  instructionBytes: 1_000,
  instructionBytesLow: 500,
  instructionBytesHigh: 2_000,
  toDeviceBytes: 2_000,
  streamedBytes: 3_000,
  streamedBytesLow: 2_000,
  streamedBytesHigh: 4_000,
  expectedStreamedBytes: 3_000,
  tensorSteps: 4_000,
  tensorStepsLow: 4_000,
  tensorStepsHigh: 5_000,
  fromDeviceBytes: 100,
  cpuMacs: 10_000,
  cpuElements: 1_000,
})

describe('the time of an inference', () => {
  it('is the sum of its parts where transfers and compute follow each other', () => {
    const { value, low, high, terms } = breakDownLatency(network, coefficients, clockMhz)
    expect(latencyTermNames.map((name) => terms[name].value)).toEqual([0.5, 1, 2, 1.5, 4, 1, 2])
    expect(value).toBe(12)
    expect(low).toBe(0.5 + 0.5 + 2 + 1 + 4 + 1 + 1)
    expect(high).toBe(0.5 + 2 + 2 + 2 + 5 + 1 + 4)
  })

  it('takes the longer of instructions and input, and of compute, where these overlap', () => {
    const overlapping = { ...coefficients, combination: { value: 'overlap', source } } as const
    expect(breakDownLatency(network, overlapping, clockMhz).value).toBe(0.5 + 4 + 1.5 + 1 + 2)
    const idle = { ...network, tensorSteps: 2_000 }
    expect(breakDownLatency(idle, overlapping, clockMhz).value).toBe(0.5 + 3 + 1.5 + 1 + 2)
  })

  it('sends streamed parameters again for each chunk', () => {
    const chunked = { ...network, expectedChunkedBytes: 1_000, chunkedBytesHigh: 2_000 }
    // 2,000 B once and 1,000 B twice; at least all of the least once; at most 2,000 B once and 2,000 B three times.
    expect(breakDownLatency(chunked, coefficients, clockMhz).terms.streamed).toEqual({ value: 2, low: 1, high: 4 })
  })

  it('counts the scores of a detector on the CPU', () => {
    const detector = propertiesWith({ detectionScores: 1_000 })
    expect(breakDownLatency(detector, coefficients, clockMhz).terms.cpu).toEqual({ value: 2, low: 1, high: 4 })
  })

  it('has other rates for compiled models where operators take time, since theirs cannot be counted', () => {
    const [slow, rate] = [{ value: 1, source }, { value: 500, source }]
    const ofCompiled = { fixedMs: slow, upBytesPerMs: rate, streamBytesPerMs: rate, downBytesPerMs: rate }
    const timed = { ...coefficients, operatorMs: { value: 0.1, source }, ofCompiled }
    const plain = { ...network, edgetpuOperators: 3 }
    expect(breakDownLatency(plain, timed, clockMhz).value).toBeCloseTo(12 + 0.3, 12)
    const compiled = { ...plain, edgetpuOperators: 1, compiledOperators: 1 }
    expect(breakDownLatency(compiled, timed, clockMhz).value).toBeCloseTo(1 + 2 + 4 + 6 + 4 + 0.2 + 2, 12)
    expect(breakDownLatency(compiled, coefficients, clockMhz).value).toBe(12)
  })

  it('has no fixed part where nothing runs on the device', () => {
    const onCpu = propertiesWith({ edgetpuOperators: 0, cpuMacs: 10_000 })
    expect(breakDownLatency(onCpu, coefficients, clockMhz)).toMatchObject({ value: 1, low: 0.5, high: 2 })
  })

  it('is never less at the reduced clock of a link', () => {
    const bytes = fc.nat(100_000_000)
    fc.assert(
      fc.property(bytes, bytes, bytes, bytes, (tensorSteps, instructionBytes, expectedStreamedBytes, fromDeviceBytes) => {
        const properties = propertiesWith({ tensorSteps, instructionBytes, expectedStreamedBytes, fromDeviceBytes })
        const [max, reduced] = ['coral-usb3-max', 'coral-usb3-std'].map((name) => {
          const { latency, clockMhz: clock } = estimatorOf(name)
          return breakDownLatency(properties, latency, clock).value
        })
        expect(reduced).toBeGreaterThanOrEqual(max ?? Number.NaN)
      }),
    )
  })

  it('lies in its range and never falls when a network grows, on every target', () => {
    const bytes = fc.nat(10_000_000)
    fc.assert(
      fc.property(fc.constantFrom(...targetNames), bytes, bytes, bytes, bytes, (target, steps, input, output, cpuMacs) => {
        const { latency, clockMhz: clock } = estimatorOf(target)
        const at = (growth: number): ReturnType<typeof breakDownLatency> =>
          breakDownLatency(
            propertiesWith({
              tensorSteps: steps + growth,
              tensorStepsLow: steps + growth,
              tensorStepsHigh: steps + growth,
              toDeviceBytes: input + growth,
              fromDeviceBytes: output,
              cpuMacs,
            }),
            latency,
            clock,
          )
        const { low, value, high } = at(0)
        expect(low).toBeLessThanOrEqual(value)
        expect(value).toBeLessThanOrEqual(high)
        expect(at(1_000).value).toBeGreaterThanOrEqual(value)
      }),
    )
  })
})
