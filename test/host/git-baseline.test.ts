import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { lfsPointerText } from '../../src/host/lfs-pointer.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import type { BudgetResult } from '../../src/report/report.ts'
import { sha256Of } from '../../src/sha256.ts'
import { compiled } from '../report/round-networks.ts'
import { changesOf, compareIn, configName, configText, configWith, modelFile, onlyBudget, target } from './compared.ts'
import { cloneOf, newRepository, type TestRepository } from './repositories.ts'
import { thrownBy } from './temporary.ts'

// Networks that lie inside the range that the target was checked on.
const words = 'c8 d3 c16 c8 m'
const model = modelFile(words)
const otherWeights = modelFile(words, { seed: 2 })
const wider = modelFile('c8 d3 c32 c8 m')
const dense = modelFile('f16 t f16 t f4', { input: [1, 32] })

const user = configWith({ latency: '1 s' })
const configFile = { [configName]: configText(user) }

interface Project {
  readonly repository: TestRepository
  readonly commit: string
}

/** A repository with a config and models, and the commit of them. */
function project(models: Readonly<Record<string, string | Uint8Array>>): Project {
  const repository = newRepository()
  return { repository, commit: repository.commit({ ...configFile, ...models }) }
}

function pointerTo(bytes: Uint8Array): string {
  return lfsPointerText({ sha256: sha256Of(bytes), bytes: bytes.length })
}

/** Puts a content where Git LFS keeps what it has fetched. */
function fetched({ folder }: TestRepository, bytes: Uint8Array): void {
  const sha256 = sha256Of(bytes)
  const path = join(folder, '.git/lfs/objects', sha256.slice(0, 2), sha256.slice(2, 4), sha256)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}

describe('models compared with those of a commit', () => {
  it('are the same where nothing changed, and none is read', async () => {
    const { repository, commit } = project({ 'models/a.tflite': model })
    const { report, reads } = await compareIn(repository, { user, commit })
    expect(changesOf(report)).toEqual(['models/a.tflite same'])
    expect(report.models[0]?.change?.baseSha256).toBe(sha256Of(model))
    expect(report.models[0]?.results[0]?.deltas[0]).toMatchObject({ quantity: 'latency', value: 0, low: 0, high: 0 })
    expect(reads).toBe(0)
  })

  it('are equal where only the weights changed', async () => {
    const { repository, commit } = project({ 'models/a.tflite': model })
    repository.write({ 'models/a.tflite': otherWeights })
    const { report } = await compareIn(repository, { user, commit })
    expect(changesOf(report)).toEqual(['models/a.tflite equal'])
    expect(report.models[0]?.results[0]?.deltas[0]).toMatchObject({ value: 0, low: 0, high: 0 })
    expect(report.models[0]?.results[0]?.deltaCauses).toEqual([])
  })

  it('have changed where a layer is wider, and only those are read', async () => {
    const models = { 'models/a.tflite': model, 'models/b.tflite': dense, 'models/c.tflite': model }
    const { repository, commit } = project(models)
    repository.write({ 'models/a.tflite': wider })
    const { report, reads } = await compareIn(repository, { user, commit })
    expect(changesOf(report)).toEqual(['models/a.tflite changed', 'models/b.tflite same', 'models/c.tflite same'])
    expect(reads).toBe(1)
    const [latency] = report.models[0]?.results[0]?.deltas ?? []
    expect(latency?.basis === 'estimated' && latency.value > 0 && latency.low < latency.value).toBe(true)
  })

  it('are new or gone', async () => {
    const { repository, commit } = project({ 'models/a.tflite': model, 'models/old.tflite': dense })
    repository.write({ 'models/old.tflite': undefined, 'models/new.tflite': wider })
    repository.write({ 'models/a.tflite': model })
    const { report, baseline } = await compareIn(repository, { user, commit })
    expect(changesOf(report)).toEqual(['models/a.tflite same', 'models/new.tflite new'])
    expect(baseline.removed).toEqual(['models/old.tflite'])
    expect(report.models[1]?.results[0]?.deltas).toEqual([])
  })

  it('are followed where they were renamed, by their content', async () => {
    const { repository, commit } = project({ 'models/a.tflite': model })
    repository.write({ 'models/a.tflite': undefined, 'models/deep/er/b.tflite': model })
    const { report, baseline, reads } = await compareIn(repository, { user, commit })
    expect(changesOf(report)).toEqual(['models/deep/er/b.tflite same < models/a.tflite'])
    expect(baseline.removed).toEqual([])
    expect(reads).toBe(0)
  })

  it('are followed where they were renamed and changed, by what they are made of', async () => {
    const { repository, commit } = project({ 'models/a.tflite': model, 'models/z.tflite': dense })
    repository.write({ 'models/a.tflite': undefined, 'models/b.tflite': wider })
    const { report, reads } = await compareIn(repository, { user, commit })
    expect(changesOf(report)).toEqual(['models/b.tflite changed < models/a.tflite', 'models/z.tflite same'])
    expect(report.models[0]?.change?.similarity).toBeCloseTo((3 + 2 * 0.7) / 5, 9)
    // Read once for looking and for comparing.
    expect(reads).toBe(1)
  })

  it('are not gone where they are there and cannot be read today', async () => {
    const { repository, commit } = project({ 'models/a.tflite': model })
    repository.write({ 'models/a.tflite': 'damaged', 'models/b.tflite': model })
    const { report, baseline } = await compareIn(repository, { user, commit })
    expect(report.unreadable.map(({ path }) => path)).toEqual(['models/a.tflite'])
    expect(changesOf(report)).toEqual(['models/b.tflite new'])
    expect(baseline.removed).toEqual([])
  })

  it('are those that the entries match, at the commit as well', async () => {
    const { repository, commit } = project({
      'models/a.tflite': model,
      'models/sub/b.tflite': model,
      'other/c.tflite': model,
      'models/node_modules/d.tflite': model,
    })
    repository.write({ 'models/sub/b.tflite': undefined, 'other/c.tflite': undefined })
    const { baseline } = await compareIn(repository, { user, commit })
    expect(baseline.removed).toEqual(['models/sub/b.tflite'])
  })

  it('may belong to one project of several in a repository', async () => {
    const repository = newRepository()
    const commit = repository.commit({
      'apps/one/.preciousrc.json': configText(user),
      'apps/one/models/a.tflite': model,
      'apps/two/models/a.tflite': model,
    })
    repository.write({ 'apps/one/models/a.tflite': wider })
    const { report, baseline } = await compareIn(repository, { user, commit, below: 'apps/one' })
    expect(changesOf(report)).toEqual(['models/a.tflite changed'])
    expect(baseline.remarks).toEqual([])
  })

  it('may lie above the folder of the config', async () => {
    const repository = newRepository()
    const commit = repository.commit({ 'shared/a.tflite': model, 'shared/b.tflite': dense, 'app/.preciousrc.json': '' })
    repository.write({ 'shared/a.tflite': wider, 'shared/b.tflite': undefined })
    const { report, baseline } = await compareIn(repository, {
      user: configWith({}, '../shared/*.tflite'), commit, below: 'app',
    })
    expect(changesOf(report)).toEqual(['../shared/a.tflite changed'])
    expect(baseline.removed).toEqual(['../shared/b.tflite'])
  })

  it('are all new where the folder of the config was not there yet', async () => {
    const repository = newRepository()
    const commit = repository.commit({ 'README.md': '' })
    repository.write({ 'app/models/a.tflite': model })
    const { report, baseline } = await compareIn(repository, { user, commit, below: 'app' })
    expect(changesOf(report)).toEqual(['models/a.tflite new'])
    expect(baseline.remarks).toEqual([`The baseline has no ${configName}: its models are judged by today's budgets.`])
  })

  it('that are damaged at the commit are not compared, and why is told', async () => {
    const { repository, commit } = project({ 'models/a.tflite': 'damaged' })
    repository.write({ 'models/a.tflite': model })
    const { report } = await compareIn(repository, { user, commit })
    expect(report.models[0]?.change).toMatchObject({ state: 'unavailable', baseSha256: null })
    expect(report.models[0]?.change?.reason).toMatch(/^models\/a\.tflite: .*\. .*\.$/)
    expect(report.models[0]?.results[0]?.deltas).toEqual([])
    expect(report.verdict).toBe('passed')
  })

  it('of a commit that is not here cannot be', async () => {
    const { repository } = project({ 'models/a.tflite': model })
    const error = await thrownBy(() => compareIn(repository, { user, commit: '1'.repeat(40) }))
    expect(error).toMatchObject({ code: 'git/unknown-revision' })
  })
})

describe('models kept by Git LFS', () => {
  it('are the same by the hash in the pointer, fetched or not', async () => {
    const { repository, commit } = project({ 'models/a.tflite': pointerTo(model) })
    repository.write({ 'models/a.tflite': model })
    const { report } = await compareIn(repository, { user, commit })
    expect(changesOf(report)).toEqual(['models/a.tflite same'])
  })

  it('that changed are read from what was fetched', async () => {
    const { repository, commit } = project({ 'models/a.tflite': pointerTo(model) })
    fetched(repository, model)
    repository.write({ 'models/a.tflite': wider })
    const { report } = await compareIn(repository, { user, commit })
    expect(changesOf(report)).toEqual(['models/a.tflite changed'])
    expect(report.models[0]?.change?.baseSha256).toBe(sha256Of(model))
  })

  it('that changed and were not fetched are not compared', async () => {
    const { repository, commit } = project({ 'models/a.tflite': pointerTo(model) })
    repository.write({ 'models/a.tflite': wider })
    const { report } = await compareIn(repository, { user, commit })
    expect(report.models[0]?.change?.reason).toBe(
      `models/a.tflite: it is kept by Git LFS, and its object ${sha256Of(model).slice(0, 12)} ` +
        `of ${model.length} bytes was not fetched. Run "git lfs fetch" for that commit before the check.`,
    )
  })

  it('in a clone without contents are the same without reading any, and read where they changed', async () => {
    const { repository, commit } = project({ 'models/a.tflite': pointerTo(model), 'models/b.tflite': pointerTo(model) })
    const clone = cloneOf(repository, '--filter=blob:none', '--no-checkout')
    clone.write({ 'models/a.tflite': model, 'models/b.tflite': wider })
    fetched(clone, model)
    const { report, reads } = await compareIn(clone, { user, commit })
    expect(changesOf(report)).toEqual(['models/a.tflite same', 'models/b.tflite changed'])
    expect(reads).toBe(1)
  })
})

describe('what is said of the config of the baseline', () => {
  const differs = `${configName} differs from the baseline's: both are judged by today's budgets.`

  type Files = Readonly<Record<string, string>>

  async function remarksFor(before: Files, name: string, text: string): Promise<readonly string[]> {
    const repository = newRepository()
    const commit = repository.commit({ 'models/a.tflite': model, ...before })
    return (await compareIn(repository, { user, commit, content: { name, text } })).baseline.remarks
  }

  test.each([
    ['the same', '{}\n', []],
    ['the same with the line ends of Windows', '{}\r\n', []],
    ['another one', '{ "uncertain": "error" }\n', [differs]],
  ])('%s', async (_, text, remarks) => {
    expect(await remarksFor({ [configName]: '{}\n' }, configName, text)).toEqual(remarks)
  })

  it('that there is none', async () => {
    const none = [`The baseline has no ${configName}: its models are judged by today's budgets.`]
    expect(await remarksFor({}, configName, '{}\n')).toEqual(none)
  })

  it('nothing where it stands in a package.json, in which much else changes', async () => {
    expect(await remarksFor({ 'package.json': '{}' }, 'package.json', '{ "version": "2" }')).toEqual([])
  })
})

describe('a test merge', () => {
  /** Commits on main and on a branch, and the merge of the two checked out. */
  function merged(onMain: Readonly<Record<string, Uint8Array>>): Project & { readonly main: string } {
    const { repository, commit } = project({ 'models/a.tflite': model, 'models/b.tflite': dense })
    repository.git('switch', '--quiet', '--create', 'branch')
    repository.commit({ 'models/b.tflite': modelFile('f16 t f32 t f4', { input: [1, 32] }) })
    repository.git('switch', '--quiet', 'main')
    const main = repository.commit(onMain)
    repository.git('merge', '--quiet', '--no-edit', 'branch')
    return { repository, commit, main }
  }

  it('is compared with the files of its first parent: what the base branch changed is not counted', async () => {
    const { repository, commit, main } = merged({ 'models/a.tflite': wider })
    const { report, baseline } = await compareIn(repository, { user, commit, files: main })
    expect(changesOf(report)).toEqual(['models/a.tflite same', 'models/b.tflite changed'])
    expect(baseline.commit).toBe(commit)
    expect(baseline.remarks).toEqual([
      'The base branch has changed models/a.tflite since then; that is not counted here.',
    ])
  })

  it('names the first five models that the base branch changed', async () => {
    const names = ['c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name) => `models/${name}.tflite`)
    const { repository, commit, main } = merged(Object.fromEntries(names.map((name) => [name, model])))
    const { baseline } = await compareIn(repository, { user, commit, files: main })
    expect(baseline.remarks).toEqual([
      `The base branch has changed ${names.slice(0, 5).join(', ')} and 2 more since then; that is not counted here.`,
    ])
  })

  it('says nothing of it where the base branch changed no model', async () => {
    const { repository, commit, main } = merged({ 'README.md': new Uint8Array() })
    expect((await compareIn(repository, { user, commit, files: main })).baseline.remarks).toEqual([])
  })
})

describe('a limited increase over a commit', () => {
  const increase = configWith({ latency: { maxIncrease: '1 %' } })

  /** The budget on a model that was and is so. */
  async function judged(before: Uint8Array | string, now: Uint8Array, limit = increase): Promise<BudgetResult> {
    const repository = newRepository()
    const commit = repository.commit({ 'models/a.tflite': before, [configName]: configText(limit) })
    repository.write({ 'models/a.tflite': now })
    return onlyBudget((await compareIn(repository, { user: limit, commit })).report)
  }

  it('is kept by the same model and by one that costs the same', async () => {
    const none = { verdict: 'within', outcome: 'pass', increase: { value: 0, low: 0, high: 0 }, standing: null }
    expect(await judged(model, model)).toMatchObject(none)
    expect(await judged(model, otherWeights)).toMatchObject(none)
  })

  it('is kept by the same model outside of the checked range, and by the same compiled one', async () => {
    const outside = modelFile('f8')
    expect(await judged(outside, outside)).toMatchObject({ verdict: 'within', outcome: 'pass' })
    const compiledFile = writeNetwork(compiled()).slice()
    expect(await judged(compiledFile, compiledFile)).toMatchObject({ verdict: 'within', estimate: null })
    expect(await judged(outside, modelFile('f8 t'))).toMatchObject({ verdict: 'unknown', outcome: 'fail' })
  })

  it('is broken by a model that takes much longer, which is new', async () => {
    const much = modelFile('c8 d3 c512 c512 c512 m')
    expect(await judged(model, much)).toMatchObject({ verdict: 'over', outcome: 'fail', standing: 'new' })
  })

  it('may be uncertain', async () => {
    const likely = (await judged(model, wider)).increase?.value ?? Number.NaN
    const limit = configWith({ latency: { maxIncrease: `${(likely * 100).toFixed(9)} %` } })
    const uncertain = { verdict: 'uncertain', outcome: 'warn', standing: 'new' }
    expect(await judged(model, wider, limit)).toMatchObject(uncertain)
  })

  it('passes a new model', async () => {
    const repository = newRepository()
    const commit = repository.commit(configFile)
    repository.write({ 'models/a.tflite': model })
    expect(onlyBudget((await compareIn(repository, { user: increase, commit })).report)).toMatchObject({
      verdict: 'unknown', outcome: 'pass', reason: 'the baseline has no such model', standing: null,
    })
  })

  it('warns where the model of the commit cannot be read', async () => {
    expect(await judged('damaged', model)).toMatchObject({
      verdict: 'unknown', outcome: 'warn', reason: "the baseline's model could not be read",
    })
  })

  it('follows a model that was renamed and changed', async () => {
    const { repository, commit } = project({ 'models/a.tflite': model })
    repository.write({ 'models/a.tflite': undefined, 'models/b.tflite': wider })
    const { report } = await compareIn(repository, { user: increase, commit })
    expect(onlyBudget(report).increase?.value).toBeGreaterThan(0)
  })
})

describe('a limit that is not kept', () => {
  const strict = configWith({ latency: '1 us' })

  async function standing(before: Uint8Array | undefined, now: Uint8Array): Promise<BudgetResult['standing']> {
    const repository = newRepository()
    const commit = repository.commit(before === undefined ? {} : { 'models/a.tflite': before })
    repository.write({ 'models/a.tflite': now })
    return onlyBudget((await compareIn(repository, { user: strict, commit })).report).standing
  }

  it('is new in a new model, known in one that has it already, and worse where that has grown', async () => {
    expect(await standing(undefined, model)).toBe('new')
    expect(await standing(model, model)).toBe('known')
    expect(await standing(model, otherWeights)).toBe('known')
    expect(await standing(modelFile('c8 d3 c512 c512 m'), model)).toBe('known')
    expect(await standing(model, modelFile('c8 d3 c512 c512 m'))).toBe('worse')
  })

  it('is on the target that the config names', async () => {
    const repository = newRepository()
    const commit = repository.commit({ 'models/a.tflite': model })
    const { report } = await compareIn(repository, { user: strict, commit })
    expect(report.models[0]?.results.map((result) => result.target)).toEqual([target])
  })
})
