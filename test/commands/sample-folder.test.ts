import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sha256Of } from '../../src/sha256.ts'
import { folderWith } from '../host/temporary.ts'
import { contentsOf, manifestIn, sample, spaceFile } from './samples.ts'

describe('the folder of a sample', () => {
  it('is continued to a higher count, and made whole where it was stopped', async () => {
    const [cwd, whole] = [folderWith(spaceFile), folderWith(spaceFile)]
    await sample(cwd, 2)
    expect(await sample(cwd, 4)).toMatchObject({ code: 0 })
    await sample(whole, 4)
    expect(contentsOf(cwd)).toEqual(contentsOf(whole))
  })

  it('is never mixed with one of other arguments, unless forced', async () => {
    const cwd = folderWith({ ...spaceFile, 'out/notes.txt': 'mine' })
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
    const cwd = folderWith(spaceFile)
    mkdirSync(join(cwd, 'out'))
    writeFileSync(join(cwd, 'out/random-1-00001-00000000.tflite'), 'other')
    const { code, err } = await sample(cwd, 3)
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('random-1-00001-00000000.tflite') })
    expect(existsSync(join(cwd, 'out/manifest.json'))).toBe(false)
  })

  it('stops at Ctrl-C with what is written so far, whole, and without a manifest', async () => {
    const cwd = folderWith(spaceFile)
    const controller = new AbortController()
    const done = sample(cwd, 10_000, [], controller.signal)
    // The marker, one that may be half written, and two that are whole: of a single one the words differ.
    const hasSome = (): boolean => existsSync(join(cwd, 'out')) && readdirSync(join(cwd, 'out')).length >= 4
    while (!hasSome()) await new Promise((resolve) => setTimeout(resolve, 5))
    controller.abort()
    const { code, out, err } = await done
    const [marker, ...names] = readdirSync(join(cwd, 'out')).toSorted().toReversed()
    expect({ marker, code, out, err }).toEqual({
      marker: 'unfinished.json',
      code: 130,
      out: '',
      err: `Stopped: ${names.length} of 10,000 networks are in out, without a manifest. The same command goes on.\n`,
    })
    for (const name of names) {
      expect(name).toContain(sha256Of(readFileSync(join(cwd, 'out', name))).slice(0, 8))
    }
  })

  it('belongs to a stopped run until that is made whole, by the same arguments or by more networks', async () => {
    const cwd = folderWith(spaceFile)
    await stopEarly(cwd, ['--seed', '2'])
    for (const args of [['--seed', '1'], ['--seed', '2', '--space', 'default']]) {
      expect(await sample(cwd, 12, args)).toMatchObject({ code: 2, err: expect.stringContaining('of other arguments') })
    }
    expect(await sample(cwd, 2, ['--seed', '2'])).toMatchObject({ code: 2 })
    expect(await sample(cwd, 12, ['--seed', '2'])).toMatchObject({ code: 0 })
    const names = manifestIn(cwd).networks.map(({ file }) => file)
    expect(readdirSync(join(cwd, 'out')).toSorted()).toEqual(['manifest.json', ...names])
  })

  it('is taken from a stopped run by force', async () => {
    const cwd = folderWith(spaceFile)
    await stopEarly(cwd, ['--seed', '2'])
    expect(await sample(cwd, 3, ['--force'])).toMatchObject({ code: 0 })
    expect(readdirSync(join(cwd, 'out'))).toHaveLength(4)
  })

  it.each([
    ['another seed', 'random-2-00000-00000000.tflite'],
    ['a longer run', 'random-1-00003-00000000.tflite'],
  ])('is refused where networks of %s lie about without manifest and marker', async (_, file) => {
    const cwd = folderWith({ ...spaceFile, [`out/${file}`]: 'other' })
    expect(await sample(cwd, 3)).toMatchObject({ code: 2, err: expect.stringContaining(file) })
    expect(readdirSync(join(cwd, 'out'))).toEqual([file])
  })

  it('takes one of two runs at a time, unless their arguments are the same', async () => {
    const cwd = folderWith(spaceFile)
    const ended = await Promise.all(['5', '6'].map((seed) => sample(cwd, 5, ['--seed', seed])))
    expect(ended.map(({ code }) => code).toSorted()).toEqual([0, 2])
    expect(readdirSync(join(cwd, 'out'))).toHaveLength(6)
    const { seed } = manifestIn(cwd)
    const again = await Promise.all([0, 1].map(() => sample(cwd, 5, ['--seed', String(seed)])))
    expect(again.map(({ code }) => code)).toEqual([0, 0])
  })

  it('is no sample where another network came into it during the run', async () => {
    const cwd = folderWith(spaceFile)
    const running = sample(cwd, 5)
    while (!existsSync(join(cwd, 'out/unfinished.json'))) await new Promise((resolve) => setTimeout(resolve, 1))
    writeFileSync(join(cwd, 'out/random-9-00000-00000000.tflite'), 'other')
    expect(await running).toMatchObject({ code: 2, err: expect.stringContaining('random-9-00000-00000000.tflite') })
    expect(existsSync(join(cwd, 'out/manifest.json'))).toBe(false)
  })

  it('is left as it was by a run that is stopped before its first network', async () => {
    const cwd = folderWith({ ...spaceFile, 'out/notes.txt': 'mine' })
    expect(await sample(cwd, 3, [], AbortSignal.abort())).toMatchObject({ code: 130 })
    expect(readdirSync(join(cwd, 'out'))).toEqual(['notes.txt'])
  })
})

/** Ends a run of 12 networks when some of them are written. */
async function stopEarly(cwd: string, args: readonly string[]): Promise<void> {
  const controller = new AbortController()
  const done = sample(cwd, 12, args, controller.signal)
  const hasSome = (): boolean => existsSync(join(cwd, 'out')) && readdirSync(join(cwd, 'out')).length >= 4
  while (!hasSome()) await new Promise((resolve) => setTimeout(resolve, 1))
  controller.abort()
  expect(await done).toMatchObject({ code: 130 })
}
