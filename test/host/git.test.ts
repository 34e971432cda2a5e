import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openGit } from '../../src/host/git.ts'
import { ObjectReader } from '../../src/host/git-objects.ts'
import { sha256Of } from '../../src/sha256.ts'
import { cloneOf, newRepository, opened, repositoryIn, testEnvironment, type TestRepository } from './repositories.ts'
import { folderWith, thrownBy } from './temporary.ts'

const absent = '0123456789012345678901234567890123456789'
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('opening', () => {
  it('finds the work tree from a folder in it', async () => {
    const { folder, commit } = newRepository()
    commit({ 'a/b/c.txt': '' })
    expect((await opened(join(folder, 'a/b'))).root).toBe(folder)
  })

  it('gives nothing outside of a repository, in a bare one, in .git, and where there is no folder', async () => {
    const { folder } = newRepository()
    const bare = newRepository('--bare').folder
    for (const place of [folderWith(), join(folder, '.git'), bare, join(folder, 'gone'), join(folder, '.git/HEAD')]) {
      expect(await openGit(place, { env: testEnvironment })).toBeUndefined()
    }
  })

  it('says that git is not installed', async () => {
    const { folder } = newRepository()
    expect(await thrownBy(() => openGit(folder, { env: { PATH: folder } }))).toMatchObject({
      code: 'git/unavailable',
      what: 'git is not installed, or not in the PATH',
    })
  })

  it('says how to trust a repository of another user', async () => {
    const { folder } = newRepository()
    // This is how git's own tests make it believe so.
    const env = { ...testEnvironment, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }
    expect(await thrownBy(() => openGit(folder, { env }))).toMatchObject({
      code: 'git/unavailable',
      what: expect.stringContaining('dubious ownership'),
      hint: expect.stringContaining(`git config --global --add safe.directory ${folder}`),
    })
  })

  it('passes on what git complains of', async () => {
    const { folder } = newRepository()
    writeFileSync(join(folder, '.git/config'), '[core\n')
    expect(await thrownBy(() => openGit(folder, { env: testEnvironment }))).toMatchObject({
      code: 'git/unavailable',
      what: expect.stringMatching(/^git failed: bad config line 1 in file .*\.git\/config$/),
    })
  })

  it('is not misled by the variables of a hook of another repository', async () => {
    const here = newRepository()
    const id = here.commit({ 'a.txt': 'here' })
    const other = newRepository()
    other.commit({ 'b.txt': 'other' })
    const git = await opened(here.folder, {
      GIT_DIR: join(other.folder, '.git'),
      GIT_WORK_TREE: other.folder,
      GIT_INDEX_FILE: join(other.folder, '.git/index'),
      GIT_OBJECT_DIRECTORY: join(other.folder, '.git/objects'),
      GIT_PREFIX: 'models/',
      GIT_LITERAL_PATHSPECS: '1',
    })
    expect(git.root).toBe(here.folder)
    expect(await git.commitOf('HEAD')).toBe(id)
    expect([...(await git.filesAt('HEAD', here.folder)).keys()]).toEqual(['a.txt'])
  })

  it('works inside a hook', async () => {
    const { folder, commit, write } = newRepository()
    commit({ 'a.txt': 'a' })
    const seen = join(folderWith(), 'environment')
    write({ '.git/hooks/pre-commit': `#!/bin/sh\nenv | grep ^GIT_ > '${seen}'\n` })
    chmodSync(join(folder, '.git/hooks/pre-commit'), 0o755)
    const tip = commit({ 'a.txt': 'b' })
    const variables = readFileSync(seen, 'utf8').trim().split('\n').map((line): [string, string] => {
      const [name = '', ...value] = line.split('=')
      return [name, value.join('=')]
    })
    expect(variables.map(([name]) => name)).toContain('GIT_INDEX_FILE')
    expect(await (await opened(folder, Object.fromEntries(variables))).commitOf('HEAD')).toBe(tip)
  })

  it('works in a linked work tree, with the Git LFS objects of the main one', async () => {
    const main = newRepository()
    main.commit({ 'a.txt': 'a' })
    const sha256 = storeLfsObject(join(main.folder, '.git/lfs'), 'content')
    const linked = join(folderWith(), 'linked')
    main.git('worktree', 'add', '--quiet', linked, '-b', 'side')
    const tip = repositoryIn(linked).commit({ 'b.txt': 'b' })
    const git = await opened(linked)
    expect(git.root).toBe(linked)
    expect(await git.commitOf('HEAD')).toBe(tip)
    expect(await git.readLfsObject(sha256)).toEqual(bytesOf('content'))
  })
})

describe('commits', () => {
  it('are found by branch, tag, abbreviation and ancestry', async () => {
    const { folder, git: run, commit } = newRepository()
    const first = commit({ a: '1' })
    run('tag', '--annotate', 'v1', '--message', 'one')
    const second = commit({ a: '2' })
    const git = await opened(folder)
    expect(await git.commitOf('main')).toBe(second)
    expect(await git.commitOf('v1')).toBe(first)
    expect(await git.commitOf(second.slice(0, 10))).toBe(second)
    expect(await git.commitOf('HEAD~1')).toBe(first)
  })

  it.each(['nowhere', '', absent, '^HEAD', 'HEAD~1..HEAD', 'HEAD:a', 'HEAD^{tree}', 'a b', '@{u}', 'HEAD\nHEAD'])(
    'there is none named %j',
    async (revision) => {
      const { folder, commit } = newRepository()
      commit({ a: '1' })
      commit({ a: '2' })
      expect(await (await opened(folder)).commitOf(revision)).toBeUndefined()
    },
  )

  it('are none in a repository without any', async () => {
    expect(await (await opened(newRepository().folder)).commitOf('HEAD')).toBeUndefined()
  })

  it.each(['-h', '--all', '--output=x', 'HEAD\0'])('%j is refused as a revision', async (revision) => {
    const { folder, commit } = newRepository()
    commit({ a: '1' })
    const git = await opened(folder)
    const attempts = [
      () => git.commitOf(revision),
      () => git.parentsOf(revision),
      () => git.mergeBase(revision, 'HEAD'),
      () => git.filesAt(revision, folder),
      () => git.log({ revision, directory: folder, limit: 1 }),
      () => git.log({ revision: 'HEAD', directory: folder, limit: 1, since: revision }),
    ]
    for (const attempt of attempts) expect(await thrownBy(attempt)).toMatchObject({ code: 'git/unknown-revision' })
  })

  it('name their parents', async () => {
    const { folder, base, side, merge } = merged()
    const git = await opened(folder)
    expect(await git.parentsOf(merge)).toEqual([base.after, side])
    expect(await git.parentsOf('main~2')).toEqual([])
    expect(await thrownBy(() => git.parentsOf(absent))).toMatchObject({
      code: 'git/unknown-revision',
      what: `the repository has no commit "${absent}"`,
    })
  })

  it('have a best common ancestor, or none', async () => {
    const { folder, base, side, git: run } = merged()
    run('checkout', '--quiet', '--orphan', 'elsewhere')
    run('commit', '--quiet', '--allow-empty', '--message', 'Start anew')
    const git = await opened(folder)
    expect(await git.mergeBase(base.after, side)).toBe(base.before)
    expect(await git.mergeBase('main', side)).toBe(side)
    expect(await git.mergeBase('main', 'elsewhere')).toBeUndefined()
    expect(await git.mergeBase('main', absent)).toBeUndefined()
  })
})

describe('a shallow clone', () => {
  it('knows the parents that it does not have', async () => {
    const origin = newRepository()
    const first = origin.commit({ a: '1' })
    const second = origin.commit({ a: '2' })
    const git = await opened(cloneOf(origin, '--depth=1').folder)
    expect(await git.isShallow()).toBe(true)
    expect(await git.commitOf('HEAD')).toBe(second)
    expect(await git.parentsOf('HEAD')).toEqual([first])
    expect(await git.commitOf(first)).toBeUndefined()
    expect(await git.commitOf('HEAD~1')).toBeUndefined()
    expect(await git.mergeBase('HEAD', first)).toBeUndefined()
  })

  it('may not reach a common ancestor', async () => {
    const origin = merged()
    const git = await opened(cloneOf(origin, '--depth=1', '--no-single-branch').folder)
    expect(await git.fetchCommits([origin.base.after])).toBe(true)
    expect(await git.mergeBase(origin.base.after, 'origin/side')).toBeUndefined()
  })

  it('fetches single commits without their history', async () => {
    const origin = newRepository()
    const ids = ['1', '2', '3', '4'].map((content) => origin.commit({ 'a.txt': content }))
    const [first = '', second = '', third = ''] = ids
    const clone = cloneOf(origin, '--depth=1')
    const git = await opened(clone.folder)
    expect(await git.fetchCommits([second])).toBe(true)
    expect(await git.commitOf(second)).toBe(second)
    expect(await git.commitOf(first)).toBeUndefined()
    expect(await git.commitOf(third)).toBeUndefined()
    const file = (await git.filesAt(second, clone.folder)).get('a.txt')
    expect(await git.readBlob(file?.id ?? '')).toEqual(bytesOf('2'))
    expect(clone.git('status', '--porcelain')).toBe('')
  })

  it('does not lose history to a fetch of what it has', async () => {
    const origin = newRepository()
    const ids = ['1', '2', '3'].map((content) => origin.commit({ a: content }))
    const git = await opened(cloneOf(origin, '--depth=2').folder)
    expect(await git.fetchCommits(ids.slice(1))).toBe(true)
    expect(await git.commitOf('HEAD~1')).toBe(ids[1])
  })

  it('tells where fetching does not work', async () => {
    const origin = newRepository()
    origin.commit({ a: '1' })
    const clone = cloneOf(origin, '--depth=1')
    const git = await opened(clone.folder)
    expect(await git.fetchCommits([absent])).toBe(false)
    expect(await git.fetchCommits(['other-branch'])).toBe(false)
    clone.git('remote', 'remove', 'origin')
    expect(await git.fetchCommits([absent])).toBe(false)
    expect(await git.fetchCommits([])).toBe(true)
  })
})

it('fetching leaves a complete clone complete', async () => {
  const origin = newRepository()
  const first = origin.commit({ a: '1' })
  const clone = cloneOf(origin)
  const second = origin.commit({ a: '2' })
  const third = origin.commit({ a: '3' })
  const git = await opened(clone.folder)
  expect(await git.fetchCommits([third])).toBe(true)
  expect(await git.isShallow()).toBe(false)
  expect(await git.commitOf(second)).toBe(second)
  expect(await git.mergeBase(third, 'HEAD')).toBe(first)
})

describe('the files at a commit', () => {
  const names = ['a b.tflite', 'Zürich.tflite', 'quo"te\'s.tflite', 'new\nline\t.tflite', '[x]*?.tfl', ':(top)a', '-a']

  it('have their paths relative to the folder, whatever the names', async () => {
    const { folder, commit } = newRepository()
    commit({
      ...Object.fromEntries(names.map((name) => [`mod els/${name}`, name])),
      'mod els/deep/er/x': '',
      'mod elsewhere/y': '',
      z: '',
    })
    const git = await opened(folder)
    const files = await git.filesAt('HEAD', join(folder, 'mod els'))
    expect([...files.keys()].toSorted()).toEqual([...names, 'deep/er/x'].toSorted())
    for (const name of names) {
      const { id = '', bytes } = files.get(name) ?? {}
      expect(await git.readBlob(id)).toEqual(bytesOf(name))
      expect(bytes).toBe(bytesOf(name).length)
      expect(id).toBe(git.blobIdOf(bytesOf(name)))
    }
    expect((await git.filesAt('HEAD', folder)).size).toBe(names.length + 3)
  })

  it('are found below folders with signs that git gives a meaning', async () => {
    const { folder, commit } = newRepository()
    commit({ ':(exclude)[a]*/x': '1', 'a/x': '2' })
    expect([...(await (await opened(folder)).filesAt('HEAD', join(folder, ':(exclude)[a]*'))).keys()]).toEqual(['x'])
  })

  it('are none where the folder was none then', async () => {
    const { folder, commit } = newRepository()
    commit({ models: 'a file' })
    commit({ models: undefined, 'x/y': '' })
    commit({ 'x/y': undefined, 'models/a': '' })
    const git = await opened(folder)
    expect((await git.filesAt('HEAD~2', join(folder, 'models'))).size).toBe(0)
    expect((await git.filesAt('HEAD~1', join(folder, 'models'))).size).toBe(0)
    // This one is none today.
    expect([...(await git.filesAt('HEAD~1', join(folder, 'x'))).keys()]).toEqual(['y'])
  })

  it('leave out links and submodules', async () => {
    const inner = newRepository()
    inner.commit({ 'inner.txt': '' })
    const { folder, git: run, commit, write } = newRepository()
    write({ 'a.txt': 'a' })
    symlinkSync('a.txt', join(folder, 'link.txt'))
    run('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.folder, 'module')
    commit({})
    const files = await (await opened(folder)).filesAt('HEAD', folder)
    expect([...files.keys()]).toEqual(['.gitmodules', 'a.txt'])
  })

  it('are found through a link to the folder', async () => {
    const { folder, commit } = newRepository()
    commit({ 'models/a': '' })
    const link = join(folderWith(), 'link')
    symlinkSync(folder, link)
    const git = await opened(join(link, 'models'))
    expect(git.root).toBe(folder)
    expect([...(await git.filesAt('HEAD', join(link, 'models'))).keys()]).toEqual(['a'])
  })

  it('cannot be asked for outside of the work tree', async () => {
    const { folder, commit } = newRepository()
    commit({ a: '' })
    const git = await opened(folder)
    expect(await thrownBy(() => git.filesAt('HEAD', dirname(folder)))).toBeInstanceOf(RangeError)
  })
})

describe('blobs', () => {
  const binary = Uint8Array.from({ length: 300_000 }, (_, index) => (index * index + (index >> 8)) & 255)

  it('are read as they are, also many at once', async () => {
    const { folder, git: run, commit } = newRepository()
    run('config', 'core.autocrlf', 'true')
    run('config', 'core.safecrlf', 'false')
    commit({ binary, empty: '', newline: '\n', zeros: '\0\0' })
    const git = await opened(folder)
    const files = await git.filesAt('HEAD', folder)
    const read = async (name: string): Promise<Uint8Array> => await git.readBlob(files.get(name)?.id ?? '')
    const names = ['binary', 'empty', 'newline', 'zeros', 'binary']
    const expected = [binary, bytesOf(''), bytesOf('\n'), bytesOf('\0\0'), binary]
    // Their hashes: to compare many bytes one by one takes seconds.
    expect((await Promise.all(names.map(read))).map(sha256Of)).toEqual(expected.map(sha256Of))
    await git.close()
    expect(await read('newline')).toEqual(bytesOf('\n'))
  })

  it('that are missing are told, and those after them read', async () => {
    const { folder, commit } = newRepository()
    commit({ a: 'a' })
    const git = await opened(folder)
    expect(await thrownBy(() => git.readBlob(absent))).toMatchObject({
      code: 'git/missing-object',
      what: `the repository has no object "${absent}"`,
    })
    expect(await thrownBy(() => git.readBlob('HEAD\nHEAD'))).toMatchObject({ code: 'git/missing-object' })
    expect(await thrownBy(async () => git.readBlob((await git.commitOf('HEAD')) ?? ''))).toMatchObject({
      code: 'git/missing-object',
      what: expect.stringContaining('is a commit, not a file'),
    })
    expect(await git.readBlob(git.blobIdOf(bytesOf('a')))).toEqual(bytesOf('a'))
  })

  it('that are damaged are told, and those after them read', async () => {
    const { folder, commit } = newRepository()
    commit({ a: 'a', b: 'b' })
    const git = await opened(folder)
    const id = git.blobIdOf(bytesOf('a'))
    const file = join(folder, '.git/objects', id.slice(0, 2), id.slice(2))
    rmSync(file)
    expect(await thrownBy(() => git.readBlob(id))).toMatchObject({ code: 'git/missing-object' })
    expect((await git.filesAt('HEAD', folder)).get('a')).toEqual({ id, bytes: -1 })
    writeFileSync(file, 'damaged')
    expect(await thrownBy(() => git.readBlob(id))).toMatchObject({ code: 'git/missing-object' })
    expect(await git.readBlob(git.blobIdOf(bytesOf('b')))).toEqual(bytesOf('b'))
  })

  it('that are too large are refused, and those after them read', async () => {
    const { folder, commit } = newRepository()
    commit({ binary, small: 'small' })
    const { blobIdOf } = await opened(folder)
    const reader = new ObjectReader({ cwd: folder, env: testEnvironment }, 1_000)
    expect(await thrownBy(() => reader.read(blobIdOf(binary)))).toMatchObject({
      code: 'model/unreadable',
      what: expect.stringContaining('a TFLite model has less than 2 GiB'),
    })
    expect((await reader.read(blobIdOf(bytesOf('small')))).content).toEqual(bytesOf('small'))
    await reader.close()
  })

  it('of a partial clone come from its remote, and are told where it cannot be reached', async () => {
    const origin = newRepository()
    origin.commit({ 'a.txt': 'a', 'b.txt': 'b' })
    const clone = cloneOf(origin, '--filter=blob:none', '--no-checkout')
    const git = await opened(clone.folder)
    const files = await git.filesAt('HEAD', clone.folder)
    expect(files.get('a.txt')).toEqual({ id: git.blobIdOf(bytesOf('a')), bytes: -1 })
    expect(clone.git('rev-list', '--objects', '--missing=print', 'HEAD').match(/^\?/gm)).toHaveLength(2)
    expect(await git.readBlob(git.blobIdOf(bytesOf('a')))).toEqual(bytesOf('a'))
    renameSync(origin.folder, `${origin.folder}-gone`)
    expect(await thrownBy(() => git.readBlob(git.blobIdOf(bytesOf('b'))))).toMatchObject({
      code: 'git/missing-object',
      hint: expect.stringContaining('check that the remote can be reached'),
    })
    renameSync(`${origin.folder}-gone`, origin.folder)
    expect(await git.readBlob(git.blobIdOf(bytesOf('b')))).toEqual(bytesOf('b'))
  })

  it('have ids and contents in a SHA-256 repository too', async () => {
    const { folder, commit } = newRepository('--object-format=sha256')
    const first = commit({ a: 'a' })
    commit({ a: 'b' })
    const git = await opened(folder)
    const { id = '' } = (await git.filesAt(first, folder)).get('a') ?? {}
    expect(id).toHaveLength(64)
    expect(id).toBe(git.blobIdOf(bytesOf('a')))
    expect(await git.readBlob(id)).toEqual(bytesOf('a'))
    expect(await git.parentsOf('HEAD')).toEqual([first])
  })
})

describe('Git LFS objects', () => {
  it('are undefined where they were not fetched or are damaged', async () => {
    const { folder } = newRepository()
    const git = await opened(folder)
    expect(await git.readLfsObject(sha256Of('content'))).toBeUndefined()
    expect(await git.readLfsObject('../../../config')).toBeUndefined()
    storeLfsObject(join(folder, '.git/lfs'), 'content', 'conten')
    expect(await git.readLfsObject(sha256Of('content'))).toBeUndefined()
    storeLfsObject(join(folder, '.git/lfs'), 'content')
    expect(await git.readLfsObject(sha256Of('content'))).toEqual(bytesOf('content'))
  })

  it('lie where the config says', async () => {
    const { folder, git: run } = newRepository()
    const git = await opened(folder)
    run('config', 'lfs.storage', 'else/where')
    expect(await git.readLfsObject(storeLfsObject(join(folder, '.git/else/where'), 'relative'))).toBeDefined()
    const elsewhere = folderWith()
    run('config', 'lfs.storage', elsewhere)
    expect(await git.readLfsObject(storeLfsObject(elsewhere, 'absolute'))).toBeDefined()
  })
})

describe('the log', () => {
  it('has the commits that change files in question, newest first', async () => {
    const { folder, commit } = newRepository()
    const first = commit({ 'models/a.tflite': '1', 'src/x': '1' }, 'Add a "model" – über')
    commit({ 'src/x': '2' })
    const third = commit({ 'models/b.txt': '1' })
    const fourth = commit({ 'models/a.tflite': undefined })
    const git = await opened(folder)
    const directory = join(folder, 'models')
    const idsOf = async (options: Partial<Parameters<typeof git.log>[0]>): Promise<readonly string[]> =>
      (await git.log({ revision: 'HEAD', directory, limit: 10, ...options })).map(({ id }) => id)
    expect(await idsOf({})).toEqual([fourth, third, first])
    expect(await idsOf({ limit: 2 })).toEqual([fourth, third])
    expect(await idsOf({ paths: [':(glob)**/*.tflite'] })).toEqual([fourth, first])
    expect(await idsOf({ paths: ['*.tflite'] })).toEqual([fourth, first])
    expect(await idsOf({ revision: third })).toEqual([third, first])
    expect(await idsOf({ since: first })).toEqual([fourth, third])
    expect(await idsOf({ since: '2026-01-01T12:02:30Z' })).toEqual([fourth, third])
    expect(await git.log({ revision: first, directory: folder, limit: 1 })).toEqual([
      { id: first, committedAt: '2026-01-01T12:01:00Z', subject: 'Add a "model" – über' },
    ])
  })

  it('follows first parents, and shows what a merge brings', async () => {
    const { folder, base, merge } = merged()
    const git = await opened(folder)
    const commits = await git.log({ revision: 'main', directory: folder, limit: 10 })
    expect(commits.map(({ id }) => id)).toEqual([merge, base.after, base.before])
  })

  it('is not changed by a config', async () => {
    const { folder, git: run, commit } = newRepository()
    commit({ a: '1' }, 'First')
    run('mv', 'a', 'b')
    commit({}, 'Second')
    const git = await opened(folder)
    const before = await git.log({ revision: 'HEAD', directory: folder, limit: 10, paths: ['b'] })
    const settings = {
      'color.ui': 'always',
      'diff.renames': 'copies',
      'format.pretty': 'fuller',
      'log.decorate': 'full',
      'log.diffMerges': 'on',
      'log.follow': 'true',
      'log.showSignature': 'true',
    }
    for (const [name, value] of Object.entries(settings)) run('config', name, value)
    expect(await git.log({ revision: 'HEAD', directory: folder, limit: 10, paths: ['b'] })).toEqual(before)
    expect(before.map(({ subject }) => subject)).toEqual(['Second'])
  })
})

/** A repository in which the branch side left main and was merged again. */
function merged(): TestRepository & { base: { before: string; after: string }; side: string; merge: string } {
  const repository = newRepository()
  const { git, commit } = repository
  const before = commit({ a: '1' })
  git('checkout', '--quiet', '-b', 'side')
  const side = commit({ b: '1' })
  git('checkout', '--quiet', 'main')
  const after = commit({ a: '2' })
  git('merge', '--quiet', '--no-ff', '--message', 'Merge side', 'side')
  return { ...repository, base: { before, after }, side, merge: git('rev-parse', 'HEAD') }
}

/** Puts an object where Git LFS does, with another content where it is to be damaged. Gives its SHA-256. */
function storeLfsObject(storage: string, content: string, stored: string = content): string {
  const sha256 = sha256Of(content)
  const folder = join(storage, 'objects', sha256.slice(0, 2), sha256.slice(2, 4))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, sha256), stored)
  return sha256
}
