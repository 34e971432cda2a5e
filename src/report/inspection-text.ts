import { createColors } from 'picocolors'
import type { Figure, Source } from '../analysis/figure.ts'
import { type Estimate, type KnownEstimate, type Quantity, quantityUnits } from '../estimator/estimate.ts'
import type { LatencyBreakdown, Range } from '../estimator/latency.ts'
import { formatBytes, formatCount, formatInterval, formatMs, formatNumber, formatQuantity, formatShare, plural } from './format.ts'
import type { Inspection } from './inspection.ts'
import { hiddenTerms } from './latency-terms.ts'
import { operatorTable } from './operator-table.ts'
import type { ModelReport, TargetResult } from './report.ts'
import { alignColumns, bullets, indent, printable, wrap } from './table.ts'
import type { TextOptions } from './text.ts'

type Colours = ReturnType<typeof createColors>

/** One inspected model for a person at a terminal. */
export function inspectionToText(inspection: Inspection, { colour, width }: TextOptions): string {
  const colours = createColors(colour)
  const { model } = inspection
  const sections = [
    [heading(model, colours), ...indent(alignColumns(totalRows(model)))],
    ...model.results.map((result) => targetSection(result, colours, width)),
    ...(model.notes.length === 0 ? [] : [[colours.bold('Notes'), ...bullets(model.notes, width)]]),
    ...(model.advice.length === 0 ? [] : [[colours.bold('What would help'), ...bullets(model.advice, width)]]),
    operatorTable(inspection, colours),
  ]
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function heading({ path, bytes, format, sha256 }: ModelReport, colours: Colours): string {
  const kind = format === 'compiled' ? 'compiled for the Edge TPU' : 'plain TFLite model'
  const about = `${formatBytes(bytes)}, ${kind}, sha256 ${sha256.slice(0, 12)}`
  return `${colours.bold(printable(path))}  ${colours.dim(about)}`
}

function totalRows({ totals }: ModelReport): string[][] {
  const { operators, cpuOperators } = totals
  return [
    ['operators', formatCount(operators), placesOf(operators, cpuOperators)],
    figureRow('multiply-accumulates', totals.macs, formatCount),
    figureRow('tensor steps', totals.tensorSteps, formatCount),
    figureRow('parameters', totals.parameterPayloadBytes, formatBytes, { predicted: 'payload of the compiled model' }),
    figureRow('  cached', totals.cachedBytes, formatBytes, {
      predicted: 'on the chip, as the compiler counts',
      read: 'payload that stays on the chip',
    }),
    figureRow('  streamed', totals.streamedBytes, formatBytes, {
      predicted: 'sent at every inference, as the compiler counts',
      read: 'sent at every inference',
    }),
    figureRow('  reloaded', totals.reloadBytes, formatBytes, {
      predicted: 'sent before the first inference, with instructions',
      read: 'sent before the first inference, with instructions',
    }),
    figureRow('peak activations', totals.peakActivationBytes, formatBytes),
    figureRow('to the device', totals.toDeviceBytes, formatBytes),
    figureRow('from the device', totals.fromDeviceBytes, formatBytes),
    figureRow('instructions', totals.instructionBytes, formatBytes, { predicted: 'depends on the compiler release' }),
  ]
}

function placesOf(operators: number, cpuOperators: number): string {
  return `${formatCount(operators - cpuOperators)} on the Edge TPU, ${formatCount(cpuOperators)} on the CPU`
}

/** What there is to say of a figure, by where it comes from. */
type Remarks = Readonly<Partial<Record<Source, string>>>

function figureRow(
  name: string,
  figure: Figure | null,
  format: (value: number) => string,
  remarks: Remarks = {},
): string[] {
  if (figure === null) return [name, 'unknown', 'the compiled operator does not tell, or cannot be read']
  const range = figure.low === figure.high ? '' : `${format(figure.low)} to ${format(figure.high)}`
  const details = [figure.source, range, remarks[figure.source] ?? ''].filter((part) => part !== '').join(', ')
  return [name, format(figure.value), details]
}

function targetSection(result: TargetResult, colours: Colours, width: number): string[] {
  const { target, estimates, latency, reloadMs, causes } = result
  return [
    colours.bold(`Estimates for ${target}`),
    ...indent(alignColumns(estimates.map(estimateRow))),
    ...(estimates.some(lacksShare) ? wrap(notEstablished, '  ', width) : []),
    ...(latency === null ? [] : wrap(latencyLine(latency), '  ', width)),
    ...(reloadMs === null || reloadMs.high === 0 ? [] : wrap(reloadLine(reloadMs), '  ', width)),
    ...bullets(causes.map(({ text }) => text), width),
  ]
}

function estimateRow(estimate: Estimate): string[] {
  const { quantity } = estimate
  if (estimate.basis === 'unknown') return [quantity, 'unknown', '', estimate.reason]
  const interval = formatInterval(quantity, estimate.low, estimate.high)
  const place = estimate.inEnvelope ? '' : 'outside the checked range'
  const details = [estimate.basis, trustIn(estimate), place].filter((part) => part !== '').join(', ')
  return [quantity, formatQuantity(quantity, estimate.value), interval, details]
}

/** What the interval of an estimate rests on. */
function trustIn({ quantity, coverage: { share, points, of } }: KnownEstimate): string {
  if (countedQuantities.has(quantity)) return 'counted in the model'
  if (points === 0) return 'not checked against measurements'
  const basis = plural(points, of === 'networks' ? 'measured network' : checkedAgainst(quantity))
  return share === null ? `interval from ${basis}` : `interval held ${formatShare(share)} on ${basis}`
}

const notEstablished = 'Coverage not established where no share is given: how often these intervals hold is not known.'

function lacksShare(estimate: Estimate): boolean {
  return estimate.basis === 'estimated' && estimate.coverage.share === null && estimate.coverage.points > 0
}

/** Quantities that follow from the model and not from measurements. */
const countedQuantities: ReadonlySet<Quantity> = new Set<Quantity>(['activations', 'cpuOperators'])

function checkedAgainst(quantity: Quantity): string {
  switch (quantityUnits[quantity]) {
    case 'B':
      return 'compiler log'
    case 'ms':
      return 'measured architecture'
    default:
      return 'power measurement'
  }
}

/** The terms of a latency; those that pass while another goes on stand apart. */
function latencyLine(latency: LatencyBreakdown): string {
  const hidden: ReadonlySet<string> = hiddenTerms(latency)
  const terms = Object.entries(latency.terms).filter(([, { value }]) => value > 0)
  const inWords = (those: typeof terms): string =>
    those.map(([name, { value }]) => `${name} ${formatMs(value)}`).join(' + ')
  const meanwhile = inWords(terms.filter(([name]) => hidden.has(name)))
  const { learntFactor } = latency
  const learnt = learntFactor === undefined ? '' : `, each ${formatNumber(learntFactor)} times what the time model says, as measurements taught`
  const line = `latency = ${inWords(terms.filter(([name]) => !hidden.has(name)))}${learnt}`
  return meanwhile === '' ? line : `${line} (and meanwhile ${meanwhile})`
}

/** What is no part of the latency of inferences that follow one another. */
function reloadLine({ value, low, high }: Range): string {
  const interval = formatInterval('latency', low, high)
  const range = interval === '' ? '' : ` (${interval})`
  return `reload = ${formatMs(value)}${range} more for the first inference, and for the first after another model ran`
}
