import * as Plot from '@observablehq/plot'
import { relativeError } from '../estimator/accuracy.ts'
import type { LearnedQuantity } from '../estimator/learning/learned-estimator.ts'
import { formatInterval, formatQuantity, formatShare, formatSigned } from '../report/format.ts'
import { printable } from '../report/table.ts'
import type { JudgedRow } from './judged-row.ts'
import { drawFrame } from './plot-frame.ts'
import { plotKindOf, plotKinds } from './plot-kinds.ts'
import { clamp, type Domain, logDomain, logTicks } from './plot-scale.ts'

/** In pixels. */
const width = 560
const height = 460

/** What counts as near, either way. */
const band = 0.1

/** Rows at a place of a plot. */
interface PlottedRow {
  readonly row: JudgedRow
  readonly x: number
  readonly y: number
}

/**
 * Measured against estimated values, both logarithmic: intervals as bars, the diagonal, and a band of 10 % around it.
 * @param rows one at least
 */
export function plotMeasured(rows: readonly JudgedRow[], quantity: LearnedQuantity): string {
  const domain = logDomain(rows.map(({ measured }) => measured), rows.map(({ value }) => value))
  const format = (value: number): string => formatQuantity(quantity, value)
  const points = rows.map((row) => ({ row, x: row.measured, y: clamp(row.value, domain) }))
  return drawFrame({
    width,
    height,
    title: `Estimated ${quantity}`,
    across: `Measured ${quantity}`,
    x: { type: 'log', domain },
    y: { type: 'log', domain },
    xTicks: logTicks(domain),
    yTicks: logTicks(domain),
    formatX: format,
    formatY: format,
    marks: [
      Plot.areaY(nearBand(domain), { x: 'at', y1: 'low', y2: 'high', fill: 'currentColor', fillOpacity: 0.09 }),
      Plot.line(domain, { x: (at: number) => at, y: (at: number) => at, strokeOpacity: 0.6 }),
      ...plotKinds.map((kind) =>
        Plot.ruleX(points.filter(({ row }) => plotKindOf(row) === kind), {
          x: 'x',
          y1: ({ row }: PlottedRow) => clamp(row.low, domain),
          y2: ({ row }: PlottedRow) => clamp(row.high, domain),
          stroke: kind.colour,
          strokeOpacity: barOpacity(rows.length),
        }),
      ),
      ...drawPoints(points, quantity),
    ],
  })
}

/** The band around the diagonal within a domain: with corners where it meets the edges. */
function nearBand(domain: Domain): readonly { readonly at: number; readonly low: number; readonly high: number }[] {
  const [first, last] = domain
  const corners = [first, first / (1 - band), last / (1 + band), last].map((at) => clamp(at, domain))
  return corners
    .toSorted((a, b) => a - b)
    .map((at) => ({ at, low: clamp(at * (1 - band), domain), high: clamp(at * (1 + band), domain) }))
}

/** Bars of many rows would be one dark blot. */
function barOpacity(rows: number): number {
  return Math.max(0.06, Math.min(0.5, 25 / rows))
}

/**
 * Relative errors against the measured value, which is logarithmic, with a band of 10 %.
 * @param rows one at least
 */
export function plotResiduals(rows: readonly JudgedRow[], quantity: LearnedQuantity): string {
  const across = logDomain(rows.map(({ measured }) => measured), [])
  const up = errorDomain(rows)
  const points = rows.map((row) => ({ row, x: row.measured, y: clamp(relativeError(row.measured, row.value), up) }))
  return drawFrame({
    width,
    height,
    title: 'Error, relative to what was measured',
    across: `Measured ${quantity}`,
    x: { type: 'log', domain: across },
    y: { domain: up },
    xTicks: logTicks(across),
    yTicks: errorTicks(up),
    formatX: (value) => formatQuantity(quantity, value),
    formatY: (value) => formatSigned(value, formatShare),
    marks: [
      Plot.rectY([0], { x1: across[0], x2: across[1], y1: -band, y2: band, fill: 'currentColor', fillOpacity: 0.09 }),
      Plot.ruleY([0], { strokeOpacity: 0.6 }),
      ...drawPoints(points, quantity),
    ],
  })
}

/** The least that is shown either way, and the most: an estimate that is farther off is drawn at the edge. */
const leastError = 0.12
const mostError = 1

function errorDomain(rows: readonly JudgedRow[]): Domain {
  const errors = rows.map(({ measured, value }) => Math.abs(relativeError(measured, value)))
  const largest = errors.reduce((most, error) => Math.max(most, error), 0)
  const end = Math.min(mostError, Math.max(leastError, largest)) * 1.05
  return [-end, end]
}

const errorSteps: readonly number[] = [0.05, 0.1, 0.2, 0.25, 0.5]

function errorTicks([, end]: Domain): readonly number[] {
  const step = errorSteps.find((size) => end / size <= 4) ?? 0.5
  const count = Math.floor(end / step)
  return Array.from({ length: 2 * count + 1 }, (_, index) => (index - count) * step)
}

function drawPoints(points: readonly PlottedRow[], quantity: LearnedQuantity): readonly Plot.Markish[] {
  return plotKinds.map((kind) =>
    Plot.dot(points.filter(({ row }) => plotKindOf(row) === kind), {
      x: 'x',
      y: 'y',
      symbol: kind.symbol,
      stroke: kind.colour,
      strokeWidth: 1.3,
      strokeOpacity: 0.85,
      r: 2.6,
      title: ({ row }: PlottedRow) => labelOf(row, quantity),
    }),
  )
}

/** What is said of a row where the pointer rests. */
function labelOf({ name, measured, value, low, high, outside }: JudgedRow, quantity: LearnedQuantity): string {
  const interval = high === Infinity ? 'without bounds' : formatInterval(quantity, low, high)
  const error = formatSigned(relativeError(measured, value), formatShare)
  return [
    printable(name),
    `measured ${formatQuantity(quantity, measured)}`,
    `estimated ${formatQuantity(quantity, value)}${interval === '' ? '' : ` (${interval})`}, ${error}`,
    ...(outside.length === 0 ? [] : [`outside the envelope: ${outside.map(printable).join(', ')}`]),
  ].join('\n')
}
