import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/analysis/analyse.ts'
import { referenceArchitectures } from '../../src/generator/architectures/reference.ts'
import { hasOffGridChannels } from '../../src/generator/sampling/channels.ts'
import { measureQuantities } from '../../src/generator/sampling/quantities.ts'
import { loadNetwork } from '../../src/model/load.ts'
import type { Manifest } from '../../src/sample/manifest.ts'
import type { SampleSummary } from '../../src/sample/summary.ts'
import { sha256Of } from '../../src/sha256.ts'
import { folderWith } from '../host/temporary.ts'
import { structureOf } from '../support/network-structure.ts'
import { smallSpace } from '../support/random-networks.ts'
import { describeWithShared, sharedFile } from '../support/shared.ts'
import { type Circumstances, type Ended, precious } from './captured.ts'

const space = { 'space.json': JSON.stringify(smallSpace()) }

function generate(cwd: string, args: readonly string[], more: Partial<Circumstances> = {}): Promise<Ended> {
  return precious(['generate', ...args], { cwd, ...more })
}

/** Networks of a small space in the folder `out`. */
function sample(cwd: string, count: number, args: readonly string[] = [], signal?: AbortSignal): Promise<Ended> {
  const options = ['--count', String(count), '--space', 'space.json', '--out', 'out', ...args]
  return generate(cwd, options, signal && { signal })
}

function manifestIn(cwd: string): Manifest {
  return JSON.parse(readFileSync(join(cwd, 'out/manifest.json'), 'utf8'))
}

/** Content of every file of the sample. */
function contentsOf(cwd: string): Readonly<Record<string, string>> {
  const names = readdirSync(join(cwd, 'out')).toSorted()
  return Object.fromEntries(names.map((name) => [name, sha256Of(readFileSync(join(cwd, 'out', name)))]))
}

const cell = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|avg_pool_3x3~2|'

describe('a network of NAS-Bench-201', () => {
  it('is named by its cell, and is the same for cells that are the same network', async () => {
    const cwd = folderWith()
    const first = await generate(cwd, ['nas-bench-201', '--cell', cell, '--json'])
    expect(first).toMatchObject({ code: 0, err: '' })
    // The pool after the convolution by another way through the nodes.
    const twin = '|nor_conv_3x3~0|+|none~0|none~1|+|none~0|avg_pool_3x3~1|none~2|'
    const second = await generate(cwd, ['nas-bench-201', '--cell', twin, '--json'])
    const [one, other] = [JSON.parse(first.out), JSON.parse(second.out)]
    expect(one).toMatchObject({ variant: 'eagle', canonicalCell: 'nor_conv_3x3(0) avg_pool_3x3(1) > 2' })
    expect(other.file).toBe(one.file)
    const network = loadNetwork(readFileSync(join(cwd, one.file)))
    expect(network.tensors[network.inputs[0] ?? -1]).toMatchObject({ shape: [1, 32, 32, 3], type: 'UINT8' })
  })

  it('is built as either of two labs did', async () => {
    const cwd = folderWith()
    const { code, out } = await generate(cwd, ['nas-bench-201', '--cell', cell, '--variant', 'hwnasbench', '--out', 'a'])
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^NAS-Bench-201 \|.* as in hwnasbench is in a: /) })
    const network = loadNetwork(readFileSync(join(cwd, 'a')))
    expect(network.tensors[network.inputs[0] ?? -1]?.type).toBe('INT8')
  })

  it.each([
    [[], '--cell is missing'],
    [['--cell', '|conv|'], '--cell: the cell cannot be built: a cell needs one of none, skip_connect'],
    [['--cell', '|none~0|+|none~0|none~1|+|none~0|none~1|none~2|'], '--cell: the cell cannot be built: no path leads'],
    [['--cell', cell, '--input', '64'], '--input is an option of other architectures'],
  ])('is refused with %j', async (args, message) => {
    const { code, out, err } = await generate(folderWith(), ['nas-bench-201', ...args])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
  })

  it('is the only one that takes a cell', async () => {
    const { code, err } = await generate(folderWith(), ['mobilenet-v1', '--cell', cell])
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('--cell is an option of nas-bench-201') })
  })
})

describeWithShared('the published MobileNet v2', () => {
  it('is what its name and size give: operators, shapes, multiply-accumulates and parameter bytes', async () => {
    const cwd = folderWith()
    const { out } = await generate(cwd, ['mobilenet-v2', '--input', '224', '--json'])
    const network = loadNetwork(readFileSync(join(cwd, JSON.parse(out).file)))
    const published = loadNetwork(readFileSync(sharedFile('models', 'mobilenet_v2_1.0_224_quant.tflite')))
    expect(structureOf(network)).toEqual(structureOf(published))
    expect(analyse(network).properties).toEqual(analyse(published).properties)
    expect(measureQuantities(network)).toEqual(measureQuantities(published))
  })
})

describe('an architecture', () => {
  it('is written under the name of the published file, the same for the same seed', async () => {
    const cwd = folderWith()
    const args = ['mobilenet-v1', '--width', '0.25', '--input', '64', '--classes', '10']
    const { code, out, err } = await generate(cwd, args)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^MobileNet v1 is in mobilenet-v1_0\.25_64_quant\.tflite: 31 operators, [\d,]+ multiply-acc/)
    const bytes = readFileSync(join(cwd, 'mobilenet-v1_0.25_64_quant.tflite'))
    const network = loadNetwork(bytes)
    expect(network.tensors[network.inputs[0] ?? -1]).toMatchObject({ shape: [1, 64, 64, 3], type: 'UINT8' })
    const again = await generate(cwd, [...args, '--out', 'a/b.tflite', '--json'])
    const shown: unknown = JSON.parse(again.out)
    expect(shown).toMatchObject({ sha256: sha256Of(bytes), file: 'a/b.tflite', widthMultiplier: 0.25, classes: 10 })
    expect(readFileSync(join(cwd, 'a/b.tflite')).equals(bytes)).toBe(true)
  })

  it('has the weights of its seed and the scheme that is asked for', async () => {
    const cwd = folderWith()
    const args = ['mobilenet-v2', '--input', '32', '--width', '0.35', '--quantisation', 'int8', '--json']
    const { out } = await generate(cwd, [...args, '--seed', '1', '--out', 'a'])
    const other = await generate(cwd, [...args, '--seed', '2', '--out', 'b'])
    const [first, second] = [JSON.parse(out), JSON.parse(other.out)]
    expect(first.sha256).not.toBe(second.sha256)
    expect(first).toMatchObject({ quantisation: 'int8', operators: 66, macs: second.macs })
  })

  it('replaces no file of other content, unless forced', async () => {
    const name = 'mobilenet-v1_1.0_32_quant.tflite'
    const cwd = folderWith({ [name]: 'published weights' })
    const args = ['mobilenet-v1', '--input', '32']
    const refused = await generate(cwd, args)
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining(`${name}: there is another file`) })
    expect(readFileSync(join(cwd, name), 'utf8')).toBe('published weights')
    expect(await generate(cwd, [...args, '--force'])).toMatchObject({ code: 0 })
    expect(await generate(cwd, args)).toMatchObject({ code: 0 })
  })

  it('is listed with all others', async () => {
    const { code, out } = await generate('/', ['--list'])
    expect(code).toBe(0)
    for (const { name, title, source } of referenceArchitectures) {
      expect(out).toMatch(new RegExp(`^${name} +${title} .*`, 'm'))
      expect(out).toContain(source)
    }
    const listed: { readonly name: string }[] = JSON.parse((await generate('/', ['--list', '--json'])).out)
    expect(listed.map(({ name }) => name)).toEqual(referenceArchitectures.map(({ name }) => name))
  })

  it('is listed in lines that fit a terminal', async () => {
    const { out } = await generate('/', ['--list'], { isTTY: true, columns: 80 })
    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBe(80)
  })

  it('is not built for an input that is too small for its layers', async () => {
    const { code, err } = await generate(folderWith(), ['inception-v3', '--input', '20'])
    expect(code).toBe(2)
    expect(err).toMatch(/^error: Inception v3 cannot be built in uint8 for an input of 20: .*\n {2}Change what differs/)
  })

  it.each<[string, string[], string]>([
    ['a width that was not published', ['vgg-16', '--width', '0.5'], 'VGG-16 was published in one width only'],
    ['an unknown name', ['mobilenet-v22'], '"mobilenet-v22"; the nearest known one is "mobilenet-v2"'],
    ['a width of nothing', ['mobilenet-v1', '--width', '0'], '--width takes a factor of at most 16, not "0"'],
    ['an input of nothing', ['mobilenet-v1', '--input', '0'], '--input takes a whole number from 1 to 4096, not "0"'],
    ['an unknown scheme', ['mobilenet-v1', '--quantisation', 'int4'], 'Known are uint8, int8.'],
    ['a seed below zero', ['mobilenet-v1', '--seed', '-1'], '--seed takes a whole number from 0'],
    ['options of samples', ['mobilenet-v1', '--space', 'default'], '--space is an option of random networks'],
    ['a folder', ['mobilenet-v1', '--input', '32', '--out', '.'], 'this is a folder, not a file'],
    ['nothing at all', [], 'there is nothing to generate'],
    ['two things at once', ['mobilenet-v1', '--list'], 'a name, --list and --count exclude one another'],
  ])('cannot be had with %s', async (_, args, message) => {
    const { code, out, err } = await generate(folderWith(), args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
    expect(err).not.toContain('defect')
  })
})

describe('a sample of random networks', () => {
  it('is written with a manifest that tells the truth', async () => {
    const cwd = folderWith(space)
    const { code, err, out } = await sample(cwd, 12)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^12 networks of seed 1 in out, [\d.,]+ [KM]iB; manifest\.json lists them\.\n/)
    const { networks, ...head } = manifestIn(cwd)
    expect(head).toMatchObject({ schemaVersion: 1, seed: 1, count: 12, space: smallSpace() })
    expect(readdirSync(join(cwd, 'out')).toSorted()).toEqual(['manifest.json', ...networks.map(({ file }) => file)])
    for (const { file, sha256, index, ...said } of networks) {
      const bytes = readFileSync(join(cwd, 'out', file))
      expect(sha256).toBe(sha256Of(bytes))
      expect(file).toBe(`random-1-${String(index).padStart(5, '0')}-${sha256.slice(0, 8)}.tflite`)
      const network = loadNetwork(bytes)
      const { properties, totals } = analyse(network)
      expect(said).toMatchObject({
        properties,
        reached: measureQuantities(network),
        hasCpuOperators: totals.cpuOperators > 0,
        isOffGrid: hasOffGridChannels(network),
      })
    }
  })

  it('is the same for the same arguments, and another one for another seed', async () => {
    const [first, second, third] = [folderWith(space), folderWith(space), folderWith(space)]
    for (const cwd of [first, second]) await sample(cwd, 3)
    await sample(third, 3, ['--seed', '2'])
    expect(contentsOf(second)).toEqual(contentsOf(first))
    expect(Object.values(contentsOf(third)).some((hash) => Object.values(contentsOf(first)).includes(hash))).toBe(false)
  })

  it('says what it spans, how it is spread and what is in it', async () => {
    const { out } = await sample(folderWith(space), 20)
    expect(out).toMatch(/ {2}multiply-accumulates +[\d,]+ +[\d,]+ +[\d,]+\n {2}parameters .* KiB\n/)
    const words = out.replaceAll('\n', ' ')
    expect(words).toMatch(/hits [\d.]+ % of the [\d,]+ cells that networks can lie in; 20 random points would hit \d/)
    expect(out).toMatch(/\d+ of 20 lie within a factor of 2/)
    expect(out).toMatch(/ {2}- (?:9|10|11) \(\d+ %\) are quantised as uint8, the others as int8\n/)
  })

  it('gives the same figures as JSON', async () => {
    const cwd = folderWith(space)
    const { out } = await sample(cwd, 8, ['--json'])
    const summary: SampleSummary = JSON.parse(out)
    const macs = manifestIn(cwd).networks.map(({ reached }) => reached.macs)
    const spans = { macs: { least: Math.min(...macs), most: Math.max(...macs) } }
    expect(summary).toMatchObject({ networks: 8, spans })
    expect(summary.coverage.hitShare).toBeGreaterThan(0)
    expect(summary.coverage.hitShare).toBeLessThan(1)
  })

  it('is continued to a higher count, and made whole where it was stopped', async () => {
    const [cwd, whole] = [folderWith(space), folderWith(space)]
    await sample(cwd, 2)
    expect(await sample(cwd, 4)).toMatchObject({ code: 0 })
    await sample(whole, 4)
    expect(contentsOf(cwd)).toEqual(contentsOf(whole))
  })

  it('is never mixed with one of other arguments, unless forced', async () => {
    const cwd = folderWith({ ...space, 'out/notes.txt': 'mine' })
    await sample(cwd, 3)
    const before = contentsOf(cwd)
    for (const args of [['--seed', '2'], ['--space', 'default']]) {
      const refused = await sample(cwd, 3, args)
      expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('out: the folder holds networks of') })
    }
    expect(await sample(cwd, 2)).toMatchObject({ code: 2 })
    expect(contentsOf(cwd)).toEqual(before)
    expect(await sample(cwd, 2, ['--seed', '2', '--force'])).toMatchObject({ code: 0 })
    const names = manifestIn(cwd).networks.map(({ file }) => file)
    expect(readdirSync(join(cwd, 'out')).toSorted()).toEqual(['manifest.json', 'notes.txt', ...names].toSorted())
  })

  it('does not take the place of networks that a stopped run of another space left', async () => {
    const cwd = folderWith(space)
    mkdirSync(join(cwd, 'out'))
    writeFileSync(join(cwd, 'out/random-1-00001-00000000.tflite'), 'other')
    const { code, err } = await sample(cwd, 3)
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('random-1-00001-00000000.tflite') })
    expect(existsSync(join(cwd, 'out/manifest.json'))).toBe(false)
  })

  it('stops at Ctrl-C with what is written so far, whole, and without a manifest', async () => {
    const cwd = folderWith(space)
    const controller = new AbortController()
    const done = sample(cwd, 10_000, [], controller.signal)
    const hasSome = (): boolean => existsSync(join(cwd, 'out')) && readdirSync(join(cwd, 'out')).length >= 2
    while (!hasSome()) await new Promise((resolve) => setTimeout(resolve, 5))
    controller.abort()
    expect(await done).toMatchObject({ code: 130, out: '' })
    const names = readdirSync(join(cwd, 'out'))
    expect(names.filter((name) => !/^random-1-\d{5}-[0-9a-f]{8}\.tflite$/.test(name))).toEqual([])
    for (const name of names) {
      expect(name).toContain(sha256Of(readFileSync(join(cwd, 'out', name))).slice(0, 8))
    }
  })

  it('is drawn as SVG', async () => {
    const cwd = folderWith(space)
    const { code, err } = await sample(cwd, 5, ['--plot', 'plots/coverage.svg'])
    expect({ code, err }).toEqual({ code: 0, err: 'The plot is in plots/coverage.svg.\n' })
    expect(readFileSync(join(cwd, 'plots/coverage.svg'), 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/)
  })

  const one = ['--count', '1', '--out', 'out']

  it.each<[string, string[], string]>([
    ['no networks', ['--count', '0', '--out', 'out'], '--count takes a whole number from 1 to 100000, not "0"'],
    ['too many', ['--count', '1000000000', '--out', 'out'], '--count takes a whole number from 1 to 100000'],
    ['half a network', ['--count', '1.5', '--out', 'out'], 'not "1.5"'],
    ['no folder', ['--count', '1'], '--out is missing'],
    ['a file as folder', ['--count', '1', '--out', 'space.json'], 'space.json: this is a file, not a folder'],
    ['a folder below a file', ['--count', '1', '--out', 'space.json/out'], 'space.json/out: this is a file'],
    ['options of architectures', [...one, '--width', '1'], '--width is an option of published architectures'],
    ['a space that is missing', [...one, '--space', 'x.json'], 'x.json: there is no such file'],
    ['a space that is a folder', [...one, '--space', '.'], 'this is a folder, not a space'],
    ['a space that is no JSON', [...one, '--space', 'bad.json'], 'bad.json:2: this is not valid JSON'],
    ['a space with a slip', [...one, '--space', 'slip.json'], 'the nearest known one is "ranges"'],
    ['a space that nothing fits', [...one, '--space', 'tight.json'], 'error: the space cannot be filled'],
  ])('cannot be had with %s', async (_, args, message) => {
    const tight = JSON.stringify(withoutRoom)
    const spaces = { 'bad.json': '{\n"ranges": }', 'slip.json': '{"range":{}}', 'tight.json': tight }
    const cwd = folderWith({ ...space, ...spaces })
    const { code, out, err } = await generate(cwd, args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
    expect(err).not.toContain('defect')
    expect(existsSync(join(cwd, 'out/manifest.json'))).toBe(false)
  })

  it.runIf(process.getuid?.() !== 0)('cannot be had where writing is not permitted', async () => {
    const cwd = folderWith(space)
    mkdirSync(join(cwd, 'out'))
    chmodSync(join(cwd, 'out'), 0o500)
    const { code, err } = await sample(cwd, 1)
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('is not permitted') })
  })
})

/** Activations are to be little more than the input, which blocks of this kind join with their own results. */
const withoutRoom = {
  blocks: ['denselyConnected'],
  ranges: {
    macs: [500_000, 1_000_000],
    parameterBytes: [5_000, 20_000],
    activationBytes: [4_400, 4_400],
    inputBytes: [4_000, 4_000],
  },
  limits: { activationBytes: 4_400 },
  onChipLimit: { share: 0 },
}
