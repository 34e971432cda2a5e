import type { BudgetKey, Verdict } from '../budget/budget.ts'
import { distanceWords, intervalWords, limitWords, valueWords, verdictWords } from './budget-words.ts'
import { changeWords, deltaOf, differenceInterval, differenceWords, isWithoutChange } from './delta-words.ts'
import { formatInterval, formatQuantity, formatShare, formatSigned } from './format.ts'
import { plain, table } from './markdown-blocks.ts'
import type { BudgetResult, ModelReport, TargetResult } from './report.ts'
import { sharedLatencyWords } from './sharing-words.ts'

/** One model on one target. */
export interface Row {
  readonly model: ModelReport
  readonly result: TargetResult
}

export const marks: Readonly<Record<Verdict, string>> = { within: '✅', over: '❌', uncertain: '❓', unknown: '➖' }

/** The quantities that have a column, and the budgets that are told in it. */
const columns = {
  latency: ['latency', 'throughput'],
  power: ['power'],
  energy: ['energy'],
  memory: ['memory', 'cached', 'streamed'],
} as const satisfies Record<string, readonly BudgetKey[]>

type Column = keyof typeof columns

const columnNames = Object.keys(columns) as Column[]

/** Budgets without a column of their own. */
const others: ReadonlySet<BudgetKey> = new Set(['activations', 'cpuOperators'])

/** The models of a report as a table: what each takes, how that changed, and how it lies to its budgets. */
export function modelTable(rows: readonly Row[]): string {
  const hasOthers = rows.some(({ result }) => result.budgets.some(({ key }) => others.has(key)))
  const titles = ['', 'model', ...columnNames, ...(hasOthers ? ['others'] : [])]
  return table(titles, rows.map((row) => cellsOf(row, hasOthers)))
}

function cellsOf({ model, result }: Row, hasOthers: boolean): string[] {
  const cells = columnNames.map((column) => lines(quantityLines(column, model, result)))
  const rest = result.budgets.filter(({ key }) => others.has(key)).flatMap((budget) => budgetLines(budget, result))
  return [markOf(result), lines(nameLines(model, result)), ...cells, ...(hasOthers ? [lines(rest)] : [])]
}

/** What the most urgent budget of a row does to the run, or else its verdict. */
function markOf({ budgets }: TargetResult): string {
  const [worst] = budgets.toSorted((a, b) => severityOf(b) - severityOf(a))
  if (worst === undefined) return ''
  return { fail: '❌', warn: '⚠️', pass: marks[worst.verdict] }[worst.outcome]
}

/** How soon a reader has to see a budget: what is new comes before what is known. */
export function severityOf({ outcome, verdict, standing }: BudgetResult): number {
  if (outcome === 'fail') return standing === 'known' ? 3 : 5
  if (outcome === 'warn') return standing === 'known' ? 2 : 4
  return verdict === 'within' ? 0 : 1
}

function nameLines({ path, change }: ModelReport, { target }: TargetResult): string[] {
  const isPlain = change === null || change.state === 'changed' || change.state === 'same'
  const isSilent = change === null || (isPlain && change.renamedFrom === null)
  const words = isSilent ? [] : [`<i>${plain(changeWords(change))}</i>`]
  return [`<b>${plain(path)}</b>`, plain(target), ...words]
}

function quantityLines(column: Column, model: ModelReport, result: TargetResult): string[] {
  const budgets = result.budgets.filter(({ key }) => columns[column].some((known) => known === key))
  return [
    ...figureLines(column, result),
    ...sharedLines(column, result),
    ...changeLines(column, model, result),
    ...budgets.flatMap((budget) => budgetLines(budget, result, column)),
  ]
}

/** The value and its interval, and the estimate beside what was measured. */
function figureLines(column: Column, { estimates, measured }: TargetResult): string[] {
  const estimate = estimates.find(({ quantity }) => quantity === column)
  const measurement = measured.find(({ quantity }) => quantity === column)
  if (estimate === undefined) return []
  const known = estimate.basis === 'unknown' ? undefined : estimate
  const words = (value: number): string => unbroken(formatQuantity(column, value))
  const interval = (low: number, high: number): string => bracketed(formatInterval(column, low, high))
  if (measurement === undefined) {
    if (known === undefined) return ['unknown']
    // Power and energy follow the latency.
    const isSaid = known.inEnvelope || column === 'power' || column === 'energy'
    const outside = isSaid ? [] : ['<i>outside the checked range</i>']
    return [`<b>${words(known.value)}</b>${interval(known.low, known.high)}`, ...outside]
  }
  const first = `<b>${words(measurement.value)} measured</b>${interval(measurement.low, measurement.high)}`
  if (known === undefined) return [first]
  const error = known.value / measurement.value - 1
  return [first, `estimated ${words(known.value)} (${unbroken(formatSigned(error, formatShare))})`]
}

/** The mean latency where other models use the device in turn. */
function sharedLines(column: Column, result: TargetResult): string[] {
  const words = column === 'latency' ? sharedLatencyWords(result) : ''
  return words === '' ? [] : [`${unbroken(words)} <i>shared</i>`]
}

function changeLines(column: Column, { change }: ModelReport, result: TargetResult): string[] {
  if (change === null) return []
  if (isWithoutChange(change)) return ['no change']
  const delta = deltaOf(result, column)
  const difference = differenceWords(delta)
  if (delta?.basis !== 'estimated') return []
  const parts = difference.split(', ').map(unbroken).join(', ')
  return [`${arrowOf(delta)}\u00A0${parts}${bracketed(differenceInterval(delta))}`]
}

/** Nothing for nothing. */
function bracketed(interval: string): string {
  return interval === '' ? '' : ` (${unbroken(interval)})`
}

/** A figure that stays on one line: a narrow column would cut it off from its unit. */
function unbroken(figure: string): string {
  return plain(figure).replaceAll(' ', '\u00A0')
}

/** Up or down where that is certain. */
function arrowOf({ low, high }: { readonly low: number; readonly high: number }): string {
  if (low > 0) return '▲'
  return high < 0 ? '▼' : '◆'
}

/** The limit and how the figure lies to it; the figure itself where the column does not show it. */
function budgetLines(budget: BudgetResult, result: TargetResult, column?: Column): string[] {
  const { verdict, standing, kind, key } = budget
  const isIncrease = kind === 'maxIncrease'
  const isShown = key === column && !isIncrease && (budget.use === 'alone' || key === 'latency')
  const change = isShown || isIncrease ? '' : differenceWords(deltaOf(result, key))
  const figure = isShown ? '' : `${key === column ? '' : `${key} `}${valueOf(budget)}`
  const distance = distanceWords(budget)
  const parts = [
    change === '' || change.startsWith('±') ? figure : `${figure}, ${change}`,
    `limit ${limitWords(budget)}`,
    distance,
    judgementWords(budget, distance !== ''),
    standing === null ? '' : standingWords[standing],
  ]
  return [`${marks[verdict]} ${plain(parts.filter((part) => part !== '').join(', '))}`]
}

/** The verdict where the distance to the limit does not tell it, and what it does to the run. */
function judgementWords(budget: BudgetResult, isTold: boolean): string {
  const { verdict, outcome } = budget
  if (verdict === 'within') return ''
  if (!isTold || verdict === 'unknown') return verdictWords(budget)
  if (verdict === 'over') return outcome === 'warn' ? 'warning' : ''
  return { pass: 'passes', warn: 'warning', fail: 'fails' }[outcome]
}

export const standingWords = { new: 'new', worse: 'known, but worse', known: 'known' } as const

function valueOf(budget: BudgetResult): string {
  const interval = intervalWords(budget)
  const value = valueWords(budget).replace(/^estimated /, '')
  return `${value}${interval === '' ? '' : ` (${interval})`}`
}

function lines(texts: readonly string[]): string {
  return texts.join('<br>')
}
