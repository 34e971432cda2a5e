import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PlacedMeasurement } from '../../src/measurement/measurement-lines.ts'
import { matchMeasurements, measurementKey } from '../../src/measurement/match.ts'
import type { MeasurementLine } from '../../src/measurement/measurement.ts'
import { arbitraryMeasurement, measurementWith } from './arbitrary-measurement.ts'

const content = 'a'.repeat(64)
const targets = ['coral-usb3-max', 'coral-pcie-max']
const models = [{ path: 'models/a.tflite', sha256: content, targets: ['coral-usb3-max'] }]
const usb = measurementKey(content, 'coral-usb3-max')

const fast = { mean: 1, standardDeviation: 0, runs: 2 }
const slow = { mean: 5, standardDeviation: 0, runs: 2 }

function placed(...measurements: readonly Partial<MeasurementLine>[]): readonly PlacedMeasurement[] {
  return measurements.map((changes, index) => ({ line: index + 1, measurement: measurementWith(changes) }))
}

function ignoredOf(...measurements: readonly Partial<MeasurementLine>[]): readonly string[] {
  return matchMeasurements(placed(...measurements), models, targets).ignored
    .map(({ line, kind, reason }) => `${line} ${kind}: ${reason}`)
}

describe('measurements of a model', () => {
  it('are those of its content, whatever path they name', () => {
    const { used, ignored } = matchMeasurements(placed({ model: 'old/name.tflite' }), models, targets)
    expect([...used]).toEqual([[usb, expect.objectContaining({ latencyMs: measurementWith().latencyMs })]])
    expect(ignored).toEqual([])
  })

  it('count for every copy of the model', () => {
    const copy = { path: 'models/copy.tflite', sha256: content, targets: ['coral-pcie-max'] }
    const lines = placed({}, { target: 'coral-pcie-max' })
    expect([...matchMeasurements(lines, [...models, copy], targets).used.keys()])
      .toEqual([usb, measurementKey(content, 'coral-pcie-max')])
  })

  it('are the newest ones, also across zones', () => {
    const older = { latencyMs: slow, measuredAt: '2026-11-25T12:00:00+05:00' }
    const newer = { latencyMs: fast, measuredAt: '2026-11-25T08:00:00Z' }
    for (const lines of [placed(older, newer), placed(newer, older)]) {
      expect(matchMeasurements(lines, models, targets).used.get(usb)?.latencyMs).toEqual(fast)
    }
    expect(ignoredOf(older, newer)).toEqual(['1 superseded: Measured again later: latency in line 2.'])
  })

  it('are the later lines where times are equal', () => {
    const { used } = matchMeasurements(placed({ latencyMs: slow }, { latencyMs: fast }), models, targets)
    expect(used.get(usb)?.latencyMs).toEqual(fast)
  })

  it('are joined, so that a later one of the power alone does not hide the latency', () => {
    const lines = placed(
      { latencyMs: fast, powerW: slow },
      { latencyMs: undefined, powerW: fast, measuredAt: '2026-11-26T10:00:00Z' },
    )
    const { used, ignored } = matchMeasurements(lines, models, targets)
    expect(used.get(usb)).toMatchObject({ latencyMs: fast, powerW: fast })
    expect(used.get(usb)?.from.map(({ line }) => line)).toEqual([2, 1])
    expect(ignored).toEqual([{ line: 1, kind: 'superseded', reason: 'Measured again later: power in line 2.' }])
  })
})

describe('lines that are ignored say why', () => {
  it('the model has changed since', () => {
    const sha256 = 'b'.repeat(64)
    const reason = 'models/a.tflite has changed since it was measured.'
    expect(ignoredOf({ sha256, model: 'models/a.tflite' }, { sha256, model: '.\\models\\a.tflite' }))
      .toEqual([`1 stale: ${reason}`, `2 stale: ${reason}`])
  })

  it('another model was measured', () => {
    const sha256 = 'b'.repeat(64)
    expect(ignoredOf({ sha256 }, { sha256, model: 'other.tflite' })).toEqual([
      '1 foreign: It measured another model, whose SHA-256 starts with bbbbbbbbbbbb.',
      '2 foreign: It measured another model, at other.tflite.',
    ])
  })

  it('the target is not one of the model, or none at all', () => {
    expect(ignoredOf({ target: 'coral-pcie-max' }, { target: 'coral-usb3-mx' }, { target: 'jetson' })).toEqual([
      '1 target: models/a.tflite is not judged on coral-pcie-max.',
      '2 target: There is no target "coral-usb3-mx"; did you mean "coral-usb3-max"?',
      '3 target: There is no target "jetson"; targets are coral-usb3-max, coral-pcie-max.',
    ])
  })
})

describe('the order of lines', () => {
  it('changes nothing where times differ', () => {
    const measurements = fc.uniqueArray(arbitraryMeasurement, { selector: ({ measuredAt }) => measuredAt })
    const shuffled = measurements.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    )
    fc.assert(
      fc.property(shuffled, ([all, inOtherOrder]) => {
        const find = (some: readonly MeasurementLine[]) => {
          const lines = some.map((measurement, index) => ({ line: index + 1, measurement }))
          const { used, ignored } = matchMeasurements(lines, models, targets)
          const figures = [...used].map(([key, matched]) => {
            return [key, { ...matched, from: matched.from.map(({ measurement }) => measurement) }]
          })
          const kinds = ignored.map(({ line, kind }) => `${some[line - 1]?.measuredAt} ${kind}`)
          return { figures: Object.fromEntries(figures), kinds: kinds.sort() }
        }
        expect(find(inOtherOrder)).toEqual(find(all))
      }),
    )
  })

  it('leaves every line used or explained', () => {
    fc.assert(
      fc.property(fc.array(arbitraryMeasurement), (all) => {
        const lines = all.map((measurement, index) => ({ line: index + 1, measurement }))
        const { used, ignored } = matchMeasurements(lines, models, targets)
        const said = [...[...used.values()].flatMap(({ from }) => from), ...ignored].map(({ line }) => line)
        expect(new Set(said)).toEqual(new Set(lines.map(({ line }) => line)))
      }),
    )
  })
})
