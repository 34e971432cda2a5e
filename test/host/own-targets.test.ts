import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { resolveConfig, type ResolvedConfig } from '../../src/budget/resolve-config.ts'
import { PreciousError } from '../../src/errors.ts'
import { estimatorOf } from '../../src/estimator/target.ts'
import { estimatorsNamed, withTargetFiles } from '../../src/host/own-targets.ts'
import { ownTarget } from '../support/own-target.ts'
import { folderWith, thrownBy } from './temporary.ts'

const usb = 'coral-usb3-max'

function folderWithTargets(files: Readonly<Record<string, unknown>>): string {
  return folderWith(Object.fromEntries(Object.entries(files).map(([path, value]) => [path, JSON.stringify(value)])))
}

async function failure(named: readonly string[], folder: string): Promise<PreciousError> {
  const error = await thrownBy(() => estimatorsNamed(named, folder))
  if (!(error instanceof PreciousError)) throw error
  return error
}

describe('a target file', () => {
  it('stands beside names of shipped targets, in the order in which they are given', async () => {
    const folder = folderWithTargets({ 'mine.json': ownTarget('mine'), 'targets/other.txt': ownTarget('other') })
    const estimators = await estimatorsNamed(['./mine.json', usb, 'targets/other.txt', 'mine.json'], folder)
    expect(estimators.map(({ target }) => target)).toEqual(['mine', usb, 'other'])
    expect(estimators[0]).toEqual(ownTarget('mine'))
  })

  it('may be named with the slashes of Windows and by an absolute path', async () => {
    const folder = folderWithTargets({ 'targets/mine.json': ownTarget('mine') })
    const [relative] = await estimatorsNamed(['targets\\mine.json'], folder)
    const [absolute] = await estimatorsNamed([join(folder, 'targets/mine.json')], '/')
    expect([relative?.target, absolute?.target]).toEqual(['mine', 'mine'])
  })

  it('gives a config its name in place of its path, for entries too', async () => {
    const directory = folderWithTargets({ 'mine.json': ownTarget('mine') })
    const written: ResolvedConfig = resolveConfig(
      { target: ['./mine.json', usb], models: [{ match: 'a', target: 'mine.json' }, { match: 'b' }] },
      { file: 'precious.config.json', directory },
    )
    const { config, files } = await withTargetFiles(written, { directory, shownFrom: directory })
    expect(config.targets).toEqual(['mine', usb])
    expect(config.models.map(({ targets }) => targets)).toEqual([['mine'], undefined])
    expect([...(config.ownTargets ?? [])]).toEqual([['mine', ownTarget('mine')]])
    expect(files).toEqual([join(directory, 'mine.json')])
  })

  it('may be a copy of a shipped one, but not another one of its name', async () => {
    const copy = estimatorOf(usb)
    const folder = folderWithTargets({ 'copy.json': copy, 'changed.json': { ...copy, host: 'mine' } })
    expect((await estimatorsNamed(['copy.json', usb], folder)).map(({ target }) => target)).toEqual([usb])
    expect(await failure(['changed.json'], folder)).toMatchObject({
      code: 'target/clash', where: 'changed.json', what: expect.stringContaining('like one that ships, but differs'),
    })
  })

  it('may not call itself like another one', async () => {
    const folder = folderWithTargets({ 'a.json': ownTarget('mine'), 'b/b.json': ownTarget('mine', 6) })
    expect(await failure(['a.json', 'b/b.json'], folder)).toMatchObject({
      code: 'target/clash', where: 'b/b.json', what: 'the target is called "mine", as that of a.json',
    })
  })

  it.each([
    ['is missing', 'none.json', 'target/unreadable', /there is no such file/],
    ['is a folder', 'folder/', 'target/unreadable', /a folder, not a target file/],
    ['is empty', 'empty.json', 'target/invalid', /empty/],
    ['is not JSON', 'text.json', 'target/invalid', /not JSON/],
    ['is no text', 'bytes.json', 'target/unreadable', /not UTF-8/],
    ['is JSON of another kind', 'list.json', 'target/invalid', /it has no schemaVersion/],
    ['is of another version', 'later.json', 'target/invalid', /\(schemaVersion: is 2, not 1\)/],
    ['was made for other properties', 'properties.json', 'target/invalid', /\(propertiesVersion: is 99, not 1\)/],
    ['has a rate of zero', 'zero.json', 'target/invalid', /latency\.upBytesPerMs\.value/],
    ['has a range that is upside down', 'range.json', 'target/invalid', /chunkRepeats: low <= value <= high/],
    ['has a name that is a path', 'named.json', 'target/invalid', /target: letters/],
    ['lacks almost everything', 'scant.json', 'target/invalid', /and \d+ more/],
    ['is larger than any target', 'large.json', 'target/unreadable', /at most 16777216 are read/],
  ])('that %s is refused', async (_, path, code, what) => {
    const mine = ownTarget('mine')
    const { latency } = mine
    const folder = folderWithTargets({
      'list.json': [],
      'later.json': { ...mine, schemaVersion: 2, more: true },
      'properties.json': { ...mine, propertiesVersion: 99 },
      'zero.json': { ...mine, latency: { ...latency, upBytesPerMs: { value: 0, source: 'made up' } } },
      'range.json': { ...mine, latency: { ...latency, chunkRepeats: { ...latency.chunkRepeats, low: 9 } } },
      'named.json': { ...mine, target: '../mine' },
      'scant.json': { schemaVersion: 1, propertiesVersion: 1 },
    })
    mkdirSync(join(folder, 'folder'))
    writeFileSync(join(folder, 'empty.json'), '')
    writeFileSync(join(folder, 'text.json'), 'target: mine')
    writeFileSync(join(folder, 'bytes.json'), Uint8Array.of(0xff, 0xfe, 0))
    writeFileSync(join(folder, 'large.json'), new Uint8Array(16_777_217))
    expect(await failure([path], folder)).toMatchObject({
      code, what: expect.stringMatching(what), where: path.replace(/\/$/, ''),
    })
  })
})
