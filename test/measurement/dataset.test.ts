import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { type CheckedRow, datasetText, readRows, type TextLine } from '../../src/measurement/dataset.ts'
import type { DatasetRow } from '../../src/measurement/dataset-row.ts'
import { arbitraryRow, rowWith } from './arbitrary-dataset-row.ts'

async function* linesOf(text: string): AsyncGenerator<TextLine> {
  for (const [index, content] of text.split('\n').entries()) yield { line: index + 1, text: content }
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected = []
  for await (const item of items) collected.push(item)
  return collected
}

function read(text: string): Promise<CheckedRow[]> {
  return collect(readRows(linesOf(text)))
}

async function problemsOf(line: string): Promise<readonly string[]> {
  const [checked] = await read(line)
  return checked?.problems ?? []
}

function lineWith(changes: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...rowWith(), ...changes })
}

describe('a dataset', () => {
  it('is read as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryRow, { maxLength: 20 }), async (rows) => {
        const blocks = await collect(datasetText(rows))
        const items = await read(blocks.join(''))
        expect(items.map(({ row, problems }) => row ?? problems)).toEqual(JSON.parse(JSON.stringify(rows)))
      }),
    )
  })

  it('is written in blocks of whole lines', async () => {
    const blocks = await collect(datasetText(Array.from({ length: 200 }, () => rowWith())))
    expect(blocks.length).toBeGreaterThan(2)
    expect(blocks.every((block) => block.endsWith('}\n') && block.length < 70_000)).toBe(true)
  })

  it('may have empty lines, and goes on after bad ones', async () => {
    const good = lineWith({})
    const items = await read(`${good}\n\n{"schemaVersion":1\n${lineWith({ target: '' })}\r\n${good}\r\n`)
    expect(items.map(({ line, problems }) => [line, problems])).toEqual([
      [1, undefined],
      [3, ['the line is not JSON']],
      [4, ['target must be the name of a target of 1 to 100 characters']],
      [5, undefined],
    ])
  })

  it('gives lines that cannot be read as bad rows', async () => {
    async function* lines(): AsyncGenerator<TextLine> {
      yield { line: 1, problem: 'the line is not UTF-8 text' }
    }
    expect(await collect(readRows(lines()))).toEqual([{ line: 1, problems: ['the line is not UTF-8 text'] }])
  })

  it('gives a row or a problem for each line, whatever it holds', async () => {
    const pieces = fc.constantFrom(...'{}[]":,-1e', '{"schemaVersion":1', lineWith({}), '"__proto__":{}', 'null')
    const line = fc.oneof(fc.string(), fc.array(pieces).map((parts) => parts.join('')), fc.json())
    await fc.assert(
      fc.asyncProperty(line, async (content) => {
        const [item, ...others] = await read(content.replaceAll('\n', ' '))
        expect(others).toEqual([])
        expect(item === undefined).toBe(content.trim() === '')
        expect(item?.problems).not.toEqual([])
      }),
    )
  })
})

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['the line measures nothing; add "latencyMs", "powerW", "energyMj" or several of them', { latencyMs: undefined }],
  ['schemaVersion must be 1', { schemaVersion: 2 }],
  ['propertiesVersion must be 1: import the figures anew with this version of the tool', { propertiesVersion: 0 }],
  ['network must be an object such as { "hash": "...", "name": "mobilenet-v2 1/224", "group": "mobilenet-v2" }', {
    network: 'mobilenet-v2',
  }],
  ['network.hash must be the hash of a network, 64 hexadecimal digits in lower case', {
    network: { ...rowWith().network, hash: 'A'.repeat(64) },
  }],
  ['network.group is missing; it must be a group of 1 to 1000 characters', {
    network: { ...rowWith().network, group: undefined },
  }],
  ['network.sha256 must be the SHA-256 of the model file, 64 hexadecimal digits', {
    network: { ...rowWith().network, sha256: 'x' },
  }],
  ['properties must be an object with the properties of a network', { properties: [] }],
  ['properties.macs is missing; it must be 0 or a positive number', {
    properties: { ...rowWith().properties, macs: undefined },
  }],
  ['properties.macs must be 0 or a positive number', { properties: { ...rowWith().properties, macs: -1 } }],
  ['"macz" in properties is not a known key; the nearest known one is "macs"', {
    properties: { ...rowWith().properties, macz: 1 },
  }],
  ['features.depth must be a number', { features: { depth: '3' } }],
  ['features must be an object of numbers by name', { features: [1] }],
  ['features must be at most 1000 numbers', {
    features: Object.fromEntries(Array.from({ length: 1_001 }, (_, index) => [`feature ${index}`, 0])),
  }],
  ['settings.repetitions must be a whole number of 1 or more', { settings: { repetitions: 0 } }],
  ['"linc" in settings is not a known key; the nearest known one is "link"', { settings: { linc: 'USB 3' } }],
  ['latencyMs.mean must be a positive number, at most 1000000000', { latencyMs: { mean: 0 } }],
  ['latencyMs.runs must be a whole number of 1 or more', { latencyMs: { mean: 1, runs: 0 } }],
  ['latencyMs has a standard deviation, but a single run has none; leave one of them out', {
    latencyMs: { mean: 1, standardDeviation: 0, runs: 1 },
  }],
  ['provenance.source is missing; it must be a source of 1 to 1000 characters', {
    provenance: { importedFrom: 'table.csv:2', toolVersion: '0.1.0' },
  }],
  ['"latency" is not a known key; the nearest known one is "latencyMs"', { latency: 2 }],
])('a row is refused where %s', async (problem, changes) => {
  expect(await problemsOf(lineWith(changes))).toEqual([problem])
})

test('a row names all that is wrong with it', async () => {
  const problems = await problemsOf(lineWith({ schemaVersion: 2, target: 1, settings: undefined }))
  expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['schemaVersion', 'target', 'settings'])
})

test('figures that JSON can hold and no number can are refused', async () => {
  const features = lineWith({ features: { depth: 7 } }).replace('"depth":7', '"depth":1e999')
  expect(await problemsOf(features)).toEqual(['features.depth must be a number'])
})

test('a hash of a file is read in lower case', async () => {
  const network: DatasetRow['network'] = { ...rowWith().network, sha256: 'AB'.repeat(32) }
  const [item] = await read(lineWith({ network }))
  expect(item?.row?.network.sha256).toBe('ab'.repeat(32))
})
