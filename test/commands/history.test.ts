import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { UserConfig } from '../../src/budget/user-config.ts'
import type { History } from '../../src/history/history.ts'
import type { Network } from '../../src/model/network.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { sha256Of } from '../../src/sha256.ts'
import { cloneOf, newRepository, repositoryIn, testEnvironment, type TestRepository } from '../host/repositories.ts'
import { folderWith } from '../host/temporary.ts'
import { oneConvolution, resizing, separable } from '../report/round-networks.ts'
import { type Circumstances, type Ended, precious } from './captured.ts'

const config: UserConfig = {
  target: 'coral-usb3-max',
  models: [{ match: ['models/**/*.tflite', '!models/draft*'], budgets: { latency: '1 s' } }],
}
const small = bytesOf(oneConvolution())
const large = bytesOf(separable())

function bytesOf(network: Network): Uint8Array {
  return writeNetwork(network).slice()
}

/** A repository with a config and, in its first commit, a model. */
function project(user: UserConfig = config): TestRepository {
  const repository = newRepository()
  repository.commit({ '.preciousrc.json': JSON.stringify(user), 'models/a.tflite': small }, 'Add a model')
  return repository
}

function history(cwd: string, args: readonly string[] = [], more: Partial<Circumstances> = {}): Promise<Ended> {
  return precious(['history', ...args], { cwd, env: testEnvironment, ...more })
}

/** Path, change and subject of every entry, model by model. */
async function entriesOf(cwd: string, args: readonly string[] = []): Promise<readonly string[]> {
  const { code, out, err } = await history(cwd, ['--json', ...args])
  if (code !== 0) throw new Error(err)
  const { commits, models }: History = JSON.parse(out)
  const subjects = new Map(commits.map(({ id, subject }) => [id, subject]))
  return models.flatMap(({ entries }) =>
    entries.map(({ change, path, commit, content }) =>
      [path, change, content?.state ?? '-', subjects.get(commit) ?? ''].join(' | '),
    ),
  )
}

describe('the command history', () => {
  it('shows each change of a model, and leaves out other commits', async () => {
    const { folder, commit } = project()
    commit({ 'src/x.js': '1' }, 'Change code')
    commit({ 'models/draft.tflite': large, 'other/x.tflite': large }, 'Add what no glob matches')
    const last = commit({ 'models/a.tflite': large }, 'Make it larger')
    const { code, out, err } = await history(folder)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('2 commits that change 1 model, oldest first.\nAll figures are estimated')
    expect(out).toMatch(/models\/a\.tflite on coral-usb3-max\n.*commit .*latency .*memory\n/)
    expect(out).toMatch(/Make it larger {2}\d[.\d]+ ms -\d+ %/)
    expect(out).toContain(`  ${last.slice(0, 7)}  2026-01-01  Make it larger`)
    expect(out).not.toMatch(/Change code|no glob/)
  })

  it('gives JSON with sorted keys, the same each time', async () => {
    const { folder, commit } = project()
    commit({ 'models/a.tflite': large })
    const { out } = await history(folder, ['--json'])
    expect((await history(folder, ['--json'])).out).toBe(out)
    const parsed: History = JSON.parse(out)
    expect(Object.keys(parsed)).toEqual(Object.keys(parsed).toSorted())
    expect(parsed).toMatchObject({
      schemaVersion: 1,
      isCutOff: false,
      commits: [{ subject: 'Add a model', committedAt: '2026-01-01T12:01:00Z' }, { subject: 'Change files' }],
      estimators: [{ target: 'coral-usb3-max' }],
      models: [{ path: 'models/a.tflite', entries: [{ change: 'added' }, { change: 'changed' }] }],
    })
    expect(parsed.models[0]?.entries[0]?.content).toMatchObject({ state: 'estimated', sha256: sha256Of(small) })
  })

  it('gives CSV', async () => {
    const { folder, commit } = project({ ...config, target: ['coral-usb3-max', 'coral-pcie-max'] })
    commit({ 'models/a.tflite': large })
    const { out } = await history(folder, ['--csv'])
    const [header = '', ...rows] = out.trimEnd().split('\n')
    expect(rows).toHaveLength(4)
    for (const row of rows) expect(row.split(',')).toHaveLength(header.split(',').length)
    expect(rows.map((row) => row.split(',')[9])).toEqual([
      'coral-usb3-max', 'coral-pcie-max', 'coral-usb3-max', 'coral-pcie-max',
    ])
  })

  it('sees models that are renamed, removed, added again and unreadable', async () => {
    const { folder, commit } = project()
    commit({ 'models/a.tflite': undefined, 'models/deep/b.tflite': small }, 'Move')
    commit({ 'models/deep/b.tflite': large }, 'Change')
    commit({ 'models/deep/b.tflite': undefined }, 'Remove')
    commit({ 'models/deep/b.tflite': 'no model' }, 'Break')
    commit({ 'models/c.tflite': '' }, 'Add nothing')
    expect(await entriesOf(folder)).toEqual([
      'models/c.tflite | added | unreadable | Add nothing',
      'models/a.tflite | added | estimated | Add a model',
      'models/deep/b.tflite | renamed | estimated | Move',
      'models/deep/b.tflite | changed | estimated | Change',
      'models/deep/b.tflite | removed | - | Remove',
      'models/deep/b.tflite | added | unreadable | Break',
    ])
  })

  it('uses the config of today, also for commits that had none or another target', async () => {
    const { folder, write, commit } = newRepository()
    commit({ 'models/a.tflite': small }, 'Add a model')
    write({ '.preciousrc.json': JSON.stringify(config) })
    const { out } = await history(folder, ['-t', 'coral-pcie-max,coral-devboard-max'])
    expect(out).toContain('models/a.tflite on coral-pcie-max')
    expect(out).toContain('models/a.tflite on coral-devboard-max')
    expect(out).not.toContain('coral-usb3-max')
  })

  it('follows first parents: a merge is one change', async () => {
    const { folder, git, commit } = project()
    git('checkout', '--quiet', '-b', 'side')
    commit({ 'models/a.tflite': large }, 'On the side')
    commit({ 'models/a.tflite': bytesOf(resizing(1)) }, 'On the side again')
    git('checkout', '--quiet', 'main')
    git('merge', '--quiet', '--no-ff', '--message', 'Merge the side', 'side')
    expect(await entriesOf(folder)).toEqual([
      'models/a.tflite | added | estimated | Add a model',
      'models/a.tflite | changed | estimated | Merge the side',
    ])
    expect((await entriesOf(folder, ['--revision', 'side'])).at(-1)).toContain('On the side again')
  })

  it('can be narrowed by count, date, revision and model', async () => {
    const { folder, git, commit } = project()
    git('tag', 'v1')
    commit({ 'models/a.tflite': large }, 'Second')
    commit({ 'models/draft.tflite': large }, 'Draft')
    commit({ 'models/b.tflite': small }, 'Third')
    const second = 'models/a.tflite | changed | estimated | Second'
    const third = 'models/b.tflite | added | estimated | Third'
    expect(await entriesOf(folder, ['--limit', '1'])).toEqual([third])
    expect(await entriesOf(folder, ['--limit', '2'])).toEqual([second, third])
    expect(await entriesOf(folder, ['--since', 'v1'])).toEqual([second, third])
    expect(await entriesOf(folder, ['--since', '2026-01-01 12:01:30'])).toEqual([second, third])
    expect(await entriesOf(folder, ['--since', '2026-01-01', '--model', 'models/b*'])).toEqual([third])
    expect(await entriesOf(folder, ['--model', 'models/{b,c}.tflite'])).toEqual([third])
  })

  it('works below the top of the repository, and with models beside the config', async () => {
    const { folder, commit } = newRepository()
    const entry = { match: ['*.tflite', '../shared/*.tflite'], budgets: { latency: '1 s' } }
    const user: UserConfig = { ...config, models: [entry] }
    commit({
      'app/.preciousrc.json': JSON.stringify(user),
      'app/a.tflite': small,
      'shared/s.tflite': large,
      'a.tflite': small,
    }, 'Add all')
    expect(await entriesOf(join(folder, 'app'))).toEqual([
      '../shared/s.tflite | added | estimated | Add all',
      'a.tflite | added | estimated | Add all',
    ])
  })

  it('prints no control characters that git holds', async () => {
    const { folder, commit } = project()
    commit({ 'models/\u001B[31m\n.tflite': large }, 'Red \u001B[31m\u202E')
    const { out } = await history(folder)
    for (const control of ['\u001B', '\u202E']) expect(out).not.toContain(control)
    expect(out).toContain('models/?[31m?.tflite')
  })

  it('estimates a content once, and remembers it in node_modules', async () => {
    const { folder, commit } = project()
    commit({ 'models/b.tflite': small, 'package.json': '{}', '.gitignore': 'node_modules' })
    expect((await history(folder)).code).toBe(0)
    expect(readdirSync(folder)).not.toContain('node_modules')
    mkdirSync(join(folder, 'node_modules'))
    const { out } = await history(folder)
    const cache = join(folder, 'node_modules/.cache/precious')
    expect(readdirSync(cache)).toHaveLength(1)
    expect((await history(folder)).out).toBe(out)
  })
})

describe('Git LFS objects in the history', () => {
  const pointer = (bytes: Uint8Array): string =>
    `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256Of(bytes)}\nsize ${bytes.length}\n`

  it('are estimated where they are here, and told where they are not', async () => {
    const { folder, commit } = project()
    commit({ 'models/a.tflite': pointer(large) }, 'Large')
    commit({ 'models/a.tflite': pointer(small) }, 'Small')
    const sha256 = sha256Of(large)
    const object = join(folder, '.git/lfs/objects', sha256.slice(0, 2), sha256.slice(2, 4))
    mkdirSync(object, { recursive: true })
    writeFileSync(join(object, sha256), large)
    expect(await entriesOf(folder)).toEqual([
      'models/a.tflite | added | estimated | Add a model',
      'models/a.tflite | changed | estimated | Large',
      // The same content as in the first commit.
      'models/a.tflite | changed | estimated | Small',
    ])
    commit({ 'models/a.tflite': pointer(bytesOf(resizing(2))) }, 'Elsewhere')
    expect((await entriesOf(folder)).at(-1)).toBe('models/a.tflite | changed | unfetched | Elsewhere')
    expect((await history(folder)).out).toContain('Not here: Git LFS object was not fetched')
  })
})

describe('a shallow clone', () => {
  it('says that its history is cut', async () => {
    const origin = project()
    origin.commit({ 'models/a.tflite': large }, 'Second')
    origin.commit({ 'models/a.tflite': small }, 'Third')
    const { folder } = cloneOf(origin, '--depth=2')
    const { code, out } = await history(folder)
    expect(code).toBe(0)
    expect(out).toContain('Not a change: it was there already where this shallow clone begins.')
    expect(out.replaceAll('\n', ' ')).toContain(
      'The history ends where this shallow clone was cut. Fetch more of it with git fetch --unshallow, or in GitHub ' +
        'Actions with fetch-depth: 0 for actions/checkout.',
    )
    expect(await entriesOf(folder)).toEqual([
      'models/a.tflite | present | estimated | Second',
      'models/a.tflite | changed | estimated | Third',
    ])
    expect((await history(folder, ['--csv'])).err).toContain('shallow clone was cut')
    expect((await history(folder, ['--limit', '1'])).out).not.toContain('shallow')
    expect((await history(cloneOf(origin).folder)).out).not.toContain('shallow')
  })
})

describe('a plot', () => {
  it('is written beside the text', async () => {
    const { folder, commit } = project()
    commit({ 'models/a.tflite': large })
    const { code, out, err } = await history(folder, ['--plot', 'plots/history.svg'])
    expect({ code, err }).toEqual({ code: 0, err: 'The plot is in plots/history.svg.\n' })
    expect(out).toContain('models/a.tflite on coral-usb3-max')
    expect(readFileSync(join(folder, 'plots/history.svg'), 'utf8')).toMatch(/^<svg xmlns/)
  })

  it('that cannot be written is told', async () => {
    const { folder } = project()
    expect(await history(folder, ['--plot', 'models'])).toMatchObject({
      code: 2,
      err: 'error: models: this is a folder, not a file\n  Add a file name to the path.\n',
    })
  })
})

describe('history refuses', () => {
  it.each([
    [['--limit', '0'], '--limit takes a count of commits'],
    [['--limit', 'x'], '--limit takes a count of commits'],
    [['--json', '--csv'], '--json and --csv exclude each other'],
    [['--model', '/x'], '--model cannot be understood: the path is absolute'],
    [['-t', 'coral-usb3-maxx'], '--target: '],
    [['--revision', 'nowhere'], '--revision: there is no commit "nowhere" here'],
    [['--revision=--output=x'], 'the repository has no commit "--output=x"'],
    [['--since', 'v9'], '--since: "v9" is neither a date nor a commit that is here'],
    [['--since', '2026-02-30'], '--since: "2026-02-30" is neither a date'],
    [['--since=-x'], '--since: "-x" is neither a date'],
    [['--since', '2026-01-02'], 'no commit in the history changes a model that the config matches in the time since'],
    [['--model', 'x/*.tflite'], 'no commit in the history changes a model'],
    [['-c', 'gone.json'], 'gone.json: there is no such config file'],
  ])('%j', async (args, message) => {
    const { code, out, err } = await history(project().folder, args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(`error: ${message}`)
  })

  it('a config with a target that is unknown', async () => {
    const { err } = await history(project({ ...config, target: 'coral' }).folder)
    expect(err).toMatch(/^error: \.preciousrc\.json: .*"coral"/)
  })

  it('a folder that is in no repository', async () => {
    const { code, err } = await history(folderWith({ '.preciousrc.json': JSON.stringify(config) }))
    expect(code).toBe(2)
    expect(err).toMatch(/^error: \.preciousrc\.json: the folder of the config is in no git repository\n/)
  })

  it('a repository without commits, or without models in them', async () => {
    const { folder, write, commit } = newRepository()
    write({ '.preciousrc.json': JSON.stringify(config) })
    expect((await history(folder)).err).toMatch(/^error: --revision: the repository has no commit yet\n/)
    commit({ 'x.txt': '' })
    expect(await history(folder)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^error: no commit in the history changes a model that the config matches\n/),
    })
  })

  it('a config whose models lie outside of the repository', async () => {
    const user: UserConfig = { ...config, models: [{ match: '../*.tflite', budgets: { latency: '1 s' } }] }
    const { err } = await history(project(user).folder)
    expect(err).toContain('no glob of the config, together with --model, leads to files of its git repository')
  })
})

it('history tells contents that a partial clone cannot fetch, and goes on', async () => {
  const origin = project()
  origin.commit({ 'models/a.tflite': large }, 'Second')
  const { folder } = cloneOf(origin, '--filter=blob:none')
  renameSync(origin.folder, `${origin.folder}-gone`)
  expect(await entriesOf(folder)).toEqual([
    'models/a.tflite | added | unreadable | Add a model',
    'models/a.tflite | changed | estimated | Second',
  ])
  renameSync(`${origin.folder}-gone`, origin.folder)
})

it('history stops when the user asks for it', async () => {
  const { folder } = project()
  const signal = AbortSignal.abort()
  expect(await history(folder, [], { signal })).toEqual({ code: 130, out: '', err: '' })
})

it('history works in a linked work tree', async () => {
  const main = project()
  const linked = join(folderWith(), 'linked')
  main.git('worktree', 'add', '--quiet', linked, '-b', 'side')
  repositoryIn(linked).commit({ 'models/a.tflite': large }, 'On the side')
  expect(await entriesOf(linked)).toHaveLength(2)
})
