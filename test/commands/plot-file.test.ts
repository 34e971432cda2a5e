import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderWith } from '../host/temporary.ts'
import { sample, spaceFile } from './samples.ts'

describe('the plot of a sample', () => {
  it('is drawn as SVG', async () => {
    const cwd = folderWith(spaceFile)
    const { code, err } = await sample(cwd, 5, ['--plot', 'plots/coverage.svg'])
    expect({ code, err }).toEqual({ code: 0, err: 'The plot is in plots/coverage.svg.\n' })
    expect(readFileSync(join(cwd, 'plots/coverage.svg'), 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/)
  })

  it('replaces an older one, whatever its declarations', async () => {
    const older = '<?xml version="1.0"?>\n<!-- mine -->\n<svg xmlns="http://www.w3.org/2000/svg"/>'
    const cwd = folderWith({ ...spaceFile, 'a.svg': older })
    expect(await sample(cwd, 1, ['--plot', 'a.svg'])).toMatchObject({ code: 0 })
    expect(readFileSync(join(cwd, 'a.svg'), 'utf8')).toContain('random-1-00000-')
  })

  it.each([
    ['the space', 'space.json', 'this is the file of the space'],
    ['the space by a link', 'link.json', 'this is the file of the space'],
    ['the manifest', 'out/manifest.json', 'is a part of the sample'],
    ['the marker of a run', './out/unfinished.json', 'is a part of the sample'],
    ['a network', 'out/random-1-00000-00000000.tflite', 'is a part of the sample'],
    ['notes', 'notes.txt', 'there is another file of this name, which is no SVG'],
    ['a folder', 'folder', 'this is a folder, not a file'],
    ['something below a file', 'notes.txt/a.svg', 'no file can be made here'],
    ['nothing', '', '--plot is empty'],
  ])('is refused before anything is written where it would replace %s', async (_, plot, message) => {
    const cwd = folderWith({ ...spaceFile, 'notes.txt': 'mine', 'folder/a.txt': 'mine' })
    symlinkSync('space.json', join(cwd, 'link.json'))
    const { code, out, err } = await sample(cwd, 1, ['--plot', plot])
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: expect.stringContaining(message) })
    expect(readFileSync(join(cwd, 'space.json'), 'utf8')).toBe(spaceFile['space.json'])
    expect(existsSync(join(cwd, 'out'))).toBe(false)
  })

  it('replaces a file of another kind if forced, but never the space', async () => {
    const cwd = folderWith({ ...spaceFile, 'notes.txt': 'mine' })
    expect(await sample(cwd, 1, ['--force', '--plot', 'notes.txt'])).toMatchObject({ code: 0 })
    expect(readFileSync(join(cwd, 'notes.txt'), 'utf8')).toMatch(/^<svg /)
    expect(await sample(cwd, 1, ['--force', '--plot', 'space.json'])).toMatchObject({ code: 2 })
  })

  it('comes after the summary, which is not lost where drawing fails', async () => {
    const cwd = folderWith(spaceFile)
    const running = sample(cwd, 3, ['--plot', 'late/a.svg'])
    // A file takes the place of the plot's folder while the networks are written.
    while (!existsSync(join(cwd, 'out'))) await new Promise((resolve) => setTimeout(resolve, 1))
    writeFileSync(join(cwd, 'late'), 'mine')
    const { code, out, err } = await running
    expect({ code, out }).toEqual({ code: 2, out: expect.stringContaining('3 networks of seed 1 in out') })
    expect(err).toContain('late/a.svg')
  })
})
