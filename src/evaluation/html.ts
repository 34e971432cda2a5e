import { escapeXml } from '../report/escape.ts'
import { formatCount } from '../report/format.ts'
import { version } from '../version.ts'
import type { EvaluatedRows, Evaluation } from './evaluation.ts'
import { pageStyle } from './html-style.ts'
import type { JudgedRow } from './judged-row.ts'
import { markOf, plotKindOf, plotKinds } from './plot-kinds.ts'
import { plotLearning } from './plot-learning.ts'
import { plotMeasured, plotResiduals } from './plot-rows.ts'
import { accuracyCells, accuracyHeader, type AccuracyTable, accuracyTables } from './tables.ts'
import { notesOf, titleOf, trainingWarning } from './words.ts'

const learningCaption = 'Of the training. Band: standard deviation over seeds.'

const mostFamilies = 200
/** More marks than these are slow to show and hide each other. */
const mostMarks = 2_000

/**
 * An evaluation as one page that needs nothing else and runs nothing: plots of measured against estimated values, of
 * errors, and of the learning curve where there is one, and the tables. The same evaluation gives the same page.
 */
export function evaluationToHtml({ evaluation, rows, learningCurve }: EvaluatedRows): string {
  const title = escapeXml(titleOf(evaluation))
  const plotted = thinned(rows)
  const learning = learningCurve.filter(({ n }) => n > 0)
  const plots = [
    ...(plotted.length === 0 ? [] : rowPlots(plotted, evaluation)),
    ...(learning.length === 0 ? [] : [figure(plotLearning(learning), learningCaption)]),
  ]
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    // Nothing that a file smuggled in could run or be fetched.
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
    `<title>${title}</title>`,
    `<style>${pageStyle}</style>`,
    '</head>',
    '<body>',
    `<h1>${title}</h1>`,
    ...warning(evaluation),
    ...notesOf(evaluation).map((note) => `<p>${escapeXml(note)}</p>`),
    ...legend(plotted, rows.length),
    `<div class="plots">${plots.join('\n')}</div>`,
    ...accuracyTables(evaluation, mostFamilies).map(tableToHtml),
    `<footer>precious ${version}</footer>`,
    '</body>',
    '</html>\n',
  ].join('\n')
}

function rowPlots(rows: readonly JudgedRow[], { quantity }: Evaluation): readonly string[] {
  const edge = 'What is far beyond is at the edge.'
  return [
    figure(plotMeasured(rows, quantity), `Bars: intervals. Line: equal. Band: 10 % either way. ${edge}`),
    figure(plotResiduals(rows, quantity), `Above 0: estimated too high. Band: 10 % either way. ${edge}`),
  ]
}

function figure(svg: string, caption: string): string {
  return `<figure>${svg}<figcaption>${escapeXml(caption)}</figcaption></figure>`
}

function warning(evaluation: Evaluation): readonly string[] {
  const words = trainingWarning(evaluation)
  return words === undefined ? [] : [`<p class="warning">${escapeXml(words)}.</p>`]
}

/** What the marks stand for, where there are several kinds, and how many there are where some are left out. */
function legend(plotted: readonly JudgedRow[], count: number): readonly string[] {
  const keys = plotKinds.flatMap((kind) => {
    const isPlotted = plotted.some((row) => plotKindOf(row) === kind)
    return isPlotted ? [`<span class="key">${markOf(kind)} ${kind.title}</span>`] : []
  })
  const thinning = plotted.length === count ? '' : `${formatCount(plotted.length)} of ${formatCount(count)} are drawn.`
  const entries = [...(keys.length > 1 ? keys : []), thinning].filter((entry) => entry !== '')
  return entries.length === 0 ? [] : [`<p>${entries.join('\n')}</p>`]
}

/** Some of many rows, evenly from small to large. */
function thinned(rows: readonly JudgedRow[]): readonly JudgedRow[] {
  if (rows.length <= mostMarks) return rows
  const sorted = rows.toSorted((a, b) => a.measured - b.measured)
  return Array.from({ length: mostMarks }, (_, index) => {
    return sorted[Math.round((index * (sorted.length - 1)) / (mostMarks - 1))]
  }).filter((row) => row !== undefined)
}

function tableToHtml({ title, lines, more }: AccuracyTable): string {
  const cells = (tag: 'th' | 'td', texts: readonly string[]): string => {
    return `<tr>${texts.map((text) => `<${tag}>${escapeXml(text)}</${tag}>`).join('')}</tr>`
  }
  const head = cells('th', ['', ...accuracyHeader])
  const body = lines.map(([label, accuracy]) => cells('td', [label, ...accuracyCells(accuracy)]))
  return [
    `<h2>${escapeXml(title)}</h2>`,
    `<div class="table"><table><thead>${head}</thead><tbody>${body.join('\n')}</tbody></table></div>`,
    ...(more === '' ? [] : [`<p>${escapeXml(more)}.</p>`]),
  ].join('\n')
}
