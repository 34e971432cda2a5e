import { describe, expect, it } from 'vitest'
import { compareReports, type ComparedReport, type ReportedModel } from '../../src/comparison/report-pair.ts'
import { estimatorOf } from '../../src/estimator/target.ts'
import { propertiesWith } from '../support/properties.ts'

const target = 'coral-usb3-max'
type Budgets = ReportedModel['results'][number]['budgets']

function model(path: string, sha256: string, steps: number, budgets: Budgets = []): ReportedModel {
  return {
    path,
    sha256,
    properties: propertiesWith({ tensorSteps: steps, tensorStepsLow: steps, tensorStepsHigh: steps }),
    totals: { cpuOperators: 0 },
    results: [{ target, budgets }],
  }
}

function report(...models: readonly ReportedModel[]): ComparedReport {
  return { models, unreadable: [] }
}

async function compared(a: ComparedReport, b: ComparedReport): ReturnType<typeof compareReports> {
  return await compareReports(a, b, (targets) => targets.map(estimatorOf))
}

const latency = (verdict: Budgets[number]['verdict'], text = '1 ms'): Budgets[number] => ({
  key: 'latency', kind: 'max', text, verdict,
})

const over = (key: Budgets[number]['key'], text: string): Budgets[number] => ({
  key, kind: 'max', text, verdict: 'over',
})

describe('two reports', () => {
  it('are compared by path, whatever the order', async () => {
    const after = report(model('b', '3', 2), model('a', '4', 5))
    const pair = await compared(report(model('a', '1', 1), model('b', '2', 2)), after)
    expect(pair.models.map(({ path, change }) => [path, change.state])).toEqual([['b', 'equal'], ['a', 'changed']])
    expect(pair.removed).toEqual([])
  })

  it('have models that are new, gone, and moved to another path', async () => {
    const after = report(model('c', '1', 1), model('d', '5', 5))
    const pair = await compared(report(model('a', '1', 1), model('b', '2', 2)), after)
    expect(pair.models.map(({ change }) => [change.state, change.renamedFrom])).toEqual([['same', 'a'], ['new', null]])
    expect(pair.removed).toEqual(['b'])
  })

  it('do not lose a model that could not be read the second time', async () => {
    const { removed } = await compared(report(model('a', '1', 1)), { models: [], unreadable: [{ path: 'a' }] })
    expect(removed).toEqual([])
  })

  it('may say different things of one content', async () => {
    const { models } = await compared(report(model('a', '1', 1_000)), report(model('a', '1', 481_000)))
    const [delta] = models[0]?.targets.get(target)?.deltas ?? []
    expect(models[0]?.change.state).toBe('same')
    expect(delta).toMatchObject({ quantity: 'latency', value: 480_000 / (estimatorOf(target).clockMhz * 1_000) })
  })

  it('have verdicts that changed, and budgets that came and went', async () => {
    const before = model('a', '1', 1, [latency('within'), over('power', '1 W')])
    const after = model('a', '1', 1, [latency('over', '2 ms'), over('cached', '1 B')])
    const { models } = await compared(report(before), report(after))
    expect(models[0]?.verdicts).toEqual([
      {
        target,
        key: 'latency',
        kind: 'max',
        a: { verdict: 'within', text: '1 ms' },
        b: { verdict: 'over', text: '2 ms' },
      },
      { target, key: 'cached', kind: 'max', a: null, b: { verdict: 'over', text: '1 B' } },
      { target, key: 'power', kind: 'max', a: { verdict: 'over', text: '1 W' }, b: null },
    ])
  })

  it('have no verdicts that changed where a model is new or only a limit is another one', async () => {
    const after = report(model('a', '1', 1, [latency('within', '3 ms')]), model('b', '2', 1, [latency('over')]))
    const { models } = await compared(report(model('a', '1', 1, [latency('within')])), after)
    expect(models.flatMap(({ verdicts }) => verdicts)).toEqual([])
  })

  it('are compared on the targets that either has', async () => {
    const other = { ...model('a', '2', 2), results: [{ target: 'coral-pcie-max', budgets: [] }] }
    const { models } = await compared(report(model('a', '1', 1)), report(other))
    expect([...(models[0]?.targets.keys() ?? [])]).toEqual(['coral-pcie-max', target])
  })
})
