import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import type { ModelPairReport } from '../../src/report/model-pair-report.ts'
import type { ReportPairReport } from '../../src/report/report-pair-report.ts'
import { folderWith } from '../host/temporary.ts'
import { oneConvolution, resizing, separable } from '../report/round-networks.ts'
import { compiledFrom } from '../support/compiled-from.ts'
import { describeWithShared, sharedFile } from '../support/shared.ts'
import { precious } from './captured.ts'

let cwd = ''

function write(path: string, content: string | Uint8Array): void {
  writeFileSync(join(cwd, path), content)
}

beforeEach(() => {
  cwd = folderWith({ 'empty.tflite': '', 'empty.json': '', 'text.json': 'no JSON', 'other.json': '{"a":1}' })
  mkdirSync(join(cwd, 'folder'))
  mkdirSync(join(cwd, 'folder.json'))
  write('a.tflite', writeNetwork(oneConvolution()))
  write('b.tflite', writeNetwork(separable()))
  write('compiled.tflite', compiledFrom(separable()))
})

async function comparedModels(...args: readonly string[]): Promise<ModelPairReport> {
  const { code, out, err } = await precious(['compare', ...args, '--json'], { cwd })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out)
}

describe('compare with two models', () => {
  it('shows quantities, totals and the operators that differ', async () => {
    const { code, out, err } = await precious(['compare', 'a.tflite', 'b.tflite'], { cwd })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^A {2}a\.tflite {2}.*plain TFLite model.*\nB {2}b\.tflite /)
    expect(out).toMatch(/On coral-usb3-max\n +A +B +difference\n {2}latency .* ms .* −\S+ %/)
    expect(out).toMatch(/\nTotals\n +A +B +difference\n {2}operators +1 +3 +\+2\n/)
    expect(out).toMatch(/\n2 operators of 1 in A and 3 in B differ\n/)
    expect(out).toMatch(/\n {2}added +- +1 {2}DEPTHWISE_CONV_2D +- +1x16x16x64 +\+.* compute\n/)
  })

  it('says that nothing differs between a model and itself', async () => {
    const { out } = await precious(['compare', 'a.tflite', 'a.tflite'], { cwd })
    expect(out).toContain('The two are the same to the byte.\n')
    expect(out).toContain('\nNo operator differs\n')
    expect(out).toMatch(/\n {2}latency .*±0 ms\n/)
  })

  it('estimates for the targets that are named, once each', async () => {
    const named = ['-t', 'coral-pcie-max,coral-usb2-max', '-t', 'coral-pcie-max']
    const { targets, operators } = await comparedModels('a.tflite', 'b.tflite', ...named)
    expect(targets.map(({ target }) => target)).toEqual(['coral-pcie-max', 'coral-usb2-max'])
    expect(Object.keys(operators[0]?.addedMs ?? {}).sort()).toEqual(['coral-pcie-max', 'coral-usb2-max'])
  })

  it('prints the same JSON each time, with sorted keys', async () => {
    const first = await precious(['compare', 'a.tflite', 'compiled.tflite', '--json'], { cwd })
    expect(await precious(['compare', 'a.tflite', 'compiled.tflite', '--json'], { cwd })).toEqual(first)
    const parsed: object = JSON.parse(first.out)
    expect(Object.keys(parsed)).toEqual(Object.keys(parsed).sort())
    expect(first.out).not.toContain(cwd)
  })

  it('turns every difference round where the models are', async () => {
    const [forth, back] = [await comparedModels('a.tflite', 'b.tflite'), await comparedModels('b.tflite', 'a.tflite')]
    const added = ({ totals }: ModelPairReport): (number | null)[] => totals.map(({ difference }) => difference)
    expect(added(back)).toEqual(added(forth).map((difference) => (difference === null ? null : 0 - difference)))
    expect(forth.operators.map(({ state }) => state)).toEqual(['added', 'added'])
    expect(back.operators.map(({ state }) => state)).toEqual(['removed', 'removed'])
  })

  it('keeps what drives a terminal in names off it', async () => {
    write('\u001B[2J.tflite', writeNetwork(separable()))
    const { out } = await precious(['compare', '\u001B[2J.tflite', 'a.tflite'], { cwd })
    expect(out).not.toContain('\u001B')
    expect(out).toContain('?[2J.tflite')
  })
})

describe('compare with a model and what the compiler made of it', () => {
  it('holds what is predicted against what was read', async () => {
    const { code, out } = await precious(['compare', 'b.tflite', 'compiled.tflite'], { cwd })
    expect(code).toBe(0)
    expect(out).toContain('\nWhat is predicted against what the compiler did\n')
    expect(out).toMatch(/\n {2}tensor steps +2,576 +6,272 +−58\.9 % +outside the range\n/)
    expect(out).toContain('\n  Every operator is where it was predicted to be.\n')
    expect(out).toMatch(/\nIn what the compiler made\n +B\n {2}minimum runtime +13\n/)
    expect(out).toMatch(/\n {2}caching token +0xfedcba9876543210\n/)
    expect(out).toMatch(/\n {2}DMA scratch out +32 B in 1 transfer\n/)
    expect(out).not.toContain('differ\n')
  })

  it('finds the plain one on either side', async () => {
    const [forth, back] = [
      await comparedModels('b.tflite', 'compiled.tflite'),
      await comparedModels('compiled.tflite', 'b.tflite'),
    ]
    expect(forth.prediction).toMatchObject({ plain: 'a' })
    expect(back.prediction).toEqual({ ...forth.prediction, plain: 'b' })
    expect(back.a.executable).toEqual(forth.b.executable)
  })

  it('names the operators that are placed otherwise', async () => {
    write('plain.tflite', writeNetwork(separable()))
    write('left.tflite', compiledFrom(separable(), 1))
    const { out } = await precious(['compare', 'plain.tflite', 'left.tflite'], { cwd })
    expect(out).toContain('Predicted on the CPU: none.')
    expect(out).toMatch(/Left on the CPU by the compiler: .*\(CONV_2D\)\./)
    expect(out).toMatch(/ - .*\(CONV_2D\) was predicted on the Edge TPU; the compiler left it on the CPU\./)
  })

  it('names those that stay on the CPU as predicted, too', async () => {
    write('plain.tflite', writeNetwork(resizing(1)))
    write('left.tflite', compiledFrom(resizing(1), 2))
    const { prediction } = await comparedModels('plain.tflite', 'left.tflite')
    expect(prediction?.placements).toMatchObject([
      { kind: 'RESIZE_BILINEAR', plainIndex: 1, compiledIndex: 1, predicted: 'cpu', actual: 'cpu' },
      { kind: 'CONV_2D', plainIndex: 2, compiledIndex: 2, predicted: 'cpu', actual: 'cpu' },
    ])
  })

  it('says so where the compiled one is of another model', async () => {
    const { out } = await precious(['compare', 'compiled.tflite', 'a.tflite'], { cwd })
    expect(out).toContain('\nA is compiled, but not from B: their inputs or outputs differ.\n')
    expect(out).not.toContain('What is predicted')
  })

  it('shows two compiled models side by side', async () => {
    const { out } = await precious(['compare', 'compiled.tflite', 'compiled.tflite'], { cwd })
    expect(out).toMatch(/\nIn what the compiler made\n +A +B\n {2}minimum runtime +13 +13\n/)
  })
})

/** Writes the report on the models of the folder that a glob matches. */
async function writeReport(name: string, match: string, latency: string): Promise<void> {
  const models = [{ match, budgets: { latency, cpuOperators: 0 } }]
  write('precious.config.json', JSON.stringify({ target: 'coral-usb3-max', models }))
  write(name, (await precious(['check', '--json'], { cwd })).out)
}

describe('compare with two reports', () => {
  beforeEach(async () => {
    write('gone.tflite', writeNetwork(resizing(1)))
    await writeReport('base.json', '[ag]*.tflite', '1 s')
    write('a.tflite', writeNetwork(resizing(0)))
    write('moved.tflite', writeNetwork(resizing(1)))
    await writeReport('head.json', '{a,b,moved}.tflite', '1 s')
  })

  it('compares models by path, and tells of those that are new, moved or gone', async () => {
    const { code, out, err } = await precious(['compare', 'base.json', 'head.json'], { cwd })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^A {2}base\.json {2}2 models, .*\nB {2}head\.json {2}3 models, /)
    expect(out).toMatch(/\na\.tflite {2}changed\n {2}on coral-usb3-max\n +A +B +difference\n/)
    const change = 'cpuOperators on coral-usb3-max  within (limit 0) -> over (limit 0)'
    expect(out).toContain(`\n  verdicts that changed\n    ${change}\n`)
    expect(out).toContain('\nb.tflite  new\nmoved.tflite  renamed from gone.tflite\n')
    expect(out).toMatch(/\n1 model of 3 differs, 1 new, \d verdicts? changed\.\n/)
  })

  it('prints them as JSON, too', async () => {
    const { out } = await precious(['compare', 'base.json', 'head.json', '--json'], { cwd })
    const pair: ReportPairReport = JSON.parse(out)
    expect(pair.models.map(({ path, change }) => `${path} ${change.state}`)).toEqual([
      'a.tflite changed', 'b.tflite new', 'moved.tflite same',
    ])
    expect(pair.models[0]?.verdicts).toContainEqual({
      target: 'coral-usb3-max', key: 'cpuOperators', kind: 'max',
      a: { verdict: 'within', text: '0' }, b: { verdict: 'over', text: '0' },
    })
  })

  it('estimates anew: figures that a report states do not count', async () => {
    const { out } = await precious(['check', '--json'], { cwd })
    write('edited.json', out.replaceAll(/"value": [\d.]+/g, '"value": 1'))
    const { models }: ReportPairReport = JSON.parse(
      (await precious(['compare', 'edited.json', 'head.json', '--json'], { cwd })).out,
    )
    const pairs = models.flatMap(({ targets }) => targets.flatMap(({ quantities }) => quantities))
    const values = pairs.map(({ delta }) => (delta.basis === 'unknown' ? undefined : delta.value))
    expect(values).toEqual(Array(24).fill(0))
  })

  it('says so where figures of the same file differ, as between a prediction and what a compiler made of it', async () => {
    const { models, ...others } = JSON.parse((await precious(['check', '--json'], { cwd })).out)
    const [first, ...rest] = models
    const properties = { ...first.properties, toDeviceBytes: first.properties.toDeviceBytes + 1_000_000 }
    write('other.json', JSON.stringify({ ...others, models: [{ ...first, properties }, ...rest] }))
    const { out } = await precious(['compare', 'head.json', 'other.json'], { cwd })
    expect(out).toContain('\na.tflite  unchanged, but with other figures\n  on coral-usb3-max\n')
    expect(out).toContain('\nb.tflite  unchanged\n')
  })

  it('says that nothing differs between a report and itself, on any target', async () => {
    const { out } = await precious(['compare', 'head.json', 'head.json', '-t', 'coral-pcie-max'], { cwd })
    expect(out).toContain('\n\na.tflite  unchanged\nb.tflite  unchanged\nmoved.tflite  unchanged\n\n')
    expect(out).toContain('0 models of 3 differ, no verdict changed.')
  })
})

describe('compare refuses', () => {
  it.each([
    ['a missing model', 'missing.tflite', 'error: missing.tflite: there is no such file'],
    ['a missing report', 'missing.json', 'error: missing.json: there is no such file'],
    ['an empty model', 'empty.tflite', 'error: empty.tflite: the file is empty'],
    ['an empty report', 'empty.json', 'error: empty.json: the file is empty'],
    ['a folder', 'folder', 'error: folder: this is a folder, not a model file'],
    ['a folder with the name of a report', 'folder.json', 'error: folder.json: this is a folder, not a report'],
    ['a report that is no JSON', 'text.json', 'error: text.json: the file is not JSON'],
    ['other JSON', 'other.json', 'error: other.json: the file is not a report that this version reads'],
    ['a damaged model', 'damaged.tflite', 'error: damaged.tflite: the file has 200 bytes, but '],
  ])('%s, on either side', async (_, name, message) => {
    write('damaged.tflite', writeNetwork(separable()).subarray(0, 200))
    for (const pair of [['a.tflite', name], [name, 'a.tflite']]) {
      const { code, out, err } = await precious(['compare', ...pair], { cwd })
      expect({ code, out }).toEqual({ code: 2, out: '' })
      expect(err.startsWith(message)).toBe(true)
      expect(err).not.toContain(cwd)
    }
  })

  it('a model and a report', async () => {
    await writeReport('base', '*.tflite', '1 s')
    expect(await precious(['compare', 'a.tflite', 'base'], { cwd })).toEqual({
      code: 2,
      out: '',
      err:
        'error: a.tflite is a model and base is a report\n' +
        '  Name two models or two reports; "precious check --baseline" compares models with a report.\n',
    })
  })

  it('one file, three files and a target that there is not', async () => {
    expect((await precious(['compare', 'a.tflite'], { cwd })).err).toContain("missing required argument 'b'")
    expect(await precious(['compare', 'a.tflite', 'a.tflite', 'a.tflite'], { cwd })).toMatchObject({ code: 2, out: '' })
    const { code, err } = await precious(['compare', 'a.tflite', 'b.tflite', '-t', 'usb'], { cwd })
    expect(code).toBe(2)
    expect(err).toContain('there is no target "usb"')
  })

  it('to go on where it is stopped', async () => {
    const result = await precious(['compare', 'a.tflite', 'b.tflite'], { cwd, signal: AbortSignal.abort() })
    expect(result).toEqual({ code: 130, out: '', err: '' })
  })
})

const pairs = [
  ['deeplabv3_mnv2_dm05_pascal_quant', 8],
  ['keras_lstm_mnist_ptq', 0],
  ['mobilenet_v1_0.25_128_quant', 0],
  ['mobilenet_v1_0.5_160_quant', 0],
  ['movenet_single_pose_lightning_ptq', 59],
  ['posenet_mobilenet_v1_075_353_481_16_quant_decoder', 1],
  ['split_concat', 0],
] as const

describeWithShared('compare with real models and what the compiler made of them', () => {
  it.each(pairs)('places the operators of %s as the compiler did', async (name, onCpu) => {
    const { prediction } = await comparedModels(
      sharedFile('models', `${name}.tflite`), sharedFile('models', `${name}_edgetpu.tflite`),
    )
    expect(prediction?.placements).toHaveLength(onCpu)
    expect(prediction?.placements.filter(({ predicted, actual }) => predicted !== actual)).toEqual([])
    expect(prediction?.figures.map((figure) => figure.name)).toEqual([
      'cpuOperators', 'tensorSteps', 'parameterPayloadBytes', 'cachedPayloadBytes', 'streamedBytes',
      'toDeviceBytes', 'fromDeviceBytes', 'instructionBytes',
    ])
    expect(prediction?.figures[0]).toMatchObject({ name: 'cpuOperators', error: 0, isInside: true })
  })

  it('tells models that were compiled together from one that was not by their tokens alone', async () => {
    const name = 'mobilenet_v1_0.25_128_quant'
    const together = `${name}_cocompiled_with_mobilenet_v1_0.5_160_quant_edgetpu.tflite`
    const files = [`${name}_edgetpu.tflite`, together].map((file) => sharedFile('models', file))
    const { a, b, totals } = await comparedModels(...files)
    expect(totals.every(({ difference }) => difference === 0 || difference === null)).toBe(true)
    expect({ ...a.executable, cachingToken: '' }).toEqual({ ...b.executable, cachingToken: '' })
    expect(a.executable?.cachingToken).not.toBe(b.executable?.cachingToken)
  })
})
