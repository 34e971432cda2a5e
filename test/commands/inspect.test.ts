import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { folderWith } from '../host/temporary.ts'
import { resizing, separable } from '../report/round-networks.ts'
import { precious } from './captured.ts'

let cwd = ''

beforeEach(() => {
  cwd = folderWith({ 'empty.tflite': '' })
  writeFileSync(join(cwd, 'a.tflite'), writeNetwork(separable()))
  writeFileSync(join(cwd, 'b.tflite'), writeNetwork(resizing(0)))
})

describe('the command inspect', () => {
  it('shows several models with their operators', async () => {
    const { code, out, err } = await precious(['inspect', 'a.tflite', 'b.tflite'], { cwd })
    expect(code).toBe(0)
    expect(err).toBe('')
    expect(out).toContain('a.tflite  ')
    expect(out).toContain('\n\nb.tflite  ')
    expect(out).toContain('Estimates for coral-usb3-max')
    expect(out).toContain('\n3 operators\n')
  })

  it('shows a model once that is named twice', async () => {
    const { out } = await precious(['inspect', 'a.tflite', 'a.tflite'], { cwd })
    expect(out.match(/^a\.tflite /gm)).toHaveLength(1)
  })

  it('shows what it can read, and has not succeeded where it cannot read all', async () => {
    const names = ['empty.tflite', 'a.tflite', 'missing.tflite', '.']
    const { code, out, err } = await precious(['inspect', ...names], { cwd })
    expect(code).toBe(2)
    expect(out).toContain('a.tflite  ')
    expect(err.match(/^error: .*/gm)).toEqual([
      'error: empty.tflite: the file is empty',
      'error: missing.tflite: there is no such file',
      'error: .: this is a folder, not a model file',
    ])
    expect(err).not.toContain(cwd)
  })

  it('prints JSON, also of no model at all', async () => {
    const { code, out } = await precious(['inspect', 'a.tflite', '--json'], { cwd })
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject([{ model: { path: 'a.tflite', format: 'plain' }, operatorCount: 3 }])
    const none = await precious(['inspect', 'empty.tflite', '--json'], { cwd })
    expect(none).toMatchObject({ code: 2, out: '[]\n' })
  })

  it.each([
    ['1', '1 of 3 operators', ['1']],
    ['0', '0 of 3 operators', []],
    ['99999999999999999999', '3 operators', ['1', '2', '0']],
    ['all', '3 operators', ['0', '1', '2']],
  ])('with --operators %s shows the costliest first, or all in their order', async (count, title, indices) => {
    const { code, out } = await precious(['inspect', 'a.tflite', '--operators', count], { cwd })
    expect(code).toBe(0)
    expect(out).toContain(`\n${title}\n`)
    expect([...out.matchAll(/^ {2}(\d+) {2}[A-Z]/gm)].map(([, index]) => index)).toEqual(indices)
  })

  it('shows operators on the CPU after those with steps', async () => {
    const { out } = await precious(['inspect', 'b.tflite', '--operators', '2'], { cwd })
    expect(out.split('\n').filter((line) => /^ {2}\d {2}/.test(line)).map((line) => line.split('  ')[2])).toEqual([
      'CONV_2D', 'RESIZE_BILINEAR',
    ])
  })

  it.each(['nonsense', '-1', '1.5', '1e3', ''])('refuses --operators=%s', async (count) => {
    const { code, out, err } = await precious(['inspect', 'a.tflite', `--operators=${count}`], { cwd })
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toBe(
      `error: --operators takes a count or "all", not "${count}"\n  Give for instance --operators 20.\n`,
    )
  })

  it('estimates for the targets that are named, before or behind the model', async () => {
    const targets = 'coral-pcie-max,coral-usb2-max'
    const before = await precious(['inspect', '--target', targets, 'a.tflite'], { cwd })
    const behind = await precious(['inspect', 'a.tflite', '-t', 'coral-pcie-max', '-t', 'coral-usb2-max'], { cwd })
    expect(before.out.match(/Estimates for .*/g)).toEqual([
      'Estimates for coral-pcie-max', 'Estimates for coral-usb2-max',
    ])
    expect(behind).toEqual(before)
  })

  it('refuses an unknown target with the list of known ones', async () => {
    const { code, err } = await precious(['inspect', 'a.tflite', '-t', 'usb'], { cwd })
    expect(code).toBe(2)
    expect(err).toMatch(/^error: --target: there is no target "usb"\n {2}Use one of coral-usb3-max, .*\.\n$/)
  })

  it('ends where it is stopped', async () => {
    const result = await precious(['inspect', 'a.tflite'], { cwd, signal: AbortSignal.abort() })
    expect(result).toEqual({ code: 130, out: '', err: '' })
  })
})
