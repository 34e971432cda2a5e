import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadNetwork } from '../../src/model/load.ts'
import { folderWith } from '../host/temporary.ts'
import { type Ended, precious } from './captured.ts'

function generate(cwd: string, args: readonly string[]): Promise<Ended> {
  return precious(['generate', ...args], { cwd })
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
    expect(one).toMatchObject({ variant: 'eagle', classes: 10, canonicalCell: 'nor_conv_3x3(0) avg_pool_3x3(1) > 2' })
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

  it('is named after what differs from the measured ones', async () => {
    const args = ['nas-bench-201', '--cell', cell, '--classes', '100', '--seed', '3', '--json']
    const { file, classes } = JSON.parse((await generate(folderWith(), args)).out)
    expect(file).toMatch(/^nas-bench-201_eagle_[0-9a-f]{8}_quant_100-classes_seed-3\.tflite$/)
    expect(classes).toBe(100)
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

  it('is found under a similar name', async () => {
    const { code, err } = await generate(folderWith(), ['NAS-Bench-201', '--cell', cell])
    const message = 'there is no architecture "NAS-Bench-201"\n  Write nas-bench-201, which is the nearest known one.'
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) })
  })

  it('is the only one that takes a cell', async () => {
    const { code, err } = await generate(folderWith(), ['mobilenet-v1', '--cell', cell])
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('--cell is an option of nas-bench-201') })
  })
})
