import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it, test } from 'vitest'
import type { UserConfig } from '../../src/budget/user-config.ts'
import type { RunReport } from '../../src/report/run-report.ts'
import { reportSchema } from '../../src/report/report-schema.ts'
import type { Report } from '../../src/report/report.ts'
import { configName, configText, configWith, modelFile } from '../host/compared.ts'
import { cloneOf, newRepository, type TestRepository } from '../host/repositories.ts'
import { folderWith } from '../host/temporary.ts'
import { type Ended, precious } from './captured.ts'

const narrow = modelFile('c8 d3 c16 c8 m')
const wide = modelFile('c8 d3 c256 c256 m')
const usual = configWith({ latency: { max: '1 s', maxIncrease: '5 %' } })

/** A repository with a commit of a narrow model, tagged v1, and one of a wider model on top. */
function history(user: UserConfig = usual): TestRepository {
  const repository = newRepository()
  repository.commit({ [configName]: configText(user), 'models/a.tflite': narrow })
  repository.git('tag', 'v1')
  repository.commit({ 'models/a.tflite': wide })
  return repository
}

async function checkIn({ folder }: TestRepository, ...args: readonly string[]): Promise<Ended> {
  return await precious(['check', ...args], { cwd: folder })
}

function reportIn({ out }: Ended): Report {
  return reportSchema.parse(JSON.parse(out))
}

describe('--baseline with a revision', () => {
  it('fails where a limited increase is exceeded, and tells by how much and why', async () => {
    const { code, out, err } = await checkIn(history(), '--baseline', 'v1')
    expect({ code, err }).toEqual({ code: 1, err: '' })
    const [heading, limit, increase, ...others] = out.split('\n')
    expect(heading).toMatch(/^models\/a\.tflite on coral-usb3-max /)
    expect(limit).toMatch(/^ {2}✔ within {2}latency {2}estimated \S+ ms .* limit 1 s$/)
    expect(increase).toMatch(/^ {2}✖ over {4}latency {2}estimated \+\S+ % +\(\+\S+ to \+\S+ %\) +limit \+5 %/)
    expect(others[0]).toBe('  against the baseline: changed')
    expect(others[1]).toMatch(/^ {4}latency {2}\+\S+ us, \+\S+ % {3}\(\+\S+ to \+\S+ ms\)$/)
    expect(out).toMatch(/conv_2d_3 \(CONV_2D\) grew from 8 to 256 filters: \+\S+ us\./)
    expect(out).toMatch(/Of those not kept, 1 is new\.\nCompared with [0-9a-f]{7}, which is v1\.\n/)
    expect(out).toMatch(/Differences in latency on coral-usb3-max rest on \d+ pairs of measured models \(\S+ % held\)/)
  })

  it('passes where nothing changed', async () => {
    const { code, out } = await checkIn(history(), '--baseline', 'HEAD')
    expect(code).toBe(0)
    expect(out).toContain('✔ within  latency  estimated ±0 %')
    expect(out).toContain('  against the baseline: unchanged\n')
  })

  it('compares with the merge base, not with what the other branch has become', async () => {
    const repository = history()
    repository.git('switch', '--quiet', '--create', 'other')
    repository.commit({ 'models/a.tflite': narrow })
    repository.git('switch', '--quiet', 'main')
    repository.commit({ 'README.md': '' })
    const { out } = await checkIn(repository, '--baseline', 'other')
    expect(out).toContain('against the baseline: unchanged')
    expect(out).toMatch(/Compared with [0-9a-f]{7}, the merge base with other\./)
  })

  it('takes what is in the work tree, committed or not', async () => {
    const repository = history()
    repository.write({ 'models/a.tflite': narrow })
    expect((await checkIn(repository, '--baseline', 'v1')).code).toBe(0)
  })

  it('says which budgets that are not kept are known from the baseline', async () => {
    const repository = history(configWith({ latency: '1 us', cpuOperators: 0 }))
    const { code, out } = await checkIn(repository, '--baseline', 'HEAD', '-r', 'markdown')
    expect(code).toBe(1)
    expect(out).toContain('Of those not kept, 1 is known from the baseline.')
    expect(out).toMatch(/❌ limit 1 us, .*, known/)
  })

  test.each([
    ['nosuch', 'error: --baseline nosuch: there is no such revision or report\n'],
    ['-x', 'error: --baseline -x: there is no such revision or report\n'],
    ['^HEAD', 'error: --baseline ^HEAD: there is no such revision or report\n'],
    ['HEAD:models', 'error: --baseline HEAD:models: there is no such revision or report\n'],
    ['models', 'error: --baseline models: there is no such revision or report\n'],
    ['', 'error: --baseline: the name is empty\n'],
  ])('%j is refused', async (revision, message) => {
    const { code, out, err } = await checkIn(history(), '--baseline', revision)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
    expect(err.split('\n')).toHaveLength(3)
  })

  it('asks for more history in a shallow clone', async () => {
    const { code, err } = await checkIn(cloneOf(history(), '--depth=1'), '--baseline', 'HEAD~1')
    expect(code).toBe(2)
    expect(err).toBe(
      'error: --baseline HEAD~1: there is no such revision or report in this shallow clone\n' +
        '  Fetch the whole history (git fetch --unshallow, or fetch-depth: 0 in actions/checkout).\n',
    )
  })

  it('needs a commit, a common one, and a repository', async () => {
    const empty = newRepository()
    empty.write({ [configName]: configText(usual), 'models/a.tflite': narrow })
    expect((await checkIn(empty, '--baseline', 'main')).err).toContain('the repository has no commit yet\n  Commit')
    const repository = history()
    repository.git('checkout', '--quiet', '--orphan', 'other')
    repository.commit({})
    const { err } = await checkIn(repository, '--baseline', 'main')
    expect(err).toContain('the checked out commit has no common ancestor with it')
    const cwd = folderWith({ [configName]: configText(usual) })
    const outside = await precious(['check', '--baseline', 'main'], { cwd })
    expect(outside.code).toBe(2)
    expect(outside.err).toContain('the config is in no git repository, so there is no revision to compare with')
  })
})

describe('--baseline with a report', () => {
  /** A repository whose older models are in the report base.json. */
  async function withReport(): Promise<TestRepository> {
    const repository = history()
    repository.git('checkout', '--quiet', 'v1')
    await checkIn(repository, '-r', 'json', '-o', 'base.json')
    repository.git('checkout', '--quiet', 'main')
    return repository
  }

  it('gives the figures that the revision gives, apart from single operators', async () => {
    const repository = await withReport()
    const byReport = reportIn(await checkIn(repository, '--baseline', 'base.json', '--json'))
    const byRevision = reportIn(await checkIn(repository, '--baseline', 'v1', '--json'))
    const [one, other] = [byReport.models[0], byRevision.models[0]]
    expect(one?.change).toEqual(other?.change)
    expect(one?.results[0]?.deltas).toEqual(other?.results[0]?.deltas)
    expect(one?.results[0]?.budgets).toEqual(other?.results[0]?.budgets)
    expect(one?.results[0]?.deltaCauses.join()).toContain('Computing takes more time')
    expect(byReport.baseline).toMatchObject({ name: 'the report base.json', commit: null, removed: [], remarks: [] })
  })

  it('names models that could not be read when it was made', async () => {
    const repository = history()
    repository.write({ 'models/b.tflite': 'damaged' })
    await checkIn(repository, '-r', 'json', '-o', 'base.json')
    repository.write({ 'models/b.tflite': narrow })
    const report = reportIn(await checkIn(repository, '--baseline', 'base.json', '--json'))
    expect(report.baseline).toMatchObject({
      remarks: ["models/b.tflite could not be read when the baseline's report was made."],
    })
    expect(report.models.map(({ path, change }) => `${path} ${change?.state}`)).toEqual([
      'models/a.tflite same', 'models/b.tflite new',
    ])
  })

  it('may be what a run of the GitHub Action handed on, of one config', async () => {
    const repository = await withReport()
    const report = reportIn(await checkIn(repository, '--json'))
    const reports = [{ config: 'x', report }]
    const run: RunReport = { schemaVersion: 1, commit: 'a'.repeat(40), pullRequest: 7, reports }
    repository.write({ 'run.json': JSON.stringify(run) })
    const { baseline } = reportIn(await checkIn(repository, '--baseline', 'run.json', '--json'))
    expect(baseline).toMatchObject({ name: 'the report run.json', commit: 'a'.repeat(40) })
    repository.write({ 'run.json': JSON.stringify({ ...run, reports: [...run.reports, ...run.reports] }) })
    const several = await checkIn(repository, '--baseline', 'run.json')
    expect(several.code).toBe(2)
    expect(several.err).toContain('error: run.json: the file holds the reports of 2 configs\n')
    repository.write({ 'run.json': JSON.stringify({ ...run, reports: [] }) })
    expect((await checkIn(repository, '--baseline', 'run.json')).err).toContain('run.json: the file holds no report\n')
  })

  test.each([
    ['is missing', undefined, 'there is no such file'],
    ['is empty', '\n', 'the file is empty'],
    ['is no JSON', 'no', 'the file is not JSON'],
    ['is no text', new Uint8Array([0x22, 0xe9, 0x22]), 'the file is not UTF-8 text'],
    ['is a list', '[]', 'the file is not a report that this version reads\n'],
    ['is of another version', '{ "schemaVersion": 2 }', 'that this version reads: its schemaVersion is 2\n'],
    ['is damaged', '{ "schemaVersion": 1, "tool": { "name": "x" } }', 'that this version reads (see tool.name)\n'],
    ['is a damaged run', '{ "reports": [1] }', 'that this version reads (see '],
  ])('that %s is refused', async (_, content, message) => {
    const repository = history()
    if (content !== undefined) repository.write({ 'base.json': content })
    const { code, out, err } = await checkIn(repository, '--baseline', 'base.json')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('error: base.json: ')
    expect(err).toContain(message)
  })

  it('that is a folder is refused', async () => {
    const repository = history()
    mkdirSync(join(repository.folder, 'base.json'))
    const { code, err } = await checkIn(repository, '--baseline', 'base.json')
    expect({ code, err }).toEqual({ code: 2, err: 'error: base.json: this is a folder, not a report\n  Name a file.\n' })
  })

  it('needs no repository', async () => {
    const cwd = folderWith({ [configName]: configText(usual) })
    mkdirSync(join(cwd, 'models'))
    writeFileSync(join(cwd, 'models/a.tflite'), narrow)
    await precious(['check', '-r', 'json', '-o', 'base.json'], { cwd })
    const { code, out } = await precious(['check', '-b', 'base.json'], { cwd })
    expect(code).toBe(0)
    expect(out).toContain('Compared with the report base.json.')
  })
})

describe('the report of a comparison', () => {
  it('keeps to the width of the terminal at its end', async () => {
    const terminal = { cwd: history().folder, isTTY: true, columns: 60, env: { CI: '1' } }
    const { out } = await precious(['check', '-b', 'v1'], terminal)
    const end = out.slice(out.indexOf('Failed: '))
    expect(end).toMatch(/^Failed: 1 of 2 budgets of 1 model fails \(1 within, 1 over\)\.\S*\n/)
    for (const line of stripVTControlCharacters(end).split('\n')) expect(line.length).toBeLessThanOrEqual(60)
  })

  it('is valid, and the same to the byte each time', async () => {
    const repository = history()
    repository.write({ 'models/b.tflite': narrow })
    const again = (): Promise<Ended> => checkIn(repository, '-b', 'v1', '--json')
    const [one, other] = [await again(), await again()]
    expect(one.out).toBe(other.out)
    expect(reportSchema.safeParse(JSON.parse(one.out)).error).toBeUndefined()
    expect(one.out).not.toContain(repository.folder)
  })

  it('in Markdown has the change in the table', async () => {
    const { out } = await checkIn(history(), '-b', 'v1', '-r', 'markdown')
    expect(out).toMatch(/^## Edge TPU budgets\n\n❌ Failed: 1 of 2 budgets of 1 model fails/)
    expect(out.replaceAll('\u00A0', ' ')).toMatch(/<br>▲ \+\S+ us, \+\S+ % \(/)
    expect(out).toMatch(/- conv\\_2d\\_3 \(CONV\\_2D\) grew from 8 to 256 filters: \+/)
  })
})
