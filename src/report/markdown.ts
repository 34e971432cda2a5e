import type { Verdict } from '../budget/budget.ts'
import {
  distanceWords,
  explainVerdict,
  intervalWords,
  limitWords,
  placeWords,
  valueWords,
  verdictWords,
} from './budget-words.ts'
import { escapeHtml, escapeMarkdown } from './escape.ts'
import type { BudgetResult, ModelReport, Report, TargetResult, UnreadableModel } from './report.ts'
import { summarise } from './summary.ts'
import { aboutModel } from './model-lines.ts'

const marks: Readonly<Record<Verdict, string>> = { within: '✅', over: '❌', uncertain: '❓', unknown: '➖' }

const columns = ['verdict', 'model', 'target', 'budget', 'estimate', 'interval', 'limit', 'set in'] as const

/** The report as GitHub-flavoured Markdown: the table first, then what lies behind it. */
export function toMarkdown(report: Report): string {
  const { headline, remarks } = summarise(report)
  const blocks = [
    '## Edge TPU budgets',
    headline,
    ...unreadableList(report.unreadable),
    ...budgetTable(report.models),
    ...report.models.flatMap(detailsOf),
    ...remarks.map((remark) => `<sub>${escapeMarkdown(remark)}</sub>`),
  ]
  return `${blocks.join('\n\n')}\n`
}

function unreadableList(models: readonly UnreadableModel[]): string[] {
  if (models.length === 0) return []
  return [models.map(({ path, what, hint }) => `- ${escapeMarkdown(`${path}: ${what}. ${hint}.`)}`).join('\n')]
}

function budgetTable(models: readonly ModelReport[]): string[] {
  const rows = models.flatMap((model) =>
    model.results.flatMap((result) => result.budgets.map((budget) => budgetRow(model, result, budget))),
  )
  return rows.length === 0 ? [] : [[columns, columns.map(() => '---'), ...rows].map(tableLine).join('\n')]
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function budgetRow({ path }: ModelReport, { target }: TargetResult, budget: BudgetResult): string[] {
  const distance = distanceWords(budget)
  const limit = `${limitWords(budget)}${distance === '' ? '' : `, ${distance}`}`
  const cells = [path, target, budget.key, valueWords(budget), intervalWords(budget), limit, placeWords(budget)]
  return [`${marks[budget.verdict]} ${verdictWords(budget)}`, ...cells.map(escapeMarkdown)]
}

function detailsOf(model: ModelReport): string[] {
  const sentences = [...model.results.flatMap(sentencesOf), ...model.notes]
  if (sentences.length === 0) return []
  const list = sentences.map((sentence) => `- ${escapeMarkdown(sentence)}`).join('\n')
  const summary = escapeHtml(`${model.path}: ${aboutModel(model)}`)
  return [`<details><summary>${summary}</summary>\n\n${list}\n\n</details>`]
}

/** Why budgets are not kept, then whatever else there is to say of the model on the target. */
function sentencesOf(result: TargetResult): string[] {
  const verdicts = result.budgets.flatMap((budget) => explainVerdict(budget, result))
  const all = new Set([...verdicts, ...result.causes.map(({ text }) => text)])
  return [...all].map((text) => `${result.target}: ${text}`)
}
