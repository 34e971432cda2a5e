import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { UserConfig } from '../../src/budget/user-config.ts'
import { toMarkdown } from '../../src/report/markdown.ts'
import { reportSchema } from '../../src/report/report-schema.ts'
import type { ModelReport, Report } from '../../src/report/report.ts'
import { toText } from '../../src/report/text.ts'
import { sha256Of } from '../../src/sha256.ts'
import { configWith, modelFile, target } from '../host/compared.ts'
import { measurementWith } from '../measurement/arbitrary-measurement.ts'
import { comparedReport } from '../support/compared-report.ts'

const narrow = modelFile('c8 d3 c16 c8 m')
const wider = modelFile('c8 d3 c256 c256 m')
const user: UserConfig = configWith({ latency: { max: '1 s', maxIncrease: '5 %' }, cpuOperators: 0 })

/** A model that changed, one that did not, one that is new and one that is gone; a line of each kind is measured. */
async function usualReport(): Promise<Report> {
  const before = { 'models/a.tflite': narrow, 'models/b.tflite': narrow, 'models/old.tflite': narrow }
  const now = {
    'models/a.tflite': wider,
    'models/b.tflite': narrow,
    'models/new.tflite': wider,
    'models/damaged.tflite': new Uint8Array(),
  }
  const lines = [
    { line: 1, measurement: measurementWith({ sha256: sha256Of(wider), target }) },
    { line: 2, measurement: measurementWith({ sha256: 'f'.repeat(64), target, model: 'x.tflite' }) },
  ]
  return await comparedReport(user, before, now, { measurements: { file: 'measured.jsonl', lines } })
}

describe('a comparison in Markdown', () => {
  it('shows what changed in the table, and folds what did not', async () => {
    const text = toMarkdown(await usualReport()).replaceAll('\u00A0', ' ')
    const summary = '<details><summary>1 model without a change, all budgets kept</summary>'
    const [seen = '', folded = ''] = text.split(summary)
    expect(seen).toContain('Compared with the report base.json.')
    expect(seen).toMatch(/<b>models\/a\.tflite<\/b><br>coral-usb3-max \| <b>2 ms measured<\/b>/)
    expect(seen).toContain('<i>new</i>')
    expect(seen).not.toContain('models/b.tflite')
    expect(folded).toContain('<b>models/b.tflite</b>')
    expect(folded).toContain('no change')
    expect(folded).toContain('models/old.tflite is gone.')
    expect(folded).toMatch(/measured\.jsonl:2: It measured another model, at x\.tflite\./)
  })

  it('shows why there is no baseline', async () => {
    const baseline = { state: 'unavailable', reason: 'The clone is *shallow*.' } as const
    const text = toMarkdown({ ...(await usualReport()), baseline })
    expect(text).toContain(String.raw`Not compared: The clone is \*shallow\*.`)
  })

  it('shows a long remark whole', async () => {
    const report = await usualReport()
    const remark = `${'A remark of many words '.repeat(12)}ends here.`
    const text = toMarkdown(withBaseline(report, { remarks: [remark] }))
    expect(text).toContain(remark)
  })
})

function withBaseline(report: Report, changes: Readonly<Record<string, readonly string[]>>): Report {
  if (report.baseline?.state !== 'compared') throw new Error('there is a baseline')
  return { ...report, baseline: { ...report.baseline, ...changes } }
}

/** The same models so many times, each with a path of its own. */
function multiplied(report: Report, count: number, isWanted: (model: ModelReport) => boolean): Report {
  const models = report.models.filter(isWanted)
  const copy = (index: number): ModelReport[] => models.map((one) => ({ ...one, path: `${index}/${one.path}` }))
  return { ...report, models: Array.from({ length: count }, (_, index) => copy(index)).flat() }
}

describe('the room for a comment', () => {
  const comment = 65_536

  function rowsOf(text: string): readonly string[] {
    return text.split('\n').filter((line) => line.startsWith('| '))
  }

  it('is kept for thousands of models, and what was left out is said', async () => {
    const report = multiplied(await usualReport(), 2_000, ({ change }) => change?.state !== 'same')
    const text = toMarkdown(report, { mostCharacters: comment })
    expect(text.length).toBeLessThanOrEqual(comment)
    const left = /\*([\d,]+) more rows left out here, none more urgent than these\.\*/.exec(text)?.[1] ?? ''
    expect(Number(left.replaceAll(',', '')) + rowsOf(text).length - 2).toBe(4_000)
    expect(text).toMatch(/\*[\d,]+ sections left out here for want of room\.\*/)
  })

  it('goes to the table first', async () => {
    const text = toMarkdown(multiplied(await usualReport(), 2_000, () => true), { mostCharacters: comment })
    expect(rowsOf(text).join('\n').length).toBeGreaterThan(0.5 * comment)
    expect(text.indexOf('| --- |')).toBeLessThan(text.indexOf('** on coral-usb3-max'))
  })

  it('has the most urgent models in the table where not all fit', async () => {
    const report = multiplied(await usualReport(), 500, ({ change }) => change?.state === 'new')
    const [urgent] = report.models.slice(-1)
    const broken = report.models.map((one) => (one === urgent ? overBudget(one) : one))
    const text = toMarkdown({ ...report, models: broken }, { mostCharacters: 20_000 })
    expect(rowsOf(text)[2]).toContain(`<b>${urgent?.path}</b>`)
  })

  it('still says how many models did not change where their table does not fit', async () => {
    const report = multiplied(await usualReport(), 3_000, ({ change }) => change?.state === 'same')
    const text = toMarkdown(report, { mostCharacters: comment })
    expect(text.length).toBeLessThanOrEqual(comment)
    expect(text).toContain('*3,000 models without a change, all budgets kept.*')
  })

  it('is kept where not even one row fits', async () => {
    const report = multiplied(await usualReport(), 1, ({ change }) => change?.state === 'new')
    const [only] = report.models
    if (only === undefined) throw new Error('there is one')
    const results = only.results.map((result) => ({ ...result, budgets: Array(200).fill(result.budgets).flat() }))
    const models = [{ ...only, results }]
    const text = toMarkdown({ ...report, models }, { mostCharacters: 10_000 })
    expect(text.length).toBeLessThanOrEqual(10_000)
    expect(text).toContain('*The table of 1 row is left out here for want of room.*')
  })

  it('leaves nothing out where there is enough', async () => {
    const report = await usualReport()
    expect(toMarkdown(report, { mostCharacters: comment })).toBe(toMarkdown(report))
    expect(toMarkdown(report)).not.toContain('left out')
  })

  test.each([10_000, comment])('of %d characters is kept whatever a report holds', async (mostCharacters) => {
    const report = await usualReport()
    const piece = fc.constantFrom('&', '<', '@', '#', '|', 'x', '://', '🦀', '\n', '* ')
    const text = fc.tuple(piece, fc.integer({ min: 0, max: 30_000 })).map(([one, count]) => one.repeat(count))
    const lists = fc.array(text, { maxLength: 5 })
    fc.assert(
      fc.property(text, lists, fc.integer({ min: 1, max: 60 }), (name, remarks, count) => {
        const hostile = renamed(report, name)
        const unreadable = Array.from({ length: count }, () => hostile.unreadable).flat()
        const many = withBaseline({ ...hostile, unreadable }, { remarks, removed: Array<string>(count).fill(name) })
        expect(toMarkdown(many, { mostCharacters }).length).toBeLessThanOrEqual(mostCharacters)
      }),
      { numRuns: 40 },
    )
  })
})

function overBudget(model: ModelReport): ModelReport {
  const results = model.results.map((result) => ({
    ...result,
    budgets: result.budgets.map((budget) => ({ ...budget, verdict: 'over' as const, outcome: 'fail' as const })),
  }))
  return { ...model, results }
}

/** The fields of a report that hold names and texts, which may be anything where it comes from an artifact. */
const texts = new Set([
  'path', 'renamedFrom', 'reason', 'target', 'text', 'what', 'hint', 'name', 'file', 'description', 'version', 'kind',
  'output', 'because',
])
const textLists = new Set(['remarks', 'removed', 'deltaCauses', 'notes', 'limits'])

/** The report with one text in the place of all names and texts in it, still a report by its schema. */
function renamed(report: Report, text: string): Report {
  const replace = (key: string, value: unknown): unknown => {
    if (key === 'name' && value === 'precious') return value
    if (key === 'kind' && ['max', 'min', 'maxIncrease'].includes(String(value))) return value
    if (textLists.has(key) && Array.isArray(value)) return [text, text]
    return texts.has(key) && typeof value === 'string' ? text : value
  }
  const unavailable = report.models.map((model, index): ModelReport => {
    const { change } = model
    return { ...model, change: change === null || index > 0 ? change : { ...change, reason: 'x', renamedFrom: 'x' } }
  })
  return reportSchema.parse(JSON.parse(JSON.stringify({ ...report, models: unavailable }, replace)))
}

describe('figures in a report from elsewhere', () => {
  it.each([1e308, -1e308, 1e-308, 0, -0])('of %d keep the room and the shape of the table', async (figure) => {
    const figures = new Set(['value', 'low', 'high', 'base', 'limit'])
    const replace = (key: string, value: unknown): unknown => (figures.has(key) ? figure : value)
    const report = reportSchema.parse(JSON.parse(JSON.stringify(await usualReport(), replace)))
    const text = toMarkdown(report, { mostCharacters: 65_536 })
    expect(text.length).toBeLessThanOrEqual(65_536)
    const rows = text.split('\n').filter((line) => line.startsWith('| '))
    for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(9)
    expect(toText(report, { colour: false, width: 100 })).toContain('models/a.tflite')
  })
})

describe('names in a report from elsewhere', () => {
  const hostile =
    'a|b`c`<img src=x onerror=alert(1)></details><script>@octocat #1 [x](http://x) *b* _i_ ~s~ $m$ \\| www.x.y\n\n' +
    '## big\n| a | b |\n- [ ] x\u001B[31m\u202E'

  it('bring in no HTML, mentions, references, links, headings, rows or code', async () => {
    const text = toMarkdown(renamed(await usualReport(), hostile))
    expect(text).not.toMatch(/<img|<script|<\/details><script/)
    expect(text).not.toMatch(/@octocat|#1\b|:\/\/|www\./)
    expect(text).not.toContain('\u001B')
    expect(text).not.toContain('\u202E')
    const lines = text.split('\n')
    expect(lines.filter((line) => line.startsWith('#'))).toEqual(['## Edge TPU budgets'])
    for (const line of lines.filter((one) => !one.startsWith('<details>'))) expect(line).not.toMatch(/(?<!\\)`/)
    expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)?.length ?? 0)
  })

  it('break no row of a table', async () => {
    const text = toMarkdown(renamed(await usualReport(), hostile))
    const rows = text.split('\n').filter((line) => line.startsWith('|'))
    expect(rows.length).toBeGreaterThanOrEqual(6)
    for (const row of rows) expect(row.split(/(?<!\\)(?:\\\\)*\|/)).toHaveLength(9)
  })

  it('bring no control characters to a terminal', async () => {
    const text = toText(renamed(await usualReport(), hostile), { colour: false, width: 100 })
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Control}|[\u202A-\u202E]/u)
    expect(text.split('\n').filter((line) => line.startsWith('## big'))).toEqual([])
  })
})
