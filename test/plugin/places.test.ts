import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { placesOf } from '../../src/plugin/places.ts'
import { folderWith } from '../host/temporary.ts'

describe('the places where a model is imported', () => {
  const files = {
    'src/b.js': "\nimport model from '../models/a.tflite'\n",
    'src/a.js': "\tload('@/a.tflite')\r\n",
    'src/computed.js': 'load(name + ending)\n',
  }

  async function shownPlaces(...importers: string[]): Promise<string[]> {
    const root = folderWith(files)
    const places = await placesOf([join(root, 'models/a.tflite')], importers.map((file) => join(root, file)), root)
    return places.map(({ shown }) => shown)
  }

  it('are a line and a column of each importer, both from 1, in the order of their paths', async () => {
    expect(await shownPlaces('src/b.js', 'src/a.js')).toEqual(['src/a.js:1:7', 'src/b.js:2:19'])
  })

  it('are one for an importer that is named twice', async () => {
    expect(await shownPlaces('src/b.js', 'src/b.js')).toEqual(['src/b.js:2:19'])
  })

  it('are the file alone where the import is not found in it', async () => {
    expect(await shownPlaces('src/computed.js')).toEqual(['src/computed.js'])
  })

  it('are the file alone where it cannot be read', async () => {
    expect(await shownPlaces('src/virtual.js', 'src')).toEqual(['src', 'src/virtual.js'])
  })

  it('are none without importers', async () => {
    expect(await shownPlaces()).toEqual([])
  })

  it('are shown from the project, also where its folder is a link', async () => {
    const folder = folderWith({ 'real/src/b.js': files['src/b.js'] })
    symlinkSync('real', join(folder, 'link'))
    const model = join(folder, 'real/models/a.tflite')
    const [place] = await placesOf([model], [join(folder, 'real/src/b.js')], join(folder, 'link'))
    expect(place?.shown).toBe('src/b.js:2:19')
  })

  it('hold what bundlers show: the column from 0, and the text of the line', async () => {
    const root = folderWith(files)
    const [place] = await placesOf([join(root, 'models/a.tflite')], [join(root, 'src/a.js')], root)
    expect(place).toEqual({
      file: join(root, 'src/a.js'),
      shownFile: 'src/a.js',
      shown: 'src/a.js:1:7',
      position: { line: 1, column: 6, length: 12, lineText: "\tload('@/a.tflite')" },
    })
  })

  it('are found by any name of a model that links lead to', async () => {
    const root = folderWith({ 'src/a.js': "import model from './link.tflite'\n" })
    const names = [join(root, 'models/a.tflite'), join(root, 'src/link.tflite')]
    const [place] = await placesOf(names, [join(root, 'src/a.js')], root)
    expect(place?.shown).toBe('src/a.js:1:19')
  })
})
