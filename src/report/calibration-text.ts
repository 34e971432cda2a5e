import { createColors } from 'picocolors'
import type { Calibration, CoefficientChange } from '../estimator/calibration/calibrate.ts'
import type { PowerCalibration } from '../estimator/calibration/calibrate-power.ts'
import type { ErrorSummary } from '../estimator/calibration/held-out.ts'
import type { CurvePoint } from '../estimator/calibration/learning-curve.ts'
import { formatCount, formatNumber, formatShare, formatSigned, plural } from './format.ts'
import { alignColumns, indent, printable, wrap } from './table.ts'
import type { TextOptions } from './text.ts'

const words: Readonly<Record<CoefficientChange['name'], readonly [name: string, unit: string, perUnit: number]>> = {
  fixedMs: ['fixed time', 'ms', 1],
  upBytesPerMs: ['instructions and input', 'MB/s', 1e-3],
  streamBytesPerMs: ['streamed parameters', 'MB/s', 1e-3],
  downBytesPerMs: ['output', 'MB/s', 1e-3],
  clocksPerStep: ['clocks a step', '', 1],
  operatorMs: ['time of an operator', 'ms', 1],
  cpuMacsPerMs: ['products on the CPU', 'G/s', 1e-6],
  cpuElementsPerMs: ['elements on the CPU', 'M/s', 1e-3],
  detectionScoresPerMs: ['scores on the CPU', 'M/s', 1e-3],
}

/** A rate that the fit left no time for, see `fitRates`. */
const noTimePerMs = 1e9

/** What a calibration changed and what it is worth, for a person at a terminal. */
export function calibrationToText(calibration: Calibration, { colour, width }: TextOptions): string {
  const colours = createColors(colour)
  const { artifact, coefficients, power, curve } = calibration
  const changes = coefficients.filter(({ figures, before, after }) => figures > 0 && (before !== 0 || after !== 0))
  const rows = [...changes.map(changeRow), ...(power === undefined ? [] : powerRows(calibration, power))]
  const sections = [
    wrap(`${colours.bold(printable(artifact.target))}  ${printable(artifact.description)}`, '', width),
    alignColumns([['', 'before', 'after', 'networks that tell'], ...rows], [1, 2, 3]),
    [
      errorWords(calibration), worstWords(calibration), choiceWords(calibration), restWords(calibration), uncostedWords(calibration),
    ]
      .filter((text) => text !== '')
      .flatMap((text) => wrap(text, '', width)),
    wrap(powerWords(power), '', width),
    curve.length === 0
      ? wrap('There are too few groups to tell what more measurements would bring.', '', width)
      : [...wrap(curveWords, '', width), ...indent(alignColumns(curve.map(curveRow), [0, 2]))],
  ]
  return sections.map((lines) => `${lines.join('\n')}\n`).join('\n')
}

function changeRow({ name, before, after, figures }: CoefficientChange): string[] {
  const [word, unit, scale] = words[name]
  const shown = (value: number): string => {
    if (value >= noTimePerMs && scale !== 1) return 'no time'
    return `${formatNumber(value * scale)}${unit === '' ? '' : ` ${unit}`}`
  }
  return [word, shown(before), shown(after), String(figures)]
}

function powerRows({ basePower }: Calibration, { idleW, activityW, networks }: PowerCalibration): string[][] {
  const row = (word: string, before: number, after: number): string[] => {
    return [word, `${formatNumber(before)} W`, `${formatNumber(after)} W`, String(networks)]
  }
  return [
    row('power at rest', basePower.idleW, idleW.value),
    row('power of computing', basePower.activityW, activityW.value),
  ]
}

function errorWords({ networks, units, leftOut, before, after }: Calibration): string {
  const how =
    leftOut === 'groups'
      ? `${plural(networks, 'network')} of ${plural(units, 'group')}, each group left out of its own fit`
      : `${plural(networks, 'network')}, each left out of its own fit; as there are so few groups, networks of ` +
        'others may be further off'
  return `Latency is off by ${summaryWords(before)} before, by ${summaryWords(after)} after (${how}).`
}

function worstWords({ worst }: Calibration): string {
  const named = worst.map(({ name, error }) => `${printable(name)} (${formatSigned(error, formatShare)})`)
  return `Furthest off: ${named.join(', ')}.`
}

function uncostedWords({ uncosted }: Calibration): string {
  if (uncosted === 0) return ''
  return `${plural(uncosted, 'network')} left out: nothing in ${uncosted === 1 ? 'it' : 'them'} can be costed.`
}

function summaryWords({ mean, median, within10 }: ErrorSummary): string {
  const further = `median ${formatShare(median)}, ${formatShare(within10)} of networks within 10 %`
  return `${formatShare(mean)} on average (${further})`
}

function choiceWords({ choice }: Calibration): string {
  const { added, startWeight } = choice
  if (startWeight === Infinity) {
    return 'No other coefficients are clearly better on networks that are left out: they stay.'
  }
  const names = added.map((name) => words[name][0]).join(' and ')
  const also = names === '' ? '' : `; ${names} ${added.length === 1 ? 'is' : 'are'} added, which lowers the error`
  return `The values before count as much as ${formatNumber(startWeight)} measured networks would${also}.`
}

/** What was learnt beyond the coefficients, and why it counts or does not. */
function restWords({ rest, after, networks, leastToLearn }: Calibration): string {
  if (rest === undefined) {
    return networks >= leastToLearn
      ? 'There are too few groups to learn what the coefficients leave.'
      : `From ${plural(leastToLearn, 'network')} on, what the coefficients leave is learnt as well.`
  }
  const errors = `by ${formatShare(rest.errors.mean)} instead of ${formatShare(after.mean)} on networks that were left out`
  if (!rest.isTaken) return `Learning what the coefficients leave does not clearly help (off ${errors}): it is left out.`
  return (
    `What the coefficients leave is learnt as well (${rest.family}): off ${errors}. It counts for networks within what was ` +
    'measured; beyond, the coefficients stand alone.'
  )
}

function powerWords(power: PowerCalibration | undefined): string {
  if (power === undefined) return 'Power stays that of the base: too few networks have a measured one.'
  const { startWeight, networks, before, after } = power
  const errors = `${formatShare(before.mean)} before, by ${formatShare(after.mean)} after`
  const off = `Power is off by ${errors} (${plural(networks, 'network')})`
  return startWeight === Infinity ? `${off}: it stays that of the base.` : `${off}.`
}

const curveWords =
  'What more measurements would bring to the coefficients, if they are of networks like these: mean error by the number of ' +
  'networks. Up to now it was checked on networks that were left out; the rest goes on from there. Ranges are of random choices.'

function curveRow({ networks, error, low, high, basis }: CurvePoint): string[] {
  const range = low === high ? '' : `${formatShare(low)} to ${formatShare(high)}`
  return [formatCount(networks), 'networks', formatShare(error), range, basis === 'extrapolated' ? 'extrapolated' : '']
}
