import fc from 'fast-check'
import type { MeasurementLine } from '../../src/measurement/measurement.ts'
import type { Statistic } from '../../src/measurement/statistic.ts'

/** A valid line that measured a latency, changed where a test says so. */
export function measurementWith(changes: Partial<MeasurementLine> = {}): MeasurementLine {
  return {
    schemaVersion: 1,
    sha256: 'a'.repeat(64),
    target: 'coral-usb3-max',
    latencyMs: { mean: 2, standardDeviation: 0.1, runs: 100 },
    measuredAt: '2026-11-25T10:00:00Z',
    how: 'USB 3 desktop, 100 runs',
    ...changes,
  }
}

export const arbitraryStatistic: fc.Arbitrary<Statistic> = fc.record({
  mean: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
  standardDeviation: fc.double({ min: 0, max: 1e6, noNaN: true }),
  runs: fc.integer({ min: 2, max: 100_000 }),
})

/** Lines of two contents, one path and three targets, of which one does not exist. */
export const arbitraryMeasurement: fc.Arbitrary<MeasurementLine> = fc
  .record({
    sha256: fc.constantFrom('a'.repeat(64), 'b'.repeat(64)),
    target: fc.constantFrom('coral-usb3-max', 'coral-pcie-max', 'coral-usb3-mx'),
    latencyMs: arbitraryStatistic,
    powerW: fc.option(arbitraryStatistic, { nil: undefined }),
    energyMj: fc.option(arbitraryStatistic, { nil: undefined }),
    measuredAt: fc
      .date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2029-01-01T00:00:00Z'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    model: fc.constantFrom('models/a.tflite', 'models/other.tflite', undefined),
  })
  .map(measurementWith)
