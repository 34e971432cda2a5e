import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/analysis/analyse.ts'
import { hasOffGridChannels } from '../../src/generator/sampling/channels.ts'
import { measureQuantities } from '../../src/generator/sampling/quantities.ts'
import { loadNetwork } from '../../src/model/load.ts'
import type { SampleSummary } from '../../src/sample/summary.ts'
import { sha256Of } from '../../src/sha256.ts'
import { folderWith } from '../host/temporary.ts'
import { smallSpace } from '../support/random-networks.ts'
import { precious } from './captured.ts'
import { contentsOf, manifestIn, sample, spaceFile } from './samples.ts'

describe('a sample of random networks', () => {
  it('is written with a manifest that tells the truth', async () => {
    const cwd = folderWith(spaceFile)
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
        mayHaveCpuOperators: (properties?.cpuOperatorsHigh ?? 0) > 0,
        isOffGrid: hasOffGridChannels(network),
      })
    }
  })

  it('is the same for the same arguments, and another one for another seed', async () => {
    const [first, second, third] = [folderWith(spaceFile), folderWith(spaceFile), folderWith(spaceFile)]
    for (const cwd of [first, second]) await sample(cwd, 3)
    await sample(third, 3, ['--seed', '2'])
    expect(contentsOf(second)).toEqual(contentsOf(first))
    expect(Object.values(contentsOf(third)).some((hash) => Object.values(contentsOf(first)).includes(hash))).toBe(false)
  })

  it('says what it spans, how it is spread and what is in it', async () => {
    const { out } = await sample(folderWith(spaceFile), 20)
    expect(out).toMatch(/ {2}multiply-accumulates +[\d,]+ +[\d,]+ +[\d,]+\n {2}parameters .* KiB\n/)
    const words = out.replaceAll('\n', ' ')
    expect(words).toMatch(/hits [\d.]+ % of the [\d,]+ cells that networks can lie in\. The share/)
    expect(words).toMatch(/20 random points of the space, if networks met them exactly, would hit \d.* differ by \d/)
    expect(out).toMatch(/\d+ of 20 lie within a factor of 2/)
    expect(out).toMatch(/ {2}- (?:9|10|11) \(\d+ %\) are quantised as uint8, the others as int8\n/)
  })

  it('gives the same figures as JSON', async () => {
    const cwd = folderWith(spaceFile)
    const { out } = await sample(cwd, 8, ['--json'])
    const summary: SampleSummary = JSON.parse(out)
    const macs = manifestIn(cwd).networks.map(({ reached }) => reached.macs)
    const spans = { macs: { least: Math.min(...macs), most: Math.max(...macs) } }
    expect(summary).toMatchObject({ networks: 8, spans })
    expect(summary.coverage.hitShare).toBeGreaterThan(0)
    expect(summary.coverage.hitShare).toBeLessThan(1)
  })

  it('comes with a warning where most networks are not like the points that they were drawn for', async () => {
    const cwd = folderWith({ 'space.json': JSON.stringify(hardSpace) })
    const { code, err } = await sample(cwd, 5)
    expect(code).toBe(0)
    expect(err).toMatch(/^warning: space\.json: [345] of 5 networks lie further than a factor of 2 from the points/)
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
    ['a space that is hardly met', [...one, '--space', 'thin.json'], 'thin.json: ranges hardly overlap'],
    ['an empty path', [...one, '--space', ''], '--space is empty'],
    ['a space with a slip', [...one, '--space', 'slip.json'], 'the nearest known one is "ranges"'],
    ['a space that nothing fits', [...one, '--space', 'tight.json'], 'error: the space cannot be filled'],
  ])('cannot be had with %s', async (_, args, message) => {
    const [tight, thin] = [JSON.stringify(withoutRoom), JSON.stringify(thinSpace)]
    const spaces = { 'bad.json': '{\n"ranges": }', 'slip.json': '{"range":{}}', 'tight.json': tight, 'thin.json': thin }
    const cwd = folderWith({ ...spaceFile, ...spaces })
    const { code, out, err } = await precious(['generate', ...args], { cwd })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
    expect(err).not.toContain('defect')
    expect(existsSync(join(cwd, 'out/manifest.json'))).toBe(false)
    expect(existsSync(join(cwd, 'out/unfinished.json'))).toBe(false)
  })

  it.runIf(process.getuid?.() !== 0)('cannot be had where writing is not permitted', async () => {
    const cwd = folderWith(spaceFile)
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

/** The same, but for the limit. */
const hardSpace = { ...withoutRoom, limits: {} }

/** Multiply-accumulates leave room for one activation size in the widest of ranges. */
const thinSpace = {
  ranges: {
    macs: [1, 510_000],
    parameterBytes: [1, 12_582_912],
    activationBytes: [10_000, 10_000],
    depth: [1, 100],
    inputBytes: [1, 60_000_000],
  },
  onChipLimit: { share: 0 },
}
