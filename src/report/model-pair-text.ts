import { createColors } from 'picocolors'
import type { OperatorAnalysis } from '../analysis/analysis.ts'
import type { Figure } from '../analysis/figure.ts'
import type { OperatorPair } from '../comparison/model-pair.ts'
import type { OperatorTerms } from '../comparison/operator-changes.ts'
import type { TotalPair } from '../comparison/total-pairs.ts'
import { executableRows } from './executable-rows.ts'
import { formatBytes, formatCount, formatMs, formatSigned, plural } from './format.ts'
import type { ModelPairReport, PairedModelReport, TargetPairReport } from './model-pair-report.ts'
import { predictionLines } from './prediction-text.ts'
import { quantityTable, whyUnknown } from './quantity-pairs.ts'
import { alignColumns, bullets, indent, printable } from './table.ts'
import type { TextOptions } from './text.ts'
import { amountWords, figureWords, signedWords, totalNames } from './total-words.ts'

type Colours = ReturnType<typeof createColors>

/** Two models beside each other for a person at a terminal. */
export function modelPairToText(pair: ModelPairReport, { colour, width }: TextOptions): string {
  const colours = createColors(colour)
  const sections = [
    headings(pair, colours),
    ...pair.targets.map((target) => targetSection(target, colours, width)),
    [colours.bold('Totals'), ...totalTable(pair.totals, colours)],
    ...predictionSection(pair, colours, width),
    ...compiledSection(pair, colours),
    ...operatorSection(pair, colours),
    ...notesSection(pair, colours, width),
  ]
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function headings({ a, b, prediction }: ModelPairReport, colours: Colours): string[] {
  const rows = alignColumns([heading('A', a, colours), heading('B', b, colours)])
  if (a.sha256 === b.sha256) return [...rows, 'The two are the same to the byte.']
  if (a.format === b.format || prediction !== null) return rows
  const [plain, compiled] = a.format === 'plain' ? ['A', 'B'] : ['B', 'A']
  return [...rows, `${compiled} is compiled, but not from ${plain}: their inputs or outputs differ.`]
}

function heading(name: string, { path, bytes, format, sha256 }: PairedModelReport, colours: Colours): string[] {
  const kind = format === 'compiled' ? 'compiled for the Edge TPU' : 'plain TFLite model'
  const about = `${formatBytes(bytes)}, ${kind}, sha256 ${sha256.slice(0, 12)}`
  return [name, colours.bold(printable(path)), colours.dim(about)]
}

function targetSection({ target, quantities, causes }: TargetPairReport, colours: Colours, width: number): string[] {
  return [
    colours.bold(`On ${target}`),
    ...quantityTable(quantities, colours),
    ...bullets([...causes, ...whyUnknown(quantities)], width),
  ]
}

function totalTable(totals: readonly TotalPair[], colours: Colours): string[] {
  const rows = totals.map(({ name, unit, a, b, difference }) => {
    // The number of operators is neither predicted nor read of a compiled operator.
    const words = (figure: Figure | null): string =>
      name === 'operators' ? amountWords(figure?.value ?? 0, unit) : figureWords(figure, unit)
    return [totalNames[name], words(a), words(b), signedWords(difference, unit)]
  })
  return indent(alignColumns([dimmed(['', 'A', 'B', 'difference'], colours), ...rows]))
}

/** A row of column names. */
function dimmed(names: readonly string[], colours: Colours): string[] {
  return names.map((name) => (name === '' ? '' : colours.dim(name)))
}

function predictionSection({ prediction }: ModelPairReport, colours: Colours, width: number): string[][] {
  if (prediction === null) return []
  return [[colours.bold('What is predicted against what the compiler did'), ...predictionLines(prediction, colours, width)]]
}

/** What only compiled models tell. */
function compiledSection({ a, b }: ModelPairReport, colours: Colours): string[][] {
  const sides = [{ name: 'A', ...a }, { name: 'B', ...b }].filter(({ executable }) => executable !== null)
  if (sides.length === 0) return []
  const rows = executableRows(sides.map(({ executable }) => executable))
  const header = dimmed(['', ...sides.map(({ name }) => name)], colours)
  return [[colours.bold('In what the compiler made'), ...indent(alignColumns([header, ...rows]))]]
}

const columns = ['', 'A', 'B', 'operator', 'output in A', 'output in B'] as const

function operatorSection({ operators, targets, prediction, totals }: ModelPairReport, colours: Colours): string[][] {
  if (prediction !== null) return []
  if (operators.length === 0) return [[colours.bold('No operator differs')]]
  const names = targets.map(({ target }) => target)
  const header = dimmed([...columns, ...names.map((name) => `adds on ${name}`)], colours)
  const rows = operators.map((pair) => [
    pair.state,
    placeOf(pair.a),
    placeOf(pair.b),
    printable(pair.b?.kind ?? pair.a?.kind ?? ''),
    outputOf(pair.a),
    outputOf(pair.b),
    ...names.map((name) => addedWords(pair.addedMs[name])),
  ])
  const { a, b } = totals.find(({ name }) => name === 'operators') ?? {}
  const of = `of ${formatCount(a?.value ?? 0)} in A and ${formatCount(b?.value ?? 0)} in B`
  const title = `${plural(operators.length, 'operator')} ${of} ${operators.length === 1 ? 'differs' : 'differ'}`
  return [[colours.bold(title), ...indent(alignColumns([header, ...rows], [1, 2]))]]
}

function placeOf(operator: OperatorAnalysis | null): string {
  return operator === null ? '-' : String(operator.index)
}

/** Its shape and where it runs, which is what differs. */
function outputOf(operator: OperatorAnalysis | null): string {
  if (operator === null) return '-'
  const shape = operator.shape.length === 0 ? 'scalar' : operator.shape.join('x')
  const storage = operator.parameterStorage === 'streamed' ? ', streamed' : ''
  return `${shape}${operator.placement.device === 'cpu' ? ' on the CPU' : ''}${storage}`
}

function addedWords(terms: OperatorPair['addedMs'][string] | undefined): string {
  if (terms === undefined) return 'unknown'
  const parts = (Object.keys(terms) as (keyof OperatorTerms)[]).filter((name) => terms[name] !== 0)
  if (parts.length === 0) return 'nothing'
  return parts.map((name) => `${formatSigned(terms[name], (ms) => formatMs(ms))} ${name}`).join(', ')
}

function notesSection({ a, b }: ModelPairReport, colours: Colours, width: number): string[][] {
  const notes = [...a.notes.map((note) => `A: ${note}`), ...b.notes.map((note) => `B: ${note}`)]
  return notes.length === 0 ? [] : [[colours.bold('Notes'), ...bullets(notes, width)]]
}
