import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/analysis/analyse.ts'
import { referenceArchitectures } from '../../src/generator/architectures/reference.ts'
import { measureQuantities } from '../../src/generator/sampling/quantities.ts'
import { loadNetwork } from '../../src/model/load.ts'
import { sha256Of } from '../../src/sha256.ts'
import { folderWith } from '../host/temporary.ts'
import { structureOf } from '../support/network-structure.ts'
import { describeWithShared, sharedFile } from '../support/shared.ts'
import { type Circumstances, type Ended, precious } from './captured.ts'

function generate(cwd: string, args: readonly string[], more: Partial<Circumstances> = {}): Promise<Ended> {
  return precious(['generate', ...args], { cwd, ...more })
}

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
  it('is written under a name that tells what it is, the same for the same seed', async () => {
    const cwd = folderWith()
    const args = ['mobilenet-v1', '--width', '0.25', '--input', '64', '--classes', '10']
    const { code, out, err } = await generate(cwd, args)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^MobileNet v1 is in mobilenet-v1_0\.25_64_quant_10-classes\.tflite: 31 operators, [\d,]+ /)
    const bytes = readFileSync(join(cwd, 'mobilenet-v1_0.25_64_quant_10-classes.tflite'))
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

  it.each([
    [[], 'mobilenet-v2_1.0_32_quant'],
    [['--seed', '1', '--classes', '1001', '--quantisation', 'uint8'], 'mobilenet-v2_1.0_32_quant'],
    [['--seed', '2'], 'mobilenet-v2_1.0_32_quant_seed-2'],
    [['--quantisation', 'int8', '--classes', '4', '--seed', '0'], 'mobilenet-v2_1.0_32_quant_4-classes_int8_seed-0'],
  ])('is named after what differs from the published one: %j', async (args, name) => {
    const { out } = await generate(folderWith(), ['mobilenet-v2', '--input', '32', '--json', ...args])
    expect(JSON.parse(out)).toMatchObject({ file: `${name}.tflite` })
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

  it('is not built with more weights than a file holds, which is found out before they are drawn', async () => {
    const { code, err } = await generate(folderWith(), ['vgg-16', '--input', '4096'])
    expect(code).toBe(2)
    expect(err).toMatch(/^error: VGG-16 cannot .* of 4096: at least 32\.0 GiB of weights, and a \.tflite file/)
  })

  it.each<[string, string[], string]>([
    ['a width that was not published', ['vgg-16', '--width', '0.5'], 'VGG-16 was published in one width only'],
    ['an unknown name', ['mobilenet-v22'], '"mobilenet-v22"; the nearest known one is "mobilenet-v2"'],
    ['a width of nothing', ['mobilenet-v1', '--width', '0'], '--width takes a factor above 0 and of at most 16, not'],
    ['an input of nothing', ['mobilenet-v1', '--input', '0'], '--input takes a whole number from 1 to 4096, not "0"'],
    ['an unknown scheme', ['mobilenet-v1', '--quantisation', 'int4'], 'Known are uint8, int8.'],
    ['a seed below zero', ['mobilenet-v1', '--seed', '-1'], '--seed takes a whole number from 0'],
    ['options of samples', ['mobilenet-v1', '--space', 'default'], '--space is an option of random networks'],
    ['a folder', ['mobilenet-v1', '--input', '32', '--out', '.'], 'this is a folder, not a file'],
    ['no path', ['mobilenet-v1', '--out', ''], '--out is empty'],
    ['a file for a list', ['--list', '--out', 'a'], '--out is an option of what writes files'],
    ['a seed for a list', ['--list', '--seed', '1'], '--seed is an option of what writes files'],
    ['force for a list', ['--list', '--force'], '--force is an option of what writes files'],
    ['nothing at all', [], 'there is nothing to generate'],
    ['two things at once', ['mobilenet-v1', '--list'], 'a name, --list and --count exclude one another'],
  ])('cannot be had with %s', async (_, args, message) => {
    const { code, out, err } = await generate(folderWith(), args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
    expect(err).not.toContain('defect')
  })
})
