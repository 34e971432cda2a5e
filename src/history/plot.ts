import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { formatCommit, formatQuantity } from '../report/format.ts'
import { fontSize, svgPage } from '../report/svg-page.ts'
import type { ShownQuantity } from './estimates.ts'
import type { History } from './history.ts'
import { legend, strokeOf } from './plot-legend.ts'
import { type PlottedSeries, type Point, seriesOf } from './plot-series.ts'

interface Panel {
  readonly quantity: ShownQuantity
  readonly title: string
}

/** From top to bottom. */
const panels: readonly Panel[] = [
  { quantity: 'latency', title: 'Latency of one inference' },
  { quantity: 'power', title: 'Power during inferences' },
  { quantity: 'memory', title: 'Parameter memory' },
]

/** All in pixels. */
const panelHeight = 180
const leastWidth = 760
const widthOfCommit = 22
const margins = { marginLeft: 76, marginRight: 20, marginTop: 44, marginBottom: 12 }
/** Of commit ids that stand upright. */
const idHeight = 56

/**
 * The history as line charts, as SVG: a panel for each quantity, its interval as a band. It brings its own background,
 * so that it reads on light and dark pages.
 */
export function historyToSvg(history: History): string {
  const series = seriesOf(history)
  const width = Math.max(leastWidth, margins.marginLeft + margins.marginRight + widthOfCommit * history.commits.length)
  const head = legend(series, width)
  const height = head.height + panels.length * panelHeight + idHeight
  const drawn = panels.map((panel, index) => {
    const isLast = index === panels.length - 1
    const size = { width, height: panelHeight + (isLast ? idHeight : 0) }
    return drawPanel(panel, history, series, size).replace('<svg ', `<svg y="${head.height + index * panelHeight}" `)
  })
  const label = `What models take after each of ${history.commits.length} commits, estimated`
  return svgPage({ width, height, label }, [...head.lines, ...drawn])
}

function drawPanel(
  { quantity, title }: Panel,
  { commits }: History,
  series: readonly PlottedSeries[],
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const points = series.flatMap((one) => one.points[quantity]).filter(({ value }) => !Number.isNaN(value))
  const hasIds = height > panelHeight
  const unit = axisUnit(quantity, points)
  const drawn = Plot.plot({
    document: parseHTML('<html></html>').document,
    width,
    height,
    ...margins,
    marginBottom: margins.marginBottom + (hasIds ? idHeight : 0),
    style: { background: 'none', color: 'currentColor', fontFamily: 'inherit', fontSize: `${fontSize}px` },
    x: { domain: [-0.5, commits.length - 0.5], axis: null },
    y: { domain: domainOf(points, unit), axis: null },
    marks: [
      Plot.gridY({ ticks: 4, strokeOpacity: 0.15 }),
      Plot.axisY({ label: null, ticks: 4, tickFormat: (value: number) => formatQuantity(quantity, value * unit) }),
      ...(hasIds ? [idAxis(commits.map(({ id }) => formatCommit(id)))] : []),
      ...series.map((one) => drawBand(one, quantity, unit)),
      ...series.flatMap((one) => drawLine(one, quantity, unit)),
      Plot.text([title], { frameAnchor: 'top-left', dx: -64, dy: -24, fontSize: 13, fontWeight: 'bold' }),
      ...(points.length === 0 ? [Plot.text(['unknown'], { frameAnchor: 'middle' })] : []),
    ],
  })
  return String(drawn.outerHTML)
}

function idAxis(ids: readonly string[]): Plot.Markish {
  return Plot.axisX(ids.map((_, index) => index), {
    label: null,
    tickFormat: (index: number) => ids[index] ?? '',
    tickRotate: -90,
    fontFamily: 'ui-monospace, monospace',
  })
}

/** A figure holds until the next point. */
const steps = { x: 'position', curve: 'step-after' } as const

function drawBand(series: PlottedSeries, quantity: ShownQuantity, unit: number): Plot.Markish {
  const ends = { y1: (point: Point) => point.low / unit, y2: (point: Point) => point.high / unit }
  return Plot.areaY(series.points[quantity], { ...steps, ...ends, fill: strokeOf(series).colour, fillOpacity: 0.16 })
}

function drawLine(series: PlottedSeries, quantity: ShownQuantity, unit: number): Plot.Markish[] {
  const { colour, dash } = strokeOf(series)
  const points = series.points[quantity]
  const y = (point: Point): number => point.value / unit
  return [
    Plot.lineY(points, { ...steps, y, stroke: colour, strokeWidth: 1.75, strokeDasharray: dash }),
    Plot.dot(points.filter(({ label }) => label !== ''), { x: 'position', y, fill: colour, r: 3, title: 'label' }),
  ]
}

const byteUnits = [1_024 ** 3, 1_024 ** 2, 1_024]

/** What the axis counts in, so that it has round figures. */
function axisUnit(quantity: ShownQuantity, points: readonly Point[]): number {
  const largest = points.reduce((most, { high }) => Math.max(most, high), 0)
  return quantity === 'memory' ? (byteUnits.find((unit) => largest >= unit) ?? 1) : 1
}

/** Of all points with a little room; one that tells a difference where there is none would mislead. */
function domainOf(points: readonly Point[], unit: number): [number, number] {
  if (points.length === 0) return [0, 1]
  const low = points.reduce((least, point) => Math.min(least, point.low / unit), Infinity)
  const high = points.reduce((most, point) => Math.max(most, point.high / unit), 0)
  if (low === high) return [0, high === 0 ? 1 : high * 1.25]
  const room = (high - low) * 0.06
  return [Math.max(0, low - room), high + room]
}
