import type { createColors } from 'picocolors'
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
import { changeWords, deltaOf, differenceInterval, differenceWords } from './delta-words.ts'
import { formatBytes, formatCount, plural } from './format.ts'
import type { BudgetResult, ModelReport, Report, TargetResult } from './report.ts'
import { sharingWords } from './sharing-words.ts'
import { summarise } from './summary.ts'
import { alignColumns, indent, printable, visibleLength, wrap } from './table.ts'

export type Colours = ReturnType<typeof createColors>
type Paint = (text: string) => string

/** Sentences under the line of one budget; the rest is in `precious inspect`. */
const causesShown = 2

const marks: Readonly<Record<Verdict, string>> = { within: '✔', over: '✖', uncertain: '?', unknown: '–' }

/** One model on one target: a heading, then a line for each budget and why it does not hold. */
export function targetLines(model: ModelReport, result: TargetResult, colours: Colours, width: number): string[] {
  const explain = sentencesOnce(result)
  const [heading = '', ...lines] = summaryLines(model, result, colours)
  return [
    heading,
    ...sharingLines(result, colours, width),
    ...(result.budgets.length === 0 ? lines : []),
    ...result.budgets.flatMap((budget, index) => [
      ...withPlace(lines[index] ?? '', budget, colours, width),
      ...explain(budget).flatMap((text) => wrap(printable(text), '      ', width)),
    ]),
    ...changeLines(model, result, colours, width),
  ]
}

function sharingLines(result: TargetResult, colours: Colours, width: number): string[] {
  const words = sharingWords(result)
  return words === '' ? [] : wrap(printable(words), '  ', width).map((line) => colours.dim(line))
}

/** Quantities whose change is told of every model. */
const changesShown = ['latency', 'power', 'energy', 'memory'] as const

/** How the model differs from the baseline, and why. */
function changeLines({ change }: ModelReport, result: TargetResult, colours: Colours, width: number): string[] {
  if (change === null) return []
  const words = printable(changeWords(change))
  if (change.state !== 'changed') {
    const reason = change.reason === null ? [] : wrap(printable(change.reason), '      ', width)
    return [`  ${colours.dim(`against the baseline: ${words}`)}`, ...reason]
  }
  const rows = changesShown.flatMap((quantity) => {
    const delta = deltaOf(result, quantity)
    const interval = differenceInterval(delta)
    const difference = differenceWords(delta)
    return difference === '' ? [] : [[`  ${quantity}`, difference, interval === '' ? '' : colours.dim(`(${interval})`)]]
  })
  return [
    `  ${colours.dim(`against the baseline: ${words}`)}`,
    ...indent(alignColumns(rows)),
    ...result.deltaCauses.slice(0, deltaCausesShown).flatMap((text) => wrap(printable(text), '      ', width)),
  ]
}

const deltaCausesShown = 4

/** The same without explanations: a heading, then a line for each budget. */
export function summaryLines(model: ModelReport, result: TargetResult, colours: Colours): string[] {
  const lines = alignColumns(result.budgets.map((budget) => budgetCells(budget, colours)))
  return [
    `${colours.bold(printable(model.path))} on ${printable(result.target)}  ${colours.dim(aboutModel(model))}`,
    ...(lines.length === 0 ? [`  ${colours.dim('no budget applies')}`] : indent(lines)),
  ]
}

/** How large a model is and where it runs. */
export function aboutModel({ bytes, format, totals: { operators, cpuOperators } }: ModelReport): string {
  const place = cpuOperators === 0 ? 'all on the Edge TPU' : `${formatCount(cpuOperators)} on the CPU`
  const kind = format === 'compiled' ? 'compiled, ' : ''
  return `${formatBytes(bytes)}, ${kind}${plural(operators, 'operator')}, ${place}`
}

function budgetCells(budget: BudgetResult, colours: Colours): string[] {
  const paint = ifAny(painter(budget, colours))
  const dim = ifAny(colours.dim)
  const interval = intervalWords(budget)
  return [
    paint(`${marks[budget.verdict]} ${verdictWords(budget)}`),
    budget.key,
    valueWords(budget),
    dim(interval === '' ? '' : `(${interval})`),
    `limit ${printable(limitWords(budget))}`,
    paint(distanceWords(budget)),
  ]
}

/** Names the place in the config to look at, for a budget that is not kept: on a line of its own where it is long. */
function withPlace(line: string, budget: BudgetResult, colours: Colours, width: number): string[] {
  if (budget.outcome === 'pass') return [line]
  const place = printable(placeWords(budget))
  const isShort = visibleLength(line) + 2 + place.length <= width
  return isShort ? [`${line}  ${colours.dim(place)}`] : [line, `      ${colours.dim(place)}`]
}

function painter({ verdict, outcome }: BudgetResult, colours: Colours): Paint {
  if (outcome === 'fail') return colours.red
  return verdict === 'within' ? colours.green : colours.yellow
}

/** Leaves nothing where there is nothing, not even colour codes. */
function ifAny(paint: Paint): Paint {
  return (text) => (text === '' ? '' : paint(text))
}

/** The sentences that explain a budget, each said once for a model; later budgets refer to the one that says it. */
function sentencesOnce(result: TargetResult): (budget: BudgetResult) => string[] {
  const saidUnder = new Map<string, string>()
  return (budget) => {
    const [first, ...rest] = explainVerdict(budget, result).slice(0, causesShown)
    if (first === undefined) return []
    const earlier = saidUnder.get(first)
    const opening = earlier === undefined ? first : `As under ${earlier}.`
    const texts = [opening, ...rest.filter((text) => !saidUnder.has(text))]
    for (const text of texts) saidUnder.set(text, saidUnder.get(text) ?? budget.key)
    return texts
  }
}

/** How the run ended, and what its figures rest on. */
export function footer(report: Report, colours: Colours, width: number): string {
  const paint = report.verdict === 'failed' ? colours.red : colours.green
  const { headline, remarks } = summarise(report)
  const unreadable = report.unreadable.map(({ path, what }) => `Not read: ${path}: ${what}.`)
  const lines = [...unreadable, ...baselineRemarks(report), ...ignoredMeasurements(report), ...remarks]
    .flatMap((remark) => wrap(printable(remark), '', width))
    .map((line) => colours.dim(line))
  return [...wrap(headline, '', width).map((line) => colours.bold(paint(line))), ...lines].join('\n')
}

function baselineRemarks({ baseline }: Report): string[] {
  if (baseline === null) return []
  if (baseline.state === 'unavailable') return [`Not compared with a baseline: ${baseline.reason}`]
  const removed = baseline.removed.map((path) => `${path} is gone.`)
  return [`Compared with ${baseline.name}.`, ...removed, ...baseline.remarks]
}

function ignoredMeasurements({ measurements }: Report): string[] {
  if (measurements === null) return []
  const { file, used, ignored } = measurements
  return [
    `${plural(used, 'line')} of ${file} used.`,
    ...ignored.map(({ line, reason }) => `Ignored ${file}:${line}: ${reason}`),
  ]
}
