import { explainVerdict, placeWords } from './budget-words.ts'
import { changeWords, isWithoutChange } from './delta-words.ts'
import { escapeHtml, escapeMarkdown } from './escape.ts'
import { plural } from './format.ts'
import {
  type Block,
  fittingBlocks,
  fittingLines,
  folded,
  lengthOf,
  list,
  longestSentence,
  plain,
  shorten,
} from './markdown-blocks.ts'
import { modelTable, type Row, severityOf } from './markdown-table.ts'
import { aboutModel } from './model-lines.ts'
import type { Report, TargetResult } from './report.ts'
import { summarise } from './summary.ts'

export interface MarkdownOptions {
  /** @default "Edge TPU budgets" */
  readonly title?: string | undefined
  /**
   * The most characters, at least 10,000. What is longer loses its middle: the table comes first, and what was left out
   * is said.
   * @default Infinity
   */
  readonly mostCharacters?: number | undefined
  /** Why the run passes although the report has failed, as a sentence. */
  readonly passedBecause?: string | undefined
}

/** Reasons that are seen without a click, for each model on each target. */
const reasonsShown = 4

/** Shares of the room that parts may take where not everything fits. */
const shares = { unreadable: 0.15, remarks: 0.15, table: 0.7 } as const

/**
 * The report as GitHub-flavoured Markdown: how it ended, a table of the models that changed or do not keep a budget,
 * why, and the rest folded.
 */
export function toMarkdown(report: Report, options: MarkdownOptions = {}): string {
  const { title = 'Edge TPU budgets', mostCharacters = Infinity, passedBecause } = options
  const rows = report.models.flatMap((model) => model.results.map((result): Row => ({ model, result })))
  const notable = rows.filter(isNotable).toSorted((a, b) => urgencyOf(b) - urgencyOf(a))
  const quiet = rows.filter((row) => !isNotable(row))
  const room = mostCharacters - marginCharacters
  const head = [`## ${plain(title)}`, headline(report, passedBecause), ...unreadableList(report, room)]
  const tail = remarksOf(report, room)
  const rest = room - lengthOf([...head, ...tail])
  const table = notableTable(notable, Number.isFinite(rest) ? rest * shares.table : rest)
  const middle = [...notable.flatMap(whyOf).map(asBlock), ...quietTable(quiet), ...detailsOf(notable).map(asBlock)]
  const blocks = [...head, ...table, ...fittingBlocks(middle, rest - lengthOf(table)), ...tail]
  return `${blocks.join('\n\n')}\n`
}

function asBlock(text: string): Block {
  return { text }
}

/** Kept for what says that something was left out. */
const marginCharacters = 300

function headline(report: Report, passedBecause: string | undefined): string {
  const isPassed = report.verdict === 'passed'
  const { headline: result } = summarise(report, isPassed || passedBecause !== undefined)
  const text = isPassed || passedBecause === undefined ? result : `${result} ${passedBecause}`
  const failedMark = passedBecause === undefined ? '❌' : '⚠️'
  const mark = isPassed ? '✅' : failedMark
  const basis = 'Figures are estimates with their interval in brackets, unless they are said to be measured.'
  const about = [baselineSentence(report), report.models.length === 0 ? '' : basis].filter((part) => part !== '')
  return [`${mark} ${escapeMarkdown(text)}`, ...(about.length === 0 ? [] : [about.join(' ')])].join('\n\n')
}

function baselineSentence({ baseline }: Report): string {
  if (baseline === null) return ''
  if (baseline.state === 'unavailable') return `Not compared: ${plain(baseline.reason, longestSentence)}`
  return `Compared with ${plain(baseline.name)}.`
}

function unreadableList({ unreadable }: Report, room: number): string[] {
  if (unreadable.length === 0) return []
  const lines = unreadable
    .slice(0, unreadableNamed)
    .map(({ path, what, hint }) => list([`${shorten(path)}: ${what}. ${hint}.`]))
  const fitting = fittingLines(lines, room * shares.unreadable, () => '').filter((line) => line !== '')
  const more = unreadable.length - fitting.length
  return [[...fitting, ...(more > 0 ? [`- ${plural(more, 'more model')} could not be read.`] : [])].join('\n')]
}

const unreadableNamed = 20

/** What a reader has to see: what is not kept, and what changed. */
function isNotable({ model: { change }, result: { budgets } }: Row): boolean {
  const isQuiet = change === null ? false : isWithoutChange(change) && change.renamedFrom === null
  return !isQuiet || budgets.some(({ outcome }) => outcome !== 'pass')
}

function urgencyOf({ model: { change }, result: { budgets } }: Row): number {
  const worst = Math.max(0, ...budgets.map(severityOf))
  return worst * 2 + (isWithoutChange(change) ? 0 : 1)
}

function notableTable(rows: readonly Row[], room: number): string[] {
  if (rows.length === 0) return []
  let count = rows.length
  let table = modelTable(rows)
  while (count > 0 && table.length > room) {
    count = Math.min(count - 1, Math.floor((count * room) / table.length))
    table = modelTable(rows.slice(0, Math.max(0, count)))
  }
  if (count <= 0) return [`*The table of ${plural(rows.length, 'row')} is left out here for want of room.*`]
  const more = rows.length - count
  return more === 0 ? [table] : [table, `*${plural(more, 'more row')} left out here, none more urgent than these.*`]
}

/**
 * Why figures changed and budgets are not kept, as far as it is seen without a click: nothing of what the baseline has
 * as well.
 */
function reasonsOf(result: TargetResult): string[] {
  const judged = result.budgets.flatMap((budget) =>
    budget.outcome === 'pass' || budget.standing === 'known' ? [] : explainVerdict(budget, result).slice(0, 1),
  )
  return [...new Set([...result.deltaCauses.slice(0, reasonsShown), ...judged])]
}

function whyOf({ model, result }: Row): string[] {
  const unavailable = model.change?.reason ?? null
  const apart = unavailable === null ? [] : [`The baseline's model could not be read: ${unavailable}`]
  const reasons = [...apart, ...reasonsOf(result)]
  if (reasons.length === 0) return []
  const shown = result.budgets.filter(({ outcome, standing }) => outcome !== 'pass' && standing !== 'known')
  const places = new Set(shown.map(placeWords))
  const set = places.size === 0 ? '' : `, set in ${plain([...places].join(', '))}`
  return [`**${plain(model.path)}** on ${plain(result.target)}${set}:\n${list(reasons)}`]
}

function quietTable(rows: readonly Row[]): Block[] {
  if (rows.length === 0) return []
  const models = new Set(rows.map(({ model }) => model.path)).size
  const what = `${plural(models, 'model')} without a change, all budgets kept`
  return [{ text: folded(escapeHtml(what), modelTable(rows)), brief: `*${what}.*` }]
}

/** What else there is to say of models, folded, one block for each. */
function detailsOf(rows: readonly Row[]): string[] {
  const models = new Set(rows.filter(isExplained).map(({ model }) => model))
  return [...models].flatMap((model) => {
    const sentences = [
      ...model.results.flatMap(sentencesOf),
      ...model.notes,
      ...model.advice.map((text) => `What would help: ${text}`),
    ]
    if (sentences.length === 0) return []
    const change = model.change === null ? '' : `, ${shorten(changeWords(model.change))}`
    return [folded(escapeHtml(`${shorten(model.path)}: ${aboutModel(model)}${change}`), list(sentences))]
  })
}

/** A model that was renamed and nothing else needs no explanation. */
function isExplained({ model: { change }, result: { budgets } }: Row): boolean {
  return !isWithoutChange(change) || budgets.some(({ outcome }) => outcome !== 'pass')
}

/** What was not said yet: causes of the change that were left out, then why the model takes what it takes. */
function sentencesOf(result: TargetResult): string[] {
  const said = new Set(reasonsOf(result))
  const verdicts = result.budgets.flatMap((budget) => explainVerdict(budget, result))
  const all = new Set([...result.deltaCauses, ...verdicts, ...result.causes.map(({ text }) => text)])
  return [...all].filter((text) => !said.has(text)).map((text) => `${result.target}: ${text}`)
}

/** What is gone, what is to be known of the comparison, and what figures rest on, in small print. */
function remarksOf(report: Report, room: number): string[] {
  const { baseline, measurements } = report
  const compared = baseline?.state === 'compared' ? baseline : undefined
  const removed = (compared?.removed ?? []).map((path) => `${shorten(path)} is gone.`)
  const ignored = (measurements?.ignored ?? []).map(({ line, reason }) => `${measurements?.file}:${line}: ${reason}`)
  const texts = [removed, compared?.remarks ?? [], ignored, summarise(report).remarks].flatMap(cut)
  if (texts.length === 0) return []
  const lines = texts.map((text) => plain(text, longestSentence))
  const others = (count: number): string => `${plural(count, 'more remark')} left out here.`
  const fitting = fittingLines(lines, room * shares.remarks, others)
  return [`<sub>${fitting.join('<br>')}</sub>`]
}

const remarksShown = 20

function cut(texts: readonly string[]): string[] {
  const more = texts.length - remarksShown
  return more > 1 ? [...texts.slice(0, remarksShown), `… and ${more} more.`] : [...texts]
}
