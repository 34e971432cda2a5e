import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { PreciousError } from '../../src/errors.ts'
import { parseMeasurements } from '../../src/measurement/measurement-lines.ts'
import { arbitraryMeasurement, measurementWith } from './arbitrary-measurement.ts'

const file = 'measured.jsonl'

function messageOf(text: string): string {
  try {
    parseMeasurements(text, file)
  } catch (error) {
    if (error instanceof PreciousError && error.code === 'measurements/invalid') return error.message
    throw error
  }
  throw new Error('the text was accepted')
}

function lineWith(changes: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...measurementWith(), ...changes })
}

describe('a file of measurements', () => {
  it('has a measurement in each line that is not empty', () => {
    const text = `\uFEFF${lineWith({ target: 'one' })}\r\n\r\n  \n${lineWith({ target: 'two' })}\n`
    const placed = parseMeasurements(text, file).map(({ line, measurement }) => [line, measurement.target])
    expect(placed).toEqual([[1, 'one'], [4, 'two']])
  })

  it('may be empty', () => {
    expect(parseMeasurements('', file)).toEqual([])
  })

  it('has SHA-256 sums in either case, and zones', () => {
    const text = lineWith({ sha256: 'AB'.repeat(32), measuredAt: '2026-11-25T10:00:00+01:00' })
    expect(parseMeasurements(text, file)[0]?.measurement.sha256).toBe('ab'.repeat(32))
  })

  it('has bounds', () => {
    expect(parseMeasurements('\n'.repeat(100_000), file)).toEqual([])
    expect(messageOf('\n'.repeat(100_001))).toContain('measured.jsonl: the file has more than 100000 lines.')
    expect(messageOf(' '.repeat(50_000_001))).toContain('the file has more than 50000000 characters.')
    expect(messageOf(`\n${'['.repeat(20_001)}`)).toContain('measured.jsonl:2: the line has more than 20000 characters.')
  })

  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.array(arbitraryMeasurement), (measurements) => {
        const text = measurements.map((measurement) => JSON.stringify(measurement)).join('\n')
        const read = parseMeasurements(text, file).map(({ measurement }) => measurement)
        expect(read).toEqual(measurements)
      }),
    )
  })

  it('is read or refused with its line, whatever it holds', () => {
    const pieces = fc.constantFrom(...'{}[]":,\n-1e', '{"schemaVersion":1', lineWith({}), '"__proto__":{}', 'null')
    const text = fc.oneof(fc.string(), fc.array(pieces).map((parts) => parts.join('')), fc.json())
    fc.assert(
      fc.property(text, (content) => {
        const refused = outcomeOf(() => parseMeasurements(content, file))
        expect(refused === undefined || /^measured\.jsonl:\d+: /.test(refused)).toBe(true)
      }),
    )
  })
})

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['"latencyMS" is not a known key; the nearest known one is "latencyMs"', { latencyMS: 2 }],
  ['"std" in latencyMs is not a known key; known are mean, standardDeviation, runs', {
    latencyMs: { mean: 1, standardDeviation: 0, runs: 2, std: 1 },
  }],
  ['schemaVersion must be 1', { schemaVersion: 2 }],
  ['sha256 must be the SHA-256 of the model file, 64 hexadecimal digits', { sha256: 'abc' }],
  ['target is missing; it must be the name of a target of 1 to 100 characters', { target: undefined }],
  ['latencyMs must be an object such as { "mean": 2.31, "standardDeviation": 0.05, "runs": 200 }', { latencyMs: 2.31 }],
  ['latencyMs.mean must be a positive number, at most 1000000000', {
    latencyMs: { mean: 0, standardDeviation: 0, runs: 2 },
  }],
  ['latencyMs.standardDeviation must be 0 or a positive number, at most 1000000000', {
    latencyMs: { mean: 1, standardDeviation: -1, runs: 2 },
  }],
  ['latencyMs.runs must be a whole number of 2 or more: a single run does not say how far off its mean may be', {
    latencyMs: { mean: 1, standardDeviation: 0, runs: 1 },
  }],
  ['powerW.runs must be a whole number of 2 or more: a single run does not say how far off its mean may be', {
    powerW: { mean: 1, standardDeviation: 0, runs: 2.5 },
  }],
  ['the line measures nothing; add "latencyMs", "powerW", "energyMj" or several of them', { latencyMs: undefined }],
  ['measuredAt must be a time with its zone, such as "2026-11-25T10:00:00Z"', { measuredAt: '2026-11-25T10:00:00' }],
  ['measuredAt must be a time with its zone, such as "2026-11-25T10:00:00Z"', { measuredAt: '2026-02-30T10:00:00Z' }],
  ['how must be a text for people of 1 to 1000 characters', { how: 'x'.repeat(1_001) }],
  ['model must be a path of 1 to 1000 characters', { model: '' }],
])('a line is refused where %s', (problem, changes) => {
  expect(messageOf(`\n${lineWith(changes)}`)).toBe(`measured.jsonl:2: ${problem}. Correct the line and run again.`)
})

test('a line that is wrong in many ways names some of them', () => {
  const keys = Object.fromEntries(Array.from({ length: 900 }, (_, index) => [`unknown key ${index}`, 0]))
  expect(messageOf(lineWith(keys)).length).toBeLessThan(1_000)
  expect(messageOf(lineWith(keys))).toContain('; and 895 more')
})

test.each([
  ['an object over several lines', '{\n"schemaVersion": 1\n}'],
  ['objects with commas between them', `${lineWith({})},\n${lineWith({})}`],
  ['not JSON', 'latency 2 ms'],
])('%s is not JSON in each line', (_kind, text) => {
  expect(messageOf(text)).toBe(
    'measured.jsonl:1: the line is not JSON. Write one whole JSON object in each line, without commas between them.',
  )
})

test('figures that JSON can hold and no number can are refused', () => {
  const text = lineWith({}).replace('"mean":2', '"mean":1e999')
  expect(messageOf(text)).toContain('latencyMs.mean must be a positive number')
})

/** The message of the error that was thrown, which has to be of the user's making. */
function outcomeOf(run: () => unknown): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof PreciousError) return error.message
    throw error
  }
}
