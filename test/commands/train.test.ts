import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { estimateWith } from '../../src/estimator/learning/estimate-with.ts'
import { type LearnedEstimator, parseLearnedEstimator } from '../../src/estimator/learning/learned-estimator.ts'
import type { Sample } from '../../src/estimator/learning/sample.ts'
import { parseCsv } from '../../src/import/csv.ts'
import { importNasBench } from '../../src/import/nas-bench-201.ts'
import type { DatasetRow } from '../../src/measurement/dataset-row.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { sha256Of } from '../../src/sha256.ts'
import { folderWith } from '../host/temporary.ts'
import { separable } from '../report/round-networks.ts'
import { drawSamples } from '../support/samples.ts'
import { describeWithShared, sharedFile } from '../support/shared.ts'
import { type Circumstances, type Ended, precious } from './captured.ts'

function lineOf({ name, group, hash, properties, features, value }: Sample, changes: Partial<DatasetRow> = {}): string {
  const row: DatasetRow = {
    schemaVersion: 1,
    network: { hash: sha256Of(hash), name, group },
    propertiesVersion: 1,
    properties,
    features: { wide: features['wide'] ?? 0 },
    target: 'mine',
    settings: {},
    latencyMs: { mean: value },
    provenance: { source: 'my lab', importedFrom: 'table.csv:2', toolVersion: '1.2.3' },
    ...changes,
  }
  return JSON.stringify(row)
}

const samples = drawSamples(30, 1)
const lines = samples.map((sample) => lineOf(sample))
const usual = ['--quantity', 'latency', '--target', 'mine', '--out', 'mine.json', '--folds', '3'] as const

function trainOn(cwd: string, args: readonly string[] = usual, more: Circumstances = {}): Promise<Ended> {
  return precious(['train', 'data.jsonl', ...args], { cwd, ...more })
}

function written(cwd: string): LearnedEstimator {
  return parseLearnedEstimator(JSON.parse(readFileSync(join(cwd, 'mine.json'), 'utf8')), 'mine.json')
}

describe('precious train', () => {
  it('makes a target, of what models tell, that budgets are judged by', async () => {
    const own = samples.map((sample) => lineOf(sample, { features: undefined }))
    const cwd = folderWith({ 'data.jsonl': own.join('\n') })
    writeFileSync(join(cwd, 'a.tflite'), writeNetwork(separable()))
    const { out } = await trainOn(cwd, [...usual, '--base', 'coral-usb3-std'])
    expect(out.replaceAll('\n', ' ')).toContain('a config or --target names it as "./mine.json", with power and memory as of coral-usb3-std.')
    expect(written(cwd)).toMatchObject({ base: 'coral-usb3-std', target: 'mine' })
    const inspected = await precious(['inspect', 'a.tflite', '--target', './mine.json'], { cwd })
    expect(inspected).toMatchObject({ code: 0, err: '' })
    expect(inspected.out).toContain('Estimates for mine')
  })

  it('refuses a base that does not ship', async () => {
    const cwd = folderWith({ 'data.jsonl': lines.join('\n') })
    expect(await trainOn(cwd, [...usual, '--base', 'nix'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('there is no target "nix"') })
  })

  it('writes an estimator, and says what it found', async () => {
    const cwd = folderWith({ 'data.jsonl': lines.join('\n') })
    const { code, out, err } = await trainOn(cwd)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const estimator = written(cwd)
    expect(out).toContain('latency on mine: 30 measurements of 30 networks, by my lab (licence unknown).')
    expect(out).toContain(`Chosen: ${estimator.family}, `)
    expect(out).toMatch(/^ {2}family +MAPE +spread +median +within 5 % +within 10 %$/m)
    expect(out).toMatch(/^ {2}slowest 30 % held out +\d+\.\d\d %/m)
    expect(out).toMatch(/^ +25 +\d+\.\d\d % +± \d+\.\d\d %$/m)
    expect(out).toContain('Noise: no network was measured twice')
    expect(out.endsWith('The estimator is in mine.json, for precious evaluate.\n')).toBe(true)
    expect(estimator).toMatchObject({
      target: 'mine',
      quantity: 'latency',
      provenance: {
        sources: [{ source: 'my lab', licence: null, rows: 30 }],
        command: 'precious train data.jsonl --quantity latency --target mine --out mine.json --folds 3',
        seed: 1,
      },
    })
    expect(estimator.provenance.networks).toHaveLength(30)
  })

  it('writes the same for the same data and seed', async () => {
    const [first, second, other] = await Promise.all(['7', '7', '8'].map(async (seed) => {
      const cwd = folderWith({ 'data.jsonl': lines.join('\n') })
      await trainOn(cwd, [...usual, '--seed', seed])
      return readFileSync(join(cwd, 'mine.json'), 'utf8')
    }))
    expect(second).toBe(first)
    expect(other).not.toBe(first)
  })

  it('leaves out and counts other targets, other quantities and bad rows', async () => {
    const [sample] = samples
    if (sample === undefined) throw new Error('there are samples')
    const power = { latencyMs: undefined, powerW: { mean: 1 } }
    const more = [lineOf(sample, { target: 'other' }), '{', lineOf(sample, power), lineOf(sample, { features: { macs: 1 } })]
    const cwd = folderWith({ 'data.jsonl': [...lines, ...more].join('\n') })
    const { code, out, err } = await trainOn(cwd)
    expect(code).toBe(0)
    expect(err).toBe(
      'warning: data.jsonl:32: the line is not JSON\n' +
        'warning: data.jsonl:34: the feature macs has the name of a property\n',
    )
    expect(out).toContain('Left out: 2 bad rows, named above; 1 row of other; 1 row without latency.')
    expect(written(cwd).rows).toBe(30)
  })

  it('prints JSON of the same figures', async () => {
    const cwd = folderWith({ 'data.jsonl': [...lines, '{'].join('\n') })
    const { out } = await trainOn(cwd, [...usual, '--json'])
    const { families, heldOut, learningCurve, importances } = written(cwd)
    expect(JSON.parse(out)).toMatchObject({
      out: 'mine.json',
      families,
      heldOut,
      learningCurve,
      importances,
      noiseFloor: null,
      leftOut: { badRows: [{ file: 'data.jsonl', line: 31 }], otherTargets: {}, withoutQuantity: 0 },
    })
  })

  it.each([
    ['few rows', lines.slice(0, 9), 'there are only 9 rows of latency on mine. Give 10 or more.'],
    ['a slip in the target', samples.map((sample) => lineOf(sample, { target: 'mien' })), 'Did you mean --target mien.'],
    ['one group', samples.map((sample) => lineOf({ ...sample, group: 'a' })), 'are of one group, so that none can be held out'],
    ['one network', samples.map((sample) => lineOf({ ...sample, hash: 'a' })), 'are of one group, so that none can be held out'],
    [
      'features of several imports',
      samples.map((sample, index) => lineOf(sample, index === 3 ? { features: {} } : {})),
      'network 3 has not the features that network 0 has: wide',
    ],
  ])('is refused for %s', async (_, content, message) => {
    const cwd = folderWith({ 'data.jsonl': content.join('\n') })
    const { code, out, err } = await trainOn(cwd)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err.replaceAll('\n  ', '. ')).toContain(message)
    expect(existsSync(join(cwd, 'mine.json'))).toBe(false)
  })

  it.each([
    [['--seed', '-1'], '--seed must be a whole number from 0 to 4294967295'],
    [['--folds', '1'], '--folds must be a whole number from 2 to 100, not "1"'],
    [['--quantity', 'time'], 'Known are latency, power, energy.'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await trainOn(folderWith({ 'data.jsonl': lines.join('\n') }), [...usual, ...args])
    expect(code).toBe(2)
    expect(err).toContain(message)
  })

  it('writes what evaluate judges, and knows the networks that it was trained on', async () => {
    const unseen = drawSamples(20, 2).map((sample, index) => lineOf({ ...sample, hash: `unseen ${index}` }))
    const cwd = folderWith({ 'data.jsonl': lines.join('\n'), 'unseen.jsonl': unseen.join('\n') })
    await trainOn(cwd)
    const result = z.object({ mape: z.number(), trainedOn: z.object({ n: z.number() }) })
    const [seen, other] = await Promise.all(['data.jsonl', 'unseen.jsonl'].map(async (data) => {
      return result.parse(JSON.parse((await precious(['evaluate', 'mine.json', data, '--json'], { cwd })).out))
    }))
    expect([seen?.trainedOn.n, other?.trainedOn.n]).toEqual([30, 0])
    // Measurements are off by up to 2 %; thirty networks are few.
    expect(other?.mape).toBeLessThan(0.2)
  })

  it.each([
    ['train', usual],
    ['calibrate', ['--target', 'coral-usb3-max']],
  ])('%s does not replace the data that it reads', async (command, args) => {
    const text = lines.join('\n')
    const cwd = folderWith({ 'data.jsonl': text })
    const { code, err } = await precious([command, 'data.jsonl', ...args, '--out', './data.jsonl'], { cwd })
    expect(code).toBe(2)
    expect(err).toContain('would be replaced')
    expect(readFileSync(join(cwd, 'data.jsonl'), 'utf8')).toBe(text)
  })

  it('names a dataset that is not there', async () => {
    expect(await trainOn(folderWith())).toMatchObject({ code: 2, err: expect.stringContaining('data.jsonl') })
  })

  it('writes nothing when it is stopped', async () => {
    const cwd = folderWith({ 'data.jsonl': lines.join('\n') })
    const controller = new AbortController()
    const running = trainOn(cwd, usual, { signal: controller.signal })
    setTimeout(() => controller.abort(), 30)
    expect(await running).toEqual({ code: 130, out: '', err: '' })
    expect(readdirSync(cwd)).toEqual(['data.jsonl'])
  })
})

describeWithShared('training on networks of NAS-Bench-201', () => {
  it('without pooling flags every network that has some', async () => {
    const table = parseCsv(readFileSync(sharedFile('data/nb201-edgetpu-latency.csv'), 'utf8'))
    const source = { variant: 'eagle', fileName: 'nb201.csv', toolVersion: '1' } as const
    const few = { ...table, rows: table.rows.filter((_, index) => index % 6 === 0) }
    const rows = [...importNasBench(few, source)].flatMap((outcome) => (outcome.kind === 'row' ? [outcome.row] : []))
    const hasPooling = ({ features }: DatasetRow): boolean => (features?.['operators:avg_pool_3x3'] ?? 0) > 0
    const known = rows.filter((row) => !hasPooling(row))
    const cwd = folderWith({ 'data.jsonl': known.map((row) => JSON.stringify(row)).join('\n') })
    const args = ['--quantity', 'latency', '--target', 'nb201-eagle', '--out', 'mine.json', '--folds', '3']
    expect((await trainOn(cwd, args)).code).toBe(0)
    const estimator = written(cwd)
    const estimates = rows.filter(hasPooling).map((row) => estimateWith(estimator, { ...row.properties, ...row.features }))
    expect(estimates.length).toBeGreaterThan(30)
    expect(estimates.filter(({ outside, high }) => outside.length === 0 || high !== null)).toEqual([])
    // Without the features of cells, too: what is not counted by kind has a count of its own.
    const byProperties = estimates.map(({ outside }) => outside.includes('otherOperators'))
    expect(byProperties.every(Boolean)).toBe(true)
  })
})
