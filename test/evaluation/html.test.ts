import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import { evaluatedLearner } from '../../src/evaluation/evaluated-estimator.ts'
import { evaluate, type EvaluatedRows } from '../../src/evaluation/evaluation.ts'
import { evaluationToHtml } from '../../src/evaluation/html.ts'
import { Tally } from '../../src/evaluation/tally.ts'
import type { DatasetRow } from '../../src/measurement/dataset-row.ts'
import { checkedRows, judgedRow, learnerWith, rowWith } from './learners.ts'

const hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>&amp;\u0001\u202E'

function evaluated(rows: readonly DatasetRow[], name = 'mine.json'): EvaluatedRows {
  const estimator = evaluatedLearner(learnerWith())
  const tally = new Tally(estimator, true)
  for (const row of checkedRows(rows)) tally.add('data.jsonl', row)
  const evaluation = evaluate(tally, { estimator: name, target: 'mine', quantity: 'latency' })
  return { evaluation, rows: tally.judged('latency'), learningCurve: estimator.learningCurve }
}

const usual = evaluated([
  rowWith(1_000, { latencyMs: 1 }),
  rowWith(2_000, { latencyMs: 2.5, network: { hash: '1'.repeat(64) } }),
  rowWith(20_000, { latencyMs: 16 }),
])

describe('the page of an evaluation', () => {
  it('draws estimates, errors and the learning curve, and has the tables', () => {
    const page = evaluationToHtml(usual)
    const { document } = parseHTML(page)
    expect(document.querySelectorAll('figure')).toHaveLength(3)
    const titles = ['Estimated latency', 'Error, relative to what was measured', 'Mean error on held-out networks']
    for (const title of titles) expect(page).toContain(`>${title}</text>`)
    expect([...document.querySelectorAll('h2')].map(({ textContent }) => textContent)).toEqual([
      'All', 'By measured latency', 'By family',
    ])
    expect(page).toContain('steps 2000\nmeasured 2.5 ms\nestimated 2 ms (1.81 to 2.21 ms), −20 %')
    expect(page).toContain('estimated 20 ms (without bounds), +25 %\noutside the envelope: tensorSteps')
    expect(page).toContain('<p class="warning">1 of 3 estimates are of networks that the estimator was trained on')
    expect(evaluationToHtml(usual)).toBe(page)
  })

  it('needs nothing from elsewhere and runs nothing', () => {
    const page = evaluationToHtml(usual)
    const { document } = parseHTML(page)
    expect(document.querySelectorAll('script, link, img, iframe, object, embed')).toHaveLength(0)
    expect(page.replaceAll(/xmlns(:xlink)?="[^"]*"/g, '')).not.toMatch(/https?:|@import|url\(/)
    expect(page).toContain("default-src 'none'")
    expect(page).toContain('prefers-color-scheme:dark')
  })

  it('shows names from files as text, whatever they hold', () => {
    const network = { name: hostile, group: hostile }
    const page = evaluationToHtml(evaluated([rowWith(1_000, { latencyMs: 1, target: hostile, network })], hostile))
    const { document } = parseHTML(page)
    expect(document.querySelectorAll('script, img')).toHaveLength(0)
    for (const part of ['<script', '<img', '\u0001', '\u202E']) expect(page).not.toContain(part)
    const shown = hostile.replace('\u0001\u202E', '??')
    expect(document.querySelector('h1')?.textContent).toContain(shown)
    expect([...document.querySelectorAll('td')].map(({ textContent }) => textContent)).toContain(shown)
    expect(page).toContain('alert(1)&lt;/script&gt;')
  })

  it.each<[string, EvaluatedRows]>([
    ['nothing', { ...evaluated([]), learningCurve: [] }],
    ['a single row', evaluated([rowWith(1_000, { latencyMs: 1 })])],
    ['estimates of nothing and of too much', {
      ...usual,
      rows: [judgedRow(1, 0, { low: -1, high: 0 }), judgedRow(2, 1e300, { low: 0, high: Infinity })],
    }],
    ['a learning curve without an error', { ...usual, learningCurve: [{ n: 3, mape: 0, deviation: 0, draws: 5 }] }],
  ])('can be made of %s', (_, content) => {
    const page = evaluationToHtml(content)
    expect(page).toMatch(/<\/html>\n$/)
    expect(page).not.toMatch(/NaN|undefined|Infinity|∞/)
  })

  it('draws some of many rows, from the least to the most', () => {
    const rows = Array.from({ length: 5_000 }, (_, index) => judgedRow(1 + index, 1 + index, { name: `row ${index}.` }))
    const page = evaluationToHtml({ ...usual, rows, learningCurve: [] })
    expect(page).toContain('2,000 of 5,000 are drawn.')
    expect(page.match(/<title>row \d+\./g)).toHaveLength(2 * 2_000)
    for (const name of ['row 0.', 'row 4999.']) expect(page).toContain(name)
  })
})
