import { createColors } from 'picocolors'
import type { JudgedLimit, VerdictChange } from '../comparison/verdict-changes.ts'
import { changeWords } from './delta-words.ts'
import { plural } from './format.ts'
import { type QuantityPair, quantityTable, whyUnknown } from './quantity-pairs.ts'
import type { ReportedPairReport, ReportFacts, ReportPairReport } from './report-pair-report.ts'
import { alignColumns, bullets, indent, printable, wrap } from './table.ts'
import type { TextOptions } from './text.ts'

type Colours = ReturnType<typeof createColors>

/** Two reports beside each other for a person at a terminal: what differs first, what does not in one line each. */
export function reportPairToText(pair: ReportPairReport, { colour, width }: TextOptions): string {
  const colours = createColors(colour)
  const { a, b, models, removed, remarks } = pair
  const differing = models.filter(isDiffering)
  const alike = models.filter((model) => !isDiffering(model))
  const sections = [
    alignColumns([heading('A', a, colours), heading('B', b, colours)]),
    ...differing.map((model) => modelSection(model, colours, width)),
    [
      ...alike.map((model) => titleOf(model, colours)),
      ...removed.map((path) => `${colours.bold(printable(path))}  gone`),
    ],
    [
      ...wrap(closing(pair, differing.length), '', width).map(colours.bold),
      ...remarks.flatMap((text) => wrap(printable(text), '', width)),
    ],
  ].filter((lines) => lines.length > 0)
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function heading(name: string, { path, version, modelCount, verdict }: ReportFacts, colours: Colours): string[] {
  const about = `${plural(modelCount, 'model')}, ${verdict}, written by version ${version}`
  return [name, colours.bold(printable(path)), colours.dim(printable(about))]
}

/** Also of one content, other figures may be told: where one of the reports is of a compiled model, for instance. */
function isDiffering(model: ReportedPairReport): boolean {
  return model.change.state === 'changed' || model.verdicts.length > 0 || hasOtherFigures(model)
}

function hasOtherFigures({ targets }: ReportedPairReport): boolean {
  const isOther = ({ delta }: QuantityPair): boolean => delta.basis === 'estimated' && delta.value !== 0
  return targets.some(({ quantities }) => quantities.some(isOther))
}

function titleOf(model: ReportedPairReport, colours: Colours): string {
  const { path, change } = model
  const remark = change.state === 'same' && hasOtherFigures(model) ? ', but with other figures' : ''
  return `${colours.bold(printable(path))}  ${printable(changeWords(change))}${remark}`
}

function modelSection(model: ReportedPairReport, colours: Colours, width: number): string[] {
  const { change, targets, verdicts } = model
  return [
    titleOf(model, colours),
    ...(change.reason === null ? [] : wrap(printable(change.reason), '  ', width)),
    ...targets.flatMap(({ target, quantities, causes }) => [
      `  on ${printable(target)}`,
      ...indent(quantityTable(quantities, colours)),
      ...bullets([...causes, ...whyUnknown(quantities)], width),
    ]),
    ...verdictLines(verdicts),
  ]
}

function verdictLines(verdicts: readonly VerdictChange[]): string[] {
  if (verdicts.length === 0) return []
  return ['  verdicts that changed', ...indent(indent(alignColumns(verdicts.map(verdictRow))))]
}

function verdictRow({ target, key, kind, a, b }: VerdictChange): string[] {
  const what = kind === 'maxIncrease' ? `${key} (increase)` : key
  return [`${what} on ${target}`, `${limitWords(a)} -> ${limitWords(b)}`].map(printable)
}

function limitWords(limit: JudgedLimit | null): string {
  return limit === null ? 'no budget' : `${limit.verdict} (limit ${limit.text})`
}

function closing({ models, removed }: ReportPairReport, differing: number): string {
  const verdicts = models.reduce((sum, model) => sum + model.verdicts.length, 0)
  const added = models.filter(({ change }) => change.state === 'new').length
  const counts = [
    `${plural(differing, 'model')} of ${models.length} ${differing === 1 ? 'differs' : 'differ'}`,
    ...(added === 0 ? [] : [`${added} new`]),
    ...(removed.length === 0 ? [] : [`${removed.length} gone`]),
    verdicts === 0 ? 'no verdict changed' : `${plural(verdicts, 'verdict')} changed`,
  ]
  return `${counts.join(', ')}.`
}
