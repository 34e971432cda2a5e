import type { createColors } from 'picocolors'
import type { PlacementPair } from '../comparison/placement-pairs.ts'
import type { PredictedFigure, Prediction } from '../comparison/prediction.ts'
import { formatShare, formatSigned, plural } from './format.ts'
import { fullNameOf } from './operators.ts'
import { alignColumns, bullets, indent, printable, wrap } from './table.ts'
import { amountWords, rangeWords, totalNames } from './total-words.ts'

type Colours = ReturnType<typeof createColors>

/** Operators that are named on each side before the rest is counted. */
const operatorsNamed = 12

/** What was predicted of a plain model against what the compiler did: lines without a title. */
export function predictionLines({ figures, placements }: Prediction, colours: Colours, width: number): string[] {
  const header = ['predicted', 'range', 'read', 'error'].map((name) => colours.dim(name))
  return [
    ...indent(alignColumns([['', ...header, ''], ...figures.map(figureRow)])),
    ...placementLines(placements, width),
  ]
}

function figureRow({ name, unit, predicted, read, error, isInside }: PredictedFigure): string[] {
  return [
    totalNames[name],
    amountWords(predicted.value, unit),
    rangeWords(predicted, unit),
    amountWords(read, unit),
    error === null ? '' : formatSigned(error, formatShare),
    isInside ? 'in the range' : 'outside the range',
  ]
}

function placementLines(placements: readonly PlacementPair[], width: number): string[] {
  const predicted = placements.filter((one) => one.predicted === 'cpu')
  const actual = placements.filter((one) => one.actual === 'cpu')
  const differing = placements.filter((one) => one.predicted !== one.actual)
  const lists = [
    `Predicted on the CPU: ${namesOf(predicted)}.`,
    `Left on the CPU by the compiler: ${namesOf(actual)}.`,
    ...(differing.length === 0 ? ['Every operator is where it was predicted to be.'] : []),
  ]
  const shown = differing.slice(0, operatorsNamed).map(differenceWords)
  const rest = differing.length - shown.length
  return [
    ...lists.flatMap((text) => wrap(printable(text), '  ', width)),
    ...bullets([...shown, ...(rest > 0 ? [`${plural(rest, 'further operator')} placed otherwise.`] : [])], width),
  ]
}

function namesOf(operators: readonly PlacementPair[]): string {
  if (operators.length === 0) return 'none'
  const rest = operators.length - operatorsNamed
  const named = operators.slice(0, operatorsNamed).map(nameOf).join(', ')
  return rest > 0 ? `${named} and ${rest} more` : named
}

function nameOf({ kind, output, plainIndex, compiledIndex }: PlacementPair): string {
  return fullNameOf({ kind, output, index: plainIndex ?? compiledIndex ?? 0 })
}

function differenceWords(pair: PlacementPair): string {
  const { predicted, actual, because } = pair
  if (predicted === null) return `${nameOf(pair)} runs on the CPU and is in the compiled model only.`
  const why = because === null || predicted === 'edgetpu' ? '' : `, because ${because}`
  const place = { cpu: 'on the CPU', edgetpu: 'on the Edge TPU' } as const
  const verb = actual === 'cpu' ? 'left it on the CPU' : 'mapped it'
  return `${nameOf(pair)} was predicted ${place[predicted]}${why}; the compiler ${verb}.`
}
