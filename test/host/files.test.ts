import {
  chmodSync, mkdirSync, openSync, closeSync, ftruncateSync, readdirSync, readFileSync, lstatSync, symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { globMatcher, problemOfGlob } from '../../src/budget/glob.ts'
import { nodeFiles, readText } from '../../src/host/files.ts'
import { folderWith, thrownBy } from './temporary.ts'

/** Root may do what permission bits forbid. */
const isRoot = process.getuid?.() === 0
const { find, readFile, writeFileAtomically } = nodeFiles

describe('reading', () => {
  test('gives plain bytes', async () => {
    const folder = folderWith({ 'a.tflite': 'abc' })
    const bytes = await readFile(join(folder, 'a.tflite'))
    expect(bytes).toEqual(new Uint8Array([97, 98, 99]))
    expect(Buffer.isBuffer(bytes)).toBe(false)
  })

  test('an empty file gives no bytes', async () => {
    const folder = folderWith({ 'a.tflite': '' })
    expect(await readFile(join(folder, 'a.tflite'))).toHaveLength(0)
  })

  test.each(['nothing.tflite', 'file/below.tflite'])('%s, which is not there', async (path) => {
    const folder = folderWith({ file: '' })
    expect(await thrownBy(() => readFile(join(folder, path)))).toMatchObject({
      code: 'model/missing',
      message: `${folder}/${path}: there is no such file. ` +
        'Check the path, and that the step which makes or fetches the model ran before.',
    })
  })

  test('a folder', async () => {
    const folder = folderWith()
    expect(await thrownBy(() => readFile(folder))).toMatchObject({
      code: 'model/unreadable',
      message: `${folder}: this is a folder, not a model file. Name a file in it, or a glob such as "models/*.tflite".`,
    })
  })

  test('a device, which would never end', async () => {
    expect(await thrownBy(() => readFile('/dev/zero'))).toMatchObject({
      code: 'model/unreadable', what: 'this is a device or pipe, not a model file',
    })
  })

  test('a file above 2 GiB', async () => {
    const path = join(folderWith(), 'a.tflite')
    const handle = openSync(path, 'w')
    ftruncateSync(handle, 3 * 1024 ** 3)
    closeSync(handle)
    expect(await thrownBy(() => readFile(path))).toMatchObject({
      code: 'model/unreadable', what: 'the file has 3.0 GiB, but a TFLite model has less than 2 GiB',
    })
  })

  test.skipIf(isRoot)('a file that may not be read', async () => {
    const path = join(folderWith({ 'a.tflite': '' }), 'a.tflite')
    chmodSync(path, 0)
    expect(await thrownBy(() => readFile(path))).toMatchObject({
      code: 'model/unreadable', what: 'reading the file is not permitted',
    })
  })
})

describe('finding', () => {
  const tree = {
    'b.tflite': '',
    'a.tflite': '',
    'a.txt': '',
    'models/x/c.tflite': '',
    'models/d.tflite': '',
    'models/.hidden.tflite': '',
    'models/B.tflite': '',
    'node_modules/face/e.tflite': '',
    'models/node_modules/f.tflite': '',
    '.git/g.tflite': '',
  }

  test('gives sorted paths, without hidden files and installed packages', async () => {
    const folder = folderWith(tree)
    expect(await find(['**/*.tflite'], folder)).toEqual([
      'a.tflite', 'b.tflite', 'models/B.tflite', 'models/d.tflite', 'models/x/c.tflite',
    ])
  })

  test('looks into installed packages that are named, takes files out, and names each file once', async () => {
    const folder = folderWith(tree)
    const globs = ['node_modules/face/*', './models/**/*.tflite', 'models/d.tflite', '!models/x/**']
    expect(await find(globs, folder)).toEqual(['models/B.tflite', 'models/d.tflite', 'node_modules/face/e.tflite'])
  })

  test('looks above the folder', async () => {
    const folder = folderWith(tree)
    expect(await find(['../*.tflite'], join(folder, 'models'))).toEqual(['../a.tflite', '../b.tflite'])
  })

  test('a folder is not a file, and nothing is found in a folder that is not there', async () => {
    const folder = folderWith(tree)
    expect(await find(['models'], folder)).toEqual([])
    expect(await find(['*'], join(folder, 'nothing'))).toEqual([])
    expect(await find([], folder)).toEqual([])
  })

  test('ends where links make a circle', async () => {
    const folder = folderWith({ 'models/a.tflite': '' })
    symlinkSync('..', join(folder, 'models/up'))
    expect(await find(['models/*.tflite'], folder)).toEqual(['models/a.tflite'])
    expect(await find(['**/*.tflite'], folder)).toContain('models/a.tflite')
  })

  test('finds exactly what the matcher of the config matches', async () => {
    const names = ['a', 'b', 'ab', 'a.b', '.a', 'node_modules', 'A', 'a+b', 'a-b', '_']
    const paths = names.flatMap((x) => [`file-${x}`, ...names.flatMap((y) => [`${x}/${y}/${x}`, `${x}/${y}.t`])])
    const directory = folderWith(Object.fromEntries(paths.map((path) => [path, ''])))
    const name = fc.array(
      fc.constantFrom('a', 'b', '.', '*', '?', '[ab]', '[!a]', '{a,b}', '{,x}', '+', '-', '_', 'file-', 't', '**', 'A'),
      { minLength: 1, maxLength: 3 },
    )
    const folder = fc.oneof(name.map((parts) => parts.join('')), fc.constantFrom('**', 'node_modules'))
    const glob = fc.array(folder, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'))
    const globs = fc.tuple(fc.constantFrom('', './'), glob, fc.option(glob)).map(([start, added, removed]) =>
      removed === null ? [start + added] : [start + added, `!${removed}`],
    )
    await fc.assert(
      fc.asyncProperty(globs, async (list) => {
        fc.pre(list.every((one) => problemOfGlob(one) === undefined && !one.includes('..')))
        const matches = globMatcher(list)
        expect(await find(list, directory)).toEqual(paths.filter(matches).sort())
      }),
      { numRuns: 300 },
    )
  })
})

describe('writing', () => {
  test('makes missing folders and leaves nothing else behind', async () => {
    const folder = folderWith()
    await writeFileAtomically(join(folder, 'reports/x/report.json'), '{}')
    expect(readFileSync(join(folder, 'reports/x/report.json'), 'utf8')).toBe('{}')
    expect(readdirSync(join(folder, 'reports/x'))).toEqual(['report.json'])
  })

  test('replaces a file, with bytes too', async () => {
    const folder = folderWith({ 'a.tflite': 'old and longer' })
    await writeFileAtomically(join(folder, 'a.tflite'), new Uint8Array([1, 2]))
    expect([...readFileSync(join(folder, 'a.tflite'))]).toEqual([1, 2])
  })

  test('writes the file behind a link, and keeps the link', async () => {
    const folder = folderWith({ 'real.json': 'old' })
    symlinkSync('real.json', join(folder, 'link.json'))
    await writeFileAtomically(join(folder, 'link.json'), 'new')
    expect(readFileSync(join(folder, 'real.json'), 'utf8')).toBe('new')
    expect(lstatSync(join(folder, 'link.json')).isSymbolicLink()).toBe(true)
  })

  test('readers never see a part', async () => {
    const path = join(folderWith({ a: 'x'.repeat(100_000) }), 'a')
    const writing = Promise.all(Array.from({ length: 20 }, (_, index) => {
      return writeFileAtomically(path, String(index % 10).repeat(100_000))
    }))
    const sizes = new Set<number>()
    for (let reading = 0; reading < 50; reading++) sizes.add((await readFile(path)).length)
    await writing
    expect([...sizes]).toEqual([100_000])
  })

  test('into a device writes in place', async () => {
    await writeFileAtomically('/dev/null', 'x')
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
  })

  test('onto a folder', async () => {
    const folder = folderWith()
    expect(await thrownBy(() => writeFileAtomically(folder, ''))).toMatchObject({
      code: 'output/unwritable', message: `${folder}: this is a folder, not a file. Add a file name to the path.`,
    })
  })

  test.each(['file/report.json', 'file/x/report.json'])('below a file: %s', async (path) => {
    const folder = folderWith({ file: '' })
    expect(await thrownBy(() => writeFileAtomically(join(folder, path), ''))).toMatchObject({
      code: 'output/unwritable',
      message: `${folder}/${path}: a part of the path is a file, not a folder. Choose another path.`,
    })
    expect(readdirSync(folder)).toEqual(['file'])
  })

  test.skipIf(isRoot)('into a read-only folder', async () => {
    const folder = folderWith()
    mkdirSync(join(folder, 'locked'), { mode: 0o500 })
    expect(await thrownBy(() => writeFileAtomically(join(folder, 'locked/a'), ''))).toMatchObject({
      code: 'output/unwritable', what: 'writing to this folder is not permitted',
    })
  })

  test.skipIf(process.platform !== 'linux')('where the system takes no files', async () => {
    const error = await thrownBy(() => writeFileAtomically('/proc/precious/report.json', ''))
    expect(error).toMatchObject({ code: 'output/unwritable', where: '/proc/precious/report.json' })
  })
})

describe('reading a text that the user names', () => {
  const request = { shown: 'base.json', what: 'report', code: 'baseline/invalid', largestBytes: 10 } as const

  test('gives the text, without a byte order mark', async () => {
    const folder = folderWith({ 'base.json': '\uFEFFé 🦀' })
    expect(await readText(join(folder, 'base.json'), request)).toBe('é 🦀')
  })

  test.each([
    ['nothing', 'there is no such file'],
    ['file/below', 'there is no such file'],
    ['.', 'this is a folder, not a report'],
    ['large', 'the file has 11 bytes, but at most 10 are read'],
    ['binary', 'the file is not UTF-8 text'],
    [`${'x'.repeat(300)}`, 'it cannot be read (ENAMETOOLONG)'],
  ])('%s: the error is of the kind that was asked for, and names the path as the user does', async (path, what) => {
    const folder = folderWith({ file: '', large: '12345678901' })
    writeFileSync(join(folder, 'binary'), new Uint8Array([0xff, 0xfe]))
    const error = await thrownBy(() => readText(join(folder, path), request))
    expect(error).toMatchObject({ code: 'baseline/invalid', what, where: 'base.json' })
    expect(error.message).not.toContain(folder)
  })

  test('of a device is refused', async () => {
    const error = await thrownBy(() => readText('/dev/null', request))
    expect(error).toMatchObject({ what: 'this is a device or pipe, not a report' })
  })

  test.skipIf(isRoot)('that may not be read is told', async () => {
    const folder = folderWith({ secret: '' })
    chmodSync(join(folder, 'secret'), 0)
    const error = await thrownBy(() => readText(join(folder, 'secret'), request))
    expect(error).toMatchObject({ code: 'baseline/invalid', what: 'reading the file is not permitted' })
  })
})
