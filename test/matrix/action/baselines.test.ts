import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newFolder } from '../../action/support/cleanup.ts'
import { configOf, modelOf } from '../../action/support/pull-request.ts'
import { runAction } from '../../action/support/runner.ts'
import { readRun } from '../../action/support/run-report.ts'
import { newServer, openScenario, usualFiles } from '../../action/support/scenario.ts'

describe.concurrent('the base of a pull request', () => {
  const meanwhile = { 'models/b.tflite': modelOf([64, 64, 64]) }
  const before = { 'models/b.tflite': modelOf([8, 8, 8]) }

  it('is the merge base: what the base branch changed since is not counted, but named', async () => {
    const { base, run } = await openScenario({ before, meanwhile })
    const { summary } = await run()
    expect(summary).toContain(`Compared with ${base.slice(0, 7)}, the merge base with main.`)
    expect(summary).toContain('The base branch has changed models/b.tflite since then; that is not counted here.')
    expect(summary).toContain('1 model without a change')
  })

  it('is the same where the head itself is checked out, which has nothing of the base branch', async () => {
    const { repository, base, head, run } = await openScenario({ before, meanwhile })
    repository.git('checkout', '--quiet', head)
    const { summary } = await run()
    expect(summary).toContain(`Compared with ${base.slice(0, 7)}, the merge base with main.`)
    expect(summary).not.toContain('The base branch has changed')
    expect(summary).toContain('1 model without a change')
  })
})

describe.concurrent('the base of other events', () => {
  it('is of a push what the branch was before: a violation in the first of two commits is new', async () => {
    const { repository, base, run } = await openScenario({
      before: { 'precious.config.json': configOf({ budgets: { activations: '60 KiB' } }) },
    })
    repository.git('checkout', '--quiet', 'feature')
    repository.commit({ 'README.md': 'Hello' })
    const { summary, exitCode } = await run({ event: { name: 'push', payload: { before: base } } })
    expect(summary).toContain(`Compared with ${base.slice(0, 7)}, the commit before the push.`)
    expect(exitCode).toBe(1)
  })

  it('is of a push to a new branch the parent, and the first commit has none', async () => {
    const { repository, base, run } = await openScenario()
    repository.git('checkout', '--quiet', 'feature')
    const event = { name: 'push', payload: { before: '0'.repeat(40) } }
    const pushed = await run({ event })
    expect(pushed.summary).toContain(`Compared with ${base.slice(0, 7)}, the parent commit.`)
    expect(pushed.summary).toContain('grew from 32 to 64 input channels')
    repository.git('checkout', '--quiet', base)
    const first = await run({ event })
    expect(first.summary).toContain('Not compared: The commit that was pushed is the first one.')
    expect(first.exitCode).toBe(0)
  })

  it('is of a merge group its base', async () => {
    const { base, run } = await openScenario()
    const { summary } = await run({ event: { name: 'merge_group', payload: { merge_group: { base_sha: base } } } })
    expect(summary).toContain(`Compared with ${base.slice(0, 7)}, the base of the merge group.`)
    expect(summary).toContain('grew from 32 to 64 input channels')
  })

  it('is none where they are started by hand, unless the workflow names one', async () => {
    const { repository, base, run } = await openScenario()
    repository.git('tag', 'v1', base)
    repository.git('checkout', '--quiet', 'feature')
    const event = { name: 'workflow_dispatch', payload: {} }
    const without = await run({ event })
    expect(without.summary).toContain('Not compared: The event "workflow\\_dispatch" has no base.')
    expect(without.outputs).toMatchObject({ 'latency-delta': '' })
    const short = base.slice(0, 7)
    const names = { main: `${short}, which is main`, v1: `${short}, which is v1`, [base]: short }
    const runs = Object.entries(names).map(async ([baseline, name]) => {
      const { summary } = await run({ event, inputs: { baseline } })
      expect(summary).toContain(`Compared with ${name}.`)
      expect(summary).toContain('grew from 32 to 64 input channels')
    })
    await Promise.all(runs)
  })

  it('is named by a branch also where only that of the remote is here, as after actions/checkout', async () => {
    const { repository, base, run } = await openScenario()
    repository.git('checkout', '--quiet', 'feature')
    repository.git('update-ref', 'refs/remotes/origin/main', base)
    repository.git('branch', '--quiet', '-D', 'main')
    const { summary } = await run({ event: { name: 'workflow_dispatch', payload: {} }, inputs: { baseline: 'main' } })
    expect(summary).toContain(`Compared with ${base.slice(0, 7)}, which is main.`)
  })

  it('is an error where the revision is not there', async () => {
    const { run } = await openScenario()
    const runs = ['nowhere', 'f'.repeat(40), '--upload-pack=x'].map(async (baseline) => {
      const { exitCode, log, annotations } = await run({ inputs: { baseline } })
      expect(exitCode).toBe(1)
      expect(annotations('error')[0]?.message).toContain(`"${baseline}"`)
      expect(annotations('error')[0]?.properties).toEqual({ title: 'Precious' })
      expect(log).not.toMatch(/^\s+at /m)
    })
    await Promise.all(runs)
  })

  it('is none at all with "none"', async () => {
    const { server, run } = await openScenario()
    const { summary } = await run({ inputs: { baseline: 'none', comment: 'never' } })
    expect(summary).not.toMatch(/[Cc]ompared/)
    expect(server.requests).toEqual([])
  })
})

describe.concurrent('models of the base', () => {
  it('that are new, gone, renamed, or renamed and changed are told as that', async () => {
    const { run } = await openScenario({
      before: {
        'models/gone.tflite': modelOf([8], 1),
        'models/old-name.tflite': modelOf([24, 24, 24, 24], 2),
        'models/older.tflite': modelOf([40, 40, 40, 40, 40, 40], 3),
      },
      changes: {
        'models/gone.tflite': undefined,
        'models/old-name.tflite': undefined,
        'models/older.tflite': undefined,
        'models/new.tflite': modelOf([4], 4),
        'models/new-name.tflite': modelOf([24, 24, 24, 24], 2),
        'models/newer.tflite': modelOf([40, 40, 40, 40, 40, 48], 3),
      },
    })
    const { summary } = await run()
    const rowOf = (path: string): string => summary.split('\n').find((line) => line.includes(`<b>${path}</b>`)) ?? ''
    expect(rowOf('models/new.tflite')).toContain('<i>new</i>')
    expect(rowOf('models/new-name.tflite')).toContain('<i>renamed from models/old-name.tflite</i>')
    expect(rowOf('models/new-name.tflite')).toContain('no change')
    expect(rowOf('models/newer.tflite')).toMatch(/<i>renamed from models\/older.tflite, [\d.]+\s% of it alike, changed</)
    expect(summary).toContain('models/gone.tflite is gone.')
  })

  it('are judged by the config of today, and it is said where the base has another one or none', async () => {
    const changed = await openScenario({
      changes: { 'precious.config.json': configOf({ budgets: { activations: '1 KiB' } }) },
    })
    const stricter = await changed.run()
    expect(stricter.summary).toContain("precious.config.json differs from the baseline's: both are judged by today's")
    expect(stricter.exitCode).toBe(0)
    const added = await openScenario({
      before: { 'precious.config.json': 'removed below' },
      changes: { 'budgets.json': configOf({ budgets: { activations: '1 KiB' } }) },
    })
    const first = await added.run({ inputs: { config: 'budgets.json' } })
    expect(first.summary).toContain("The baseline has no budgets.json: its models are judged by today's budgets.")
    expect(first.exitCode).toBe(0)
  })

  it('that are damaged are named, and theirs is judged without them', async () => {
    const { run } = await openScenario({
      before: { 'models/a.tflite': usualFiles['models/a.tflite'].subarray(0, 900), 'models/b.tflite': modelOf([4]) },
    })
    const { summary, exitCode, outputs } = await run()
    expect(summary).toMatch(/The baseline's model could not be read: models\/a.tflite: the file .*/)
    expect(exitCode).toBe(0)
    expect(outputs['latency-delta']).toBe('0')
  })
})

describe.concurrent('models in Git LFS', () => {
  const content = usualFiles['models/a.tflite']
  const oid = createHash('sha256').update(content).digest('hex')
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${content.length}\n`
  const stored = `.git/lfs/objects/${oid.slice(0, 2)}/${oid.slice(2, 4)}/${oid}`

  it('are read from the objects at hand in the base', async () => {
    const { repository, run } = await openScenario({ before: { 'models/a.tflite': pointer } })
    repository.write({ [stored]: content })
    const { summary } = await run()
    expect(summary).toContain('grew from 32 to 64 input channels')
    repository.write({ 'models/a.tflite': content })
    expect((await run()).summary).toContain('1 model without a change')
  })

  it('are named where the object of the base was not fetched', async () => {
    const { run } = await openScenario({ before: { 'models/a.tflite': pointer } })
    const { summary, exitCode } = await run()
    expect(summary).toContain(`it is kept by Git LFS, and its object ${oid.slice(0, 12)} of ${content.length} bytes`)
    expect(exitCode).toBe(0)
  })

  it('fail the step where the work tree has pointers in place of models, and the checkout is to blame', async () => {
    const { run } = await openScenario({ changes: { 'models/a.tflite': pointer } })
    const { summary, exitCode, annotations } = await run()
    expect(exitCode).toBe(1)
    expect(summary).toMatch(/models\/a.tflite: .*Git LFS/)
    expect(annotations('error')[0]?.properties).toMatchObject({ file: 'models/a.tflite' })
    expect(annotations('error')[0]?.message).toMatch(/Git LFS.*lfs/)
  })
})

describe.concurrent('without a repository of git', () => {
  it('models are judged all the same', async () => {
    const server = await newServer()
    const folder = newFolder()
    mkdirSync(join(folder, 'models'))
    for (const [path, content] of Object.entries(usualFiles)) writeFileSync(join(folder, path), content)
    const event = { name: 'workflow_dispatch', payload: {} }
    const { summary, exitCode } = await runAction({ folder, server, event })
    expect(exitCode).toBe(0)
    expect(summary).toContain('Not compared: The workspace is no git repository.')
  })

  it('the same goes where git is not installed', async () => {
    const { run } = await openScenario()
    const { summary, exitCode } = await run({ env: { PATH: '/nowhere' } })
    expect(exitCode).toBe(0)
    expect(summary).toMatch(/Not compared: .*git/)
  })
})

describe.concurrent('a report as the baseline', () => {
  it('counts if it is of exactly the base commit, whatever the event', async () => {
    const { repository, base, run } = await openScenario()
    const merged = repository.git('rev-parse', 'HEAD')
    repository.git('checkout', '--quiet', base)
    await run({ event: { name: 'push', payload: {} }, inputs: { 'report-path': 'base.json' } })
    repository.git('checkout', '--quiet', merged)
    const { summary } = await run({ inputs: { baseline: 'base.json' } })
    expect(summary).toContain(`Compared with the report of ${base.slice(0, 7)}, the merge base with main.`)
    expect(summary).toMatch(/▲\s\+/)
    const manual = await run({ event: { name: 'workflow_dispatch', payload: {} }, inputs: { baseline: 'base.json' } })
    expect(manual.summary).toContain(`Compared with the report of ${base.slice(0, 7)}.`)
    const elsewhere = await run({ inputs: { baseline: 'base.json', config: 'other.json' } })
    expect(elsewhere.exitCode).toBe(1)
  })

  it('does not count if it is of another commit or does not say of which', async () => {
    const { repository, head, base, run } = await openScenario()
    await run({ inputs: { 'report-path': 'head.json' } })
    const other = await run({ inputs: { baseline: 'head.json' } })
    const [found, wanted] = [head.slice(0, 7), base.slice(0, 7)]
    expect(other.summary).toContain(
      `Not compared: The report head.json is of ${found}, not of ${wanted}, the merge base with main.`,
    )
    expect(other.outputs['latency-delta']).toBe('')
    const [{ report } = {}] = readRun(join(repository.folder, 'head.json')).reports
    repository.write({ 'single.json': JSON.stringify(report) })
    const single = await run({ inputs: { baseline: 'single.json' } })
    expect(single.summary).toContain('Not compared: The report single.json does not say of which commit it is')
    expect(single.exitCode).toBe(0)
  })

  it('is an error if it is damaged or not there', async () => {
    const { repository, run } = await openScenario()
    repository.write({ 'base.json': '{ "schemaVersion": 1, "reports": [' })
    const damaged = await run({ inputs: { baseline: 'base.json' } })
    expect(damaged.exitCode).toBe(1)
    const message = expect.stringContaining('the file is not JSON')
    expect(damaged.annotations('error')).toEqual([{ properties: { title: 'Precious', file: 'base.json' }, message }])
    rmSync(join(repository.folder, 'base.json'))
    const missing = await run({ inputs: { baseline: 'base.json' } })
    expect(missing.annotations('error')[0]?.message).toContain('base.json: there is no such file')
  })
})
