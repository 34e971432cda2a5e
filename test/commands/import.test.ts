import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/analysis/analyse.ts'
import { mobileNetV1 } from '../../src/generator/architectures/mobilenet-v1.ts'
import { readDataset } from '../../src/host/dataset-file.ts'
import type { DatasetRow } from '../../src/measurement/dataset-row.ts'
import { networkHash } from '../../src/measurement/network-hash.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { sha256Of } from '../../src/sha256.ts'
import { version } from '../../src/version.ts'
import { folderWith } from '../host/temporary.ts'
import { describeWithShared, sharedFile } from '../support/shared.ts'
import { type Circumstances, type Ended, precious } from './captured.ts'

function importCsv(cwd: string, args: readonly string[], more: Circumstances = {}): Promise<Ended> {
  return precious(['import', 'csv', 'table.csv', '--model', 'model', ...args], { cwd, ...more })
}

async function rowsIn(cwd: string, file = 'out.jsonl'): Promise<readonly DatasetRow[]> {
  const rows = []
  for await (const { row, problems } of readDataset(join(cwd, file), file)) {
    if (row === undefined) throw new Error(problems.join())
    rows.push(row)
  }
  return rows
}

const latency = ['--latency', 'ms'] as const
const toFile = ['--out', 'out.jsonl'] as const

describe('precious import csv', () => {
  it('imports models by path and by name, with all that the table and the user say', async () => {
    const cwd = folderWith({
      'data/table.csv': [
        'model,ms,sd,power [mW],n,family,extra',
        'models\\a.tflite,0.5,0.01,800,20,a,3',
        'mobilenet-v1 0.25/128 int8,0.6,,,,b,4.5',
      ].join('\r\n'),
    })
    const network = mobileNetV1({ widthMultiplier: 0.25, inputSize: 128, quantisation: 'int8', seed: 5 })
    mkdirSync(join(cwd, 'data/models'))
    const bytes = writeNetwork(network)
    writeFileSync(join(cwd, 'data/models/a.tflite'), bytes)
    const columns = ['--latency', 'ms', '--latency-deviation', 'sd', '--power', 'power [mW]', '--runs', 'n']
    const stated = ['--target', 'mine', '--link', 'USB 3', '--host', 'Pi 5', '--repetitions', '50', '--licence', 'MIT']
    const more = ['--group', 'family', '--feature', 'extra', '--source', 'my lab']
    const args = ['import', 'csv', 'data/table.csv', '--model', 'model', ...columns, ...stated, ...more, ...toFile]
    expect(await precious(args, { cwd })).toEqual({
      code: 0,
      out: '2 measurements of mine in out.jsonl: 1 network in 2 groups.\n',
      err: '',
    })
    const common = {
      schemaVersion: 1,
      propertiesVersion: 1,
      properties: analyse(network).properties,
      target: 'mine',
      settings: { link: 'USB 3', host: 'Pi 5', repetitions: 50 },
    }
    const hash = networkHash(network)
    const provenance = { source: 'my lab', licence: 'MIT', toolVersion: version }
    expect(await rowsIn(cwd)).toEqual([
      {
        ...common,
        network: { hash, name: 'models/a.tflite', group: 'a', sha256: sha256Of(bytes) },
        features: { extra: 3 },
        latencyMs: { mean: 0.5, standardDeviation: 0.01, runs: 20 },
        powerW: { mean: 0.8, runs: 20 },
        provenance: { ...provenance, importedFrom: 'table.csv:2' },
      },
      {
        ...common,
        network: { hash, name: 'mobilenet-v1 0.25/128 int8', group: 'b' },
        features: { extra: 4.5 },
        latencyMs: { mean: 0.6 },
        provenance: { ...provenance, importedFrom: 'table.csv:3' },
      },
    ])
  })

  it.each([
    ['latency_us', [], 1e-3],
    ['time (s)', [], 1e3],
    ['time', ['--latency-unit', 'us'], 1e-3],
    ['time_ms', ['--latency-unit', 's'], 1e3],
  ])('takes the unit of a column "%s" from its name or from %j', async (column, unit, factor) => {
    const cwd = folderWith({ 'table.csv': `model;${column}\nsqueezenet;2\n` })
    const { code } = await importCsv(cwd, ['--latency', column, ...unit, ...toFile])
    expect(code).toBe(0)
    expect((await rowsIn(cwd)).map(({ latencyMs }) => latencyMs)).toEqual([{ mean: 2 * factor }])
  })

  it('groups architectures of all sizes, and files by what they are', async () => {
    const cwd = folderWith({ 'table.csv': 'model,ms\nmobilenet-v1 0.5/160,1\nmobilenet-v1 0.25/128,1\na.tflite,1\n' })
    const network = mobileNetV1({ widthMultiplier: 0.25, inputSize: 64, quantisation: 'int8', seed: 5 })
    writeFileSync(join(cwd, 'a.tflite'), writeNetwork(network))
    await importCsv(cwd, [...latency, ...toFile])
    const groups = (await rowsIn(cwd)).map((row) => row.network.group)
    expect(groups).toEqual(['mobilenet-v1', 'mobilenet-v1', networkHash(network)])
  })

  const mixed = [
    'model,ms,n',
    'squeezenet,1,5',
    'squeezenet,fast,5',
    'squeezenet,"1,5",5',
    'squeezenet,0,5',
    'squeezenet,1,1.5',
    'squeezenett,1,5',
    'resnet-50-v1 0.5/224,1,5',
    'inception-v3 2,1,5',
    'other.tflite,1,5',
    'text.tflite,1,5',
    ',1,5',
    'squeezenet,1',
    '"squeezenet,1,5',
    'squeezenet,,',
    'squeezenet,2,',
  ].join('\n')
  const neither = 'is neither the path of a .tflite file nor a reference architecture'
  const warnings = [
    'table.csv:3: ms must be a number, not "fast"',
    'table.csv:4: ms must be a number, not "1,5"; write decimals after a point',
    'table.csv:5: ms must be a positive number, not "0"',
    'table.csv:6: latencyMs.runs must be a whole number of 1 or more',
    `table.csv:7: "squeezenett" ${neither}; the nearest known one is "squeezenet"`,
    'table.csv:8: ResNet-50 v1 was published in one width only',
    'table.csv:9: a window of 3 does not fit into 2',
    'table.csv:10: other.tflite: there is no such file',
    'table.csv:11: text.tflite: the file has only 4 bytes, too few for any model',
    `table.csv:12: "" ${neither}; see precious generate --list`,
    'table.csv:13: the row has 2 of 3 cells',
    'table.csv:14: a quote is not closed',
  ]
  const named = warnings.map((warning) => `warning: ${warning}\n`).join('')
  const files = { 'table.csv': mixed, 'text.tflite': 'text' }
  const columns = [...latency, '--runs', 'n']

  it('names each bad row with its line, counts them, and imports the others', async () => {
    const cwd = folderWith(files)
    const summary = '2 measurements of coral-usb3-max in out.jsonl: 1 network in 1 group. ' +
      'Left out: 12 bad rows, named above; 1 row without a figure.\n'
    expect(await importCsv(cwd, [...columns, ...toFile])).toEqual({ code: 0, out: summary, err: named })
    const places = (await rowsIn(cwd)).map(({ provenance }) => provenance.importedFrom)
    expect(places).toEqual(['table.csv:2', 'table.csv:16'])
  })

  it('counts as JSON', async () => {
    const { out, err } = await importCsv(folderWith(files), [...columns, ...toFile, '--json'])
    const { problems, ...counts } = JSON.parse(out)
    const targets = ['coral-usb3-max']
    expect(counts).toEqual({ out: 'out.jsonl', rows: 2, bad: 12, empty: 1, networks: 1, groups: 1, targets })
    expect(problems[0]).toEqual({ line: 3, problem: 'ms must be a number, not "fast"' })
    expect(err).toBe(named)
  })

  it('prints the rows where no file is named, and all else apart', async () => {
    const cwd = folderWith(files)
    const { code, out, err } = await importCsv(cwd, columns)
    writeFileSync(join(cwd, 'out.jsonl'), out)
    expect(code).toBe(0)
    expect(await rowsIn(cwd)).toHaveLength(2)
    expect(err).toContain('2 measurements of coral-usb3-max: 1 network in 1 group.')
  })

  it('imports nothing with --strict where a row is bad', async () => {
    const cwd = folderWith({ ...files, 'out.jsonl': 'old' })
    const message = 'error: table.csv: nothing is imported: the table has 12 bad rows, named above\n' +
      '  Correct them, or leave out --strict.\n'
    const strict = await importCsv(cwd, [...columns, ...toFile, '--strict'])
    expect(strict).toEqual({ code: 2, out: '', err: named + message })
    expect(await importCsv(cwd, [...columns, '--strict'])).toMatchObject({ code: 2, out: '' })
    expect(readFileSync(join(cwd, 'out.jsonl'), 'utf8')).toBe('old')
    expect(readdirSync(cwd)).toHaveLength(3)
  })

  it('has failed where nothing could be imported', async () => {
    const cwd = folderWith({ 'table.csv': 'model,ms\nsqueezenet,\nother.tflite,1\n' })
    const { code, out, err } = await importCsv(cwd, [...latency, ...toFile])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('warning: table.csv:3: other.tflite: there is no such file\n')
    expect(err).toContain('nothing can be imported: the table has 1 bad row and 1 without a figure')
    expect(existsSync(join(cwd, 'out.jsonl'))).toBe(false)
  })

  it.each<[string, string[], string]>([
    ['no column of figures', [], 'no column of figures is named'],
    ['a column that is missing', ['--latency', 'm'], 'table.csv: the table has no column "m"'],
    ['a column of unknown unit', ['--latency', 'n'], 'Give --latency-unit as one of us, ms, s'],
    ['a unit of no column', [...latency, '--power-unit', 'W'], '--power-unit is of a column that is not named'],
    ['a deviation of no column', [...latency, '--power-deviation', 'n'], '--power-deviation is of a column that'],
    ['an unknown unit', [...latency, '--latency-unit', 'h'], 'Known are us, ms, s.'],
    ['half a repetition', [...latency, '--repetitions', '0.5'], '--repetitions takes a whole number of 1 or more'],
    ['JSON among rows', [...latency, '--json'], 'Give --out, the file that the rows are written to'],
    ['a folder to write to', [...latency, '--out', '.'], 'error: .: this is a folder, not a file'],
  ])('is refused with %s', async (_, args, message) => {
    const { code, out, err } = await importCsv(folderWith({ 'table.csv': 'model,ms,n\nsqueezenet,1,2\n' }), args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
    expect(err).not.toContain('defect')
  })

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['that is missing', {}, 'table.csv: there is no such file'],
    ['that is empty', { 'table.csv': '\n' }, 'table.csv: the file is empty'],
    ['without a header', { 'table.csv': '"a\nb' }, 'table.csv: the first line is no header'],
    ['that is a folder', { 'table.csv/a': '' }, 'table.csv: this is a folder, not a table'],
  ])('is refused for a table %s', async (_, content, message) => {
    const { code, err } = await importCsv(folderWith(content), [...latency])
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) })
  })

  it('can be stopped, and leaves what was there', async () => {
    const cwd = folderWith({ 'table.csv': 'model,ms\nsqueezenet,1\n', 'out.jsonl': 'old' })
    const ended = await importCsv(cwd, [...latency, ...toFile], { signal: AbortSignal.abort() })
    expect(ended).toEqual({ code: 130, out: '', err: '' })
    expect(readFileSync(join(cwd, 'out.jsonl'), 'utf8')).toBe('old')
    expect(readdirSync(cwd).toSorted()).toEqual(['out.jsonl', 'table.csv'])
  })

  it('gives the same bytes each time', async () => {
    const cwd = folderWith(files)
    await importCsv(cwd, [...columns, '--out', 'one.jsonl'])
    await importCsv(cwd, [...columns, '--out', 'two.jsonl'])
    expect(readFileSync(join(cwd, 'one.jsonl'))).toEqual(readFileSync(join(cwd, 'two.jsonl')))
  })
})

describe('precious import nb201', () => {
  const cell = '|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|skip_connect~2|'
  const path = '|none~0|+|none~0|none~1|+|avg_pool_3x3~0|none~1|none~2|'
  const table = `i,arch_str,eagle_edgetpu_int8_ms,hwnasbench_edgetpu_ms\n1,${cell},1,\n2,${path},2,3\n3,x,1,1\n`

  it('imports the figures of a lab, and names and counts what it leaves out', async () => {
    const cwd = folderWith({ 'nb201.csv': table })
    const args = ['import', 'nb201', 'nb201.csv', '--variant', 'hwnasbench', '--out', 'sub/out.jsonl']
    expect(await precious(args, { cwd })).toEqual({
      code: 0,
      out: '1 measurement of nb201-hwnasbench in sub/out.jsonl: 1 network in 1 group. ' +
        'Left out: 1 bad row, named above; 1 row without a figure.\n',
      err: 'warning: nb201.csv:4: arch_str: a cell needs "|" at character 1, but there is "x"\n',
    })
    expect(await rowsIn(cwd, 'sub/out.jsonl')).toMatchObject([{ network: { name: path }, latencyMs: { mean: 3 } }])
  })

  it('needs a lab', async () => {
    const cwd = folderWith({ 'nb201.csv': table })
    const { code, err } = await precious(['import', 'nb201', 'nb201.csv'], { cwd })
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("'--variant <lab>' not specified") })
  })
})

describeWithShared('a published model', () => {
  it('has the hash of its architecture, whichever way it is named', async () => {
    const file = 'mobilenet_v1_0.25_128_quant.tflite'
    const cwd = folderWith({ 'table.csv': `model,ms\n${file},1\nmobilenet-v1 0.25/128,1\n` })
    copyFileSync(sharedFile('models', file), join(cwd, file))
    await importCsv(cwd, [...latency, ...toFile])
    const [published, named] = await rowsIn(cwd)
    expect(published?.network.hash).toBe(named?.network.hash)
    expect(published?.properties).toEqual(named?.properties)
  })
})
