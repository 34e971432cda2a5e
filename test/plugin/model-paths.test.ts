import { linkSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { resolveConfig } from '../../src/budget/resolve-config.ts'
import { pathsOfModels } from '../../src/plugin/model-paths.ts'
import { folderWith } from '../host/temporary.ts'

interface Found {
  /** The models that the bundler has, each with how the bundler names it, from the folder. */
  readonly bundled: Readonly<Record<string, readonly string[]>>
  /** What the globs match. */
  readonly matched: readonly string[]
}

interface Case {
  readonly match?: string | readonly string[]
  readonly scope?: 'config' | 'bundle'
  /** Where the config lies, if not in the folder itself. */
  readonly directory?: string
}

/** The models of a project, all of whose paths are relative to `folder`. */
async function modelsIn(folder: string, files: readonly string[], given: Case = {}): Promise<Found> {
  const { match = 'models/*.tflite', scope = 'config', directory = '.' } = given
  const user = { target: 'coral-usb3-max', models: [{ match }] }
  const config = resolveConfig(user, { file: undefined, directory: join(folder, directory) })
  const { bundled, find } = await pathsOfModels(config, scope, files.map((file) => join(folder, file)))
  const named = [...bundled].map(([path, names]) => [path, names.map((name) => name.slice(folder.length + 1))])
  return { bundled: Object.fromEntries(named), matched: await find(config.models[0]?.match ?? [], config.directory) }
}

const files = { 'models/a.tflite': 'a', 'models/b.tflite': 'b', 'other/c.tflite': 'c' }

describe('the models of a build', () => {
  it('are those that the config matches, and those that are bundled', async () => {
    expect(await modelsIn(folderWith(files), ['models/a.tflite', 'other/c.tflite'])).toEqual({
      bundled: { 'models/a.tflite': ['models/a.tflite'], 'other/c.tflite': ['other/c.tflite'] },
      matched: ['models/a.tflite', 'models/b.tflite'],
    })
  })

  it('are only those that are bundled, where that is the scope', async () => {
    const { matched } = await modelsIn(folderWith(files), ['models/a.tflite', 'other/c.tflite'], { scope: 'bundle' })
    expect(matched).toEqual(['models/a.tflite'])
  })

  it('are named from the folder of the config', async () => {
    const given = { directory: 'models', match: '*.tflite' }
    expect(await modelsIn(folderWith(files), ['models/a.tflite', 'other/c.tflite'], given)).toEqual({
      bundled: { 'a.tflite': ['models/a.tflite'], '../other/c.tflite': ['other/c.tflite'] },
      matched: ['a.tflite', 'b.tflite'],
    })
  })

  it('are on disk: what a plugin makes up is left out, and so are folders', async () => {
    const folder = folderWith({ ...files, 'folder.tflite/x': '' })
    expect((await modelsIn(folder, ['gone.tflite', 'folder.tflite', 'models/a.tflite'])).bundled).toEqual({
      'models/a.tflite': ['models/a.tflite'],
    })
  })

  it('count once where the bundler has them twice', async () => {
    expect((await modelsIn(folderWith(files), ['models/a.tflite', 'models/a.tflite'])).bundled).toEqual({
      'models/a.tflite': ['models/a.tflite'],
    })
  })

  it('may have none where the folder of the config is gone', async () => {
    const folder = folderWith(files)
    expect(await modelsIn(folder, ['models/a.tflite'], { directory: 'gone' })).toEqual({
      bundled: { '../models/a.tflite': ['models/a.tflite'] },
      matched: [],
    })
  })
})

describe.each(['config', 'bundle'] as const)('a link to a model, in the scope "%s"', (scope) => {
  it('is the model that the config matches', async () => {
    const folder = folderWith(files)
    symlinkSync('../models/a.tflite', join(folder, 'other/link.tflite'))
    const given = { scope, match: 'models/a.tflite' }
    expect(await modelsIn(folder, ['other/link.tflite', 'models/a.tflite'], given)).toEqual({
      bundled: { 'models/a.tflite': ['other/link.tflite', 'models/a.tflite'] },
      matched: ['models/a.tflite'],
    })
  })

  it('is matched by its own name where the bundler knows only the file behind it', async () => {
    const folder = folderWith({ 'other/c.tflite': 'c', 'models/x': '' })
    symlinkSync('../other/c.tflite', join(folder, 'models/link.tflite'))
    expect(await modelsIn(folder, ['other/c.tflite'], { scope })).toEqual({
      bundled: { 'models/link.tflite': ['other/c.tflite'] },
      matched: ['models/link.tflite'],
    })
  })

  it('leaves the model its own name where the config matches both', async () => {
    const folder = folderWith({ 'models/a.tflite': 'a' })
    symlinkSync('a.tflite', join(folder, 'models/z.tflite'))
    expect((await modelsIn(folder, ['models/a.tflite'], { scope })).bundled).toEqual({
      'models/a.tflite': ['models/a.tflite'],
    })
  })

  it('may be a linked folder of models', async () => {
    const folder = folderWith({ 'project/x': '', 'shared/a.tflite': 'a' })
    symlinkSync('../shared', join(folder, 'project/models'))
    const given = { scope, directory: 'project' }
    const expected = { bundled: { 'models/a.tflite': ['shared/a.tflite'] }, matched: ['models/a.tflite'] }
    expect(await modelsIn(folder, ['shared/a.tflite'], given)).toEqual(expected)
  })

  it('may be the linked folder of the project', async () => {
    const folder = folderWith({ 'real/models/a.tflite': 'a', 'real/other/c.tflite': 'c' })
    symlinkSync('real', join(folder, 'link'))
    const named = ['real/models/a.tflite', 'link/models/a.tflite', 'real/other/c.tflite']
    expect(await modelsIn(folder, named, { scope, directory: 'link' })).toEqual({
      bundled: {
        'models/a.tflite': ['real/models/a.tflite', 'link/models/a.tflite'],
        'other/c.tflite': ['real/other/c.tflite'],
      },
      matched: ['models/a.tflite'],
    })
  })

  it('is no model where it leads nowhere', async () => {
    const folder = folderWith(files)
    symlinkSync('a.tflite', join(folder, 'models/link.tflite'))
    rmSync(join(folder, 'models/a.tflite'))
    expect((await modelsIn(folder, ['models/link.tflite'], { scope })).bundled).toEqual({})
  })

  it('is no hard link, which is a file of its own', async () => {
    const folder = folderWith(files)
    linkSync(join(folder, 'models/a.tflite'), join(folder, 'other/hard.tflite'))
    expect((await modelsIn(folder, ['other/hard.tflite'], { scope })).bundled).toEqual({
      'other/hard.tflite': ['other/hard.tflite'],
    })
  })
})
