import { createColors } from 'picocolors'
import { alignColumns, wrap } from '../report/table.ts'
import type { TextOptions } from '../report/text.ts'
import type { Evaluation } from './evaluation.ts'
import { accuracyCells, accuracyHeader, accuracyTables } from './tables.ts'
import { notesOf, titleOf } from './words.ts'

/** As many as a screen shows beside the rest. */
const mostFamilies = 15
const widestLabel = 40

/** An evaluation for a person at a terminal. */
export function evaluationToText(evaluation: Evaluation, { colour, width }: TextOptions): string {
  const colours = createColors(colour)
  const rows = accuracyTables(evaluation, mostFamilies).flatMap(({ title, lines, more }) => [
    [''],
    [colours.bold(title), ...accuracyHeader],
    ...lines.map(([label, accuracy]) => [`  ${shorten(label)}`, ...accuracyCells(accuracy)]),
    ...(more === '' ? [] : [[`  ${more}`]]),
  ])
  const right = accuracyHeader.map((_, column) => column + 1)
  const aligned = alignColumns(rows, right)
  const notes = notesOf(evaluation).flatMap((note) => wrap(note, '', width))
  return [colours.bold(titleOf(evaluation)), ...notes, ...aligned, ''].join('\n')
}

function shorten(label: string): string {
  return label.length <= widestLabel ? label : `${label.slice(0, widestLabel - 1)}…`
}
