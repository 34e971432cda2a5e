import type { LearnedEstimator } from '../estimator/learning/learned-estimator.ts'
import { formatCount, formatShare, plural } from './format.ts'
import { alignColumns, indent, printable, wrap } from './table.ts'

/** What a training found, and which family had the least error. */
export interface TrainingResult {
  readonly estimator: LearnedEstimator
  readonly best: string
}

/** Features beyond these seldom matter. */
const mostImportances = 12

/** What a training found, for a terminal, in lines. */
export function trainingToText({ estimator, best }: TrainingResult, width: number): string[] {
  const { rows, networks, target, quantity, provenance } = estimator
  const sources = provenance.sources.map(({ source, licence }) => `${source} (${licence ?? 'licence unknown'})`).join(', ')
  const about = `${quantity} on ${target}: ${plural(rows, 'measurement')} of ${plural(networks, 'network')}, by ${sources}.`
  return [
    ...wrap(printable(about), '', width),
    '',
    'Families, on groups that were held out:',
    ...indent(familyTable(estimator)),
    '',
    ...wrap(whyChosen(estimator, best), '', width),
    '',
    `Errors of ${estimator.family}:`,
    ...indent(heldOutTable(estimator)),
    '',
    'Learning curve:',
    ...indent(curveTable(estimator)),
    '',
    'What bears on it (by how much errors grow without):',
    ...indent(importanceTable(estimator)),
    '',
    ...wrap(noise(estimator), '', width),
  ]
}

const numberColumns = [1, 2, 3, 4, 5, 6]

function familyTable({ families }: LearnedEstimator): string[] {
  const header = ['family', 'MAPE', 'spread', 'median', 'within 5 %', 'within 10 %']
  const lines = families.map(({ family, mape, standardError, medianApe, within5, within10 }) =>
    [family, percent(mape), `\u00B1 ${percent(standardError)}`, percent(medianApe), formatShare(within5), formatShare(within10)])
  return alignColumns([header, ...lines], numberColumns)
}

function whyChosen({ family, families }: LearnedEstimator, best: string): string {
  const errorOf = (name: string): string => percent(families.find((own) => own.family === name)?.mape ?? 0)
  if (family === best) return `Chosen: ${family}, which has the least error by more than chance explains, or is the simplest.`
  const excess = 'by no more than one standard error of the difference'
  return `Chosen: ${family}, which is simpler than ${best} and exceeds its ${errorOf(best)} ${excess}.`
}

const splitNames = {
  grouped: 'groups held out',
  random: 'rows held out',
  extrapolation: 'slowest 30 % held out',
} as const

function heldOutTable({ heldOut, intervals }: LearnedEstimator): string[] {
  const inInterval = `in ${Math.round(intervals.coverage * 100)} % interval`
  const header = ['', 'MAPE', 'median', 'within 5 %', 'within 10 %', inInterval, 'n']
  const lines = heldOut.map(({ split, mape, medianApe, within5, within10, coverage, n }) => [
    splitNames[split],
    percent(mape),
    percent(medianApe),
    formatShare(within5),
    formatShare(within10),
    coverage === null ? '-' : formatShare(coverage),
    formatCount(n),
  ])
  return alignColumns([header, ...lines], numberColumns)
}

function curveTable({ learningCurve }: LearnedEstimator): string[] {
  const lines = learningCurve.map(({ n, mape, deviation }) => [formatCount(n), percent(mape), `\u00B1 ${percent(deviation)}`])
  return alignColumns([['measurements', 'MAPE', 'spread'], ...lines], [0, 1, 2])
}

function importanceTable({ importances }: LearnedEstimator): string[] {
  const shown = importances.filter(({ increase }) => increase > 0).slice(0, mostImportances)
  return alignColumns(shown.map(({ feature, increase }) => [printable(feature), percent(increase)]), [1])
}

function noise({ noiseFloor }: LearnedEstimator): string {
  if (noiseFloor === null) return 'Noise: no network was measured twice, so that nothing tells how far measurements scatter.'
  const { networks, measurements, medianDifference, leastMape } = noiseFloor
  const of = `${plural(measurements, 'measurement')} of ${plural(networks, 'network')} that were measured repeatedly`
  const differ = `differ by a median of ${percent(medianDifference)}`
  return `Noise: ${of} ${differ}; no estimator can have a MAPE below ${percent(leastMape)} on them.`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`
}
