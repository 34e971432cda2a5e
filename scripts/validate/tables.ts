import type { LatencyCoefficients, SourcedRange } from '../../src/estimator/coefficients.ts'
import { breakDownLatency } from '../../src/estimator/latency.ts'
import { noiseFloor } from '../../src/estimator/learning/noise-floor.ts'
import { estimatorOf } from '../../src/estimator/target.ts'
import { fittedRates, isOnDeviceAlone, unfitted } from './fit.ts'
import type { ValidatedCompiled, ValidatedLatency, ValidatedTarget } from './latency.ts'
import { isChain } from './networks.ts'
import { pairsOf } from './pairs.ts'
import type { FittedPower } from './power.ts'
import type { ValidatedSharing } from './sharing.ts'

const latencyHeader = [
  'model',
  'CPU ops',
  'measured ms',
  'estimated ms',
  'interval ms',
  'error',
  'inside',
  'beyond the others in',
  'source',
]

function latencyCells(row: ValidatedLatency): string[] {
  return [
    row.model,
    row.properties.cpuOperators.toFixed(0),
    row.measuredMs.toFixed(2),
    row.estimatedMs.toFixed(2),
    intervalOf(row),
    signedPercent(row.error),
    isInside(row) ? 'yes' : 'no',
    row.outside.join(', '),
    row.source,
  ]
}

/** Measured beside estimated for one target, for a terminal. */
export function printTarget({ target, rows, fitWithout }: ValidatedTarget): void {
  console.log(`\n${target}: ${ratesText(target, fitWithout([]))}`)
  printCells([latencyHeader, ...rows.map(latencyCells)])
  printSummary(rows)
  console.log(`on the Edge TPU alone by the rates that the fit starts from: by architecture ${percent(unfittedError(target, rows))}`)
  printNoise('figures', rows)
  printPairs({ target, rows, fitWithout })
}

/** What no estimator can do better than: how far figures of one network lie from any one value for it. */
export function printNoise(what: string, rows: readonly Pick<ValidatedLatency, 'model' | 'measuredMs'>[]): void {
  const noise = noiseFloor(rows.map(({ model, measuredMs }) => ({ hash: model, value: measuredMs })))
  if (noise === null) return
  const { networks, measurements, leastMape } = noise
  console.log(`noise: ${measurements} ${what} of ${networks} networks; one value for each is off by ${percent(leastMape)} at least`)
}

function ratesText(target: string, latency: LatencyCoefficients): string {
  const texts = fittedRates(target).map((name) => `${name} ${Number((latency[name]?.value ?? 0).toPrecision(4))}`)
  return [latency.combination.value, ...texts].join(', ')
}

/** Errors on networks that the rates were fitted without. */
function printSummary(rows: readonly ValidatedLatency[]): void {
  const alone = rows.filter(isOnDeviceAlone)
  console.log(`all ${summaryOf(rows)}`)
  if (alone.length < rows.length) console.log(`on the Edge TPU alone ${summaryOf(alone)}`)
  const published = alone.filter(({ architecture }) => !isChain(architecture))
  if (published.length < alone.length) console.log(`of these without chains of equal layers ${summaryOf(published)}`)
  const known = alone.filter(({ outside }) => outside.length === 0)
  if (known.length < alone.length) console.log(`of these within what the others span ${summaryOf(known)}`)
}

/** What the same figures are off by without a fit. */
function unfittedError(target: string, rows: readonly ValidatedLatency[]): number {
  const latency = unfitted(target)
  const { clockMhz } = estimatorOf(target)
  return meanByArchitecture(
    rows.filter(isOnDeviceAlone).map(({ architecture, properties, measuredMs }) => {
      return { architecture, error: breakDownLatency(properties, latency, clockMhz).value / measuredMs - 1 }
    }),
  )
}

function meanByArchitecture(rows: readonly Pick<ValidatedLatency, 'architecture' | 'error'>[]): number {
  const architectures = [...new Set(rows.map(({ architecture }) => architecture))]
  return meanOf(
    architectures.map((name) =>
      meanOf(rows.filter(({ architecture }) => architecture === name).map(({ error }) => Math.abs(error))),
    ),
  )
}

/** Each figure counts once, each architecture counts once: both means are of use. */
export function summaryOf(rows: readonly ValidatedLatency[]): string {
  const errors = rows.map(({ error }) => Math.abs(error)).sort((a, b) => a - b)
  const architectures = new Set(rows.map(({ architecture }) => architecture)).size
  const within = (limit: number): number => errors.filter((error) => error <= limit).length
  const share = (count: number): string => `${count} of ${errors.length}`
  return (
    `(${rows.length} figures, ${architectures} architectures, each family left out of its own fit): mean error ` +
    `${percent(meanOf(errors))}, by architecture ${percent(meanByArchitecture(rows))}, median ${percent(medianOf(errors))}, ` +
    `within 5 % ${share(within(0.05))}, within 10 % ${share(within(0.1))}, ` +
    `inside the interval ${share(rows.filter(isInside).length)}`
  )
}

/** Differences between models of one source: what `maxIncrease` is judged on. */
function printPairs({ rows, fitWithout }: Pick<ValidatedTarget, 'target' | 'rows' | 'fitWithout'>): void {
  const pairs = pairsOf(rows, fitWithout)
  if (pairs.length === 0) {
    console.log('no pair of figures from one source, so nothing is known of the error of differences')
    return
  }
  const inside = pairs.filter(({ lowMs, highMs, measuredMs }) => lowMs <= measuredMs && measuredMs <= highMs).length
  const median = medianOf(pairs.map(({ errorMs, scaleMs }) => Math.abs(errorMs) / scaleMs).sort((a, b) => a - b))
  console.log(
    `differences of ${pairs.length} pairs are off by a median of ${percent(median)} of what changed, inside the interval ` +
      `${inside} of ${pairs.length}; each pair of models left out of its own interval`,
  )
}

/** What was published beside the estimates of the plain model and of what the compiler made of it. */
export function printCompiled(rows: readonly ValidatedCompiled[]): void {
  const cells = rows.map((row) => [
    row.target,
    row.model,
    row.measuredMs.toFixed(2),
    row.plain.estimatedMs.toFixed(2),
    intervalOf(row.plain),
    row.estimatedMs.toFixed(2),
    intervalOf(row),
    signedPercent(row.error),
    isInside(row) ? 'yes' : 'no',
  ])
  console.log('\nPlain and compiled models:')
  printCells([
    ['target', 'model', 'measured ms', 'plain ms', 'plain interval', 'compiled ms', 'compiled interval', 'error', 'inside'],
    ...cells,
  ])
}

/** Power plateaus, each estimated by an energy that was fitted without its model. */
export function printPower({ rows, stepNj, models, idleW }: FittedPower): void {
  const range = `${stepNj.low.toFixed(2)} to ${stepNj.high.toFixed(2)}`
  const idle = [...idleW].map(([target, watts]) => `${target} ${watts} W`).join(', ')
  console.log(`\nPower: idle (${idle}) and ${stepNj.value.toFixed(2)} nJ for a tensor step (${range} on single networks)`)
  const cells = rows.map(({ target, model, latencyMs, measuredW, estimatedW, error, wholeError }) => [
    target,
    model,
    latencyMs.toFixed(2),
    measuredW.toFixed(3),
    estimatedW.toFixed(3),
    signedPercent(error),
    signedPercent(wholeError),
  ])
  const header = ['target', 'model', 'measured ms', 'measured W', 'estimated W', 'error', 'with estimated latency']
  printCells([header, ...cells])
  const mean = meanOf(rows.map(({ error }) => Math.abs(error)))
  const whole = meanOf(rows.map(({ wholeError }) => Math.abs(wholeError)))
  console.log(
    `mean error ${percent(mean)} of ${rows.length} plateaus, ${percent(whole)} where the latency is estimated too; each of ` +
      `${models} models left out of its own fit`,
  )
}

export function printChunks({ value, low, high, source }: SourcedRange): void {
  console.log(`\nSent again for each chunk: ${value.toFixed(2)} times (${low} to ${high.toFixed(2)}): ${source}`)
}

/** Two models that run by turns: one inference of each, and what of it is the price of sharing the device. */
export function printSharing(pair: ValidatedSharing): void {
  const { target, host, models, compiled, measuredMs, estimatedMs, measuredMoreMs, estimatedMoreMs } = pair
  const ms = (value: number): string => `${value.toFixed(2)} ms`
  const beside = (measured: number, estimated: number): string =>
    `measured ${ms(measured)}, estimated ${ms(estimated)} (${signedPercent(estimated / measured - 1)})`
  const inside = estimatedMs.low <= measuredMs && measuredMs <= estimatedMs.high ? 'inside' : 'outside'
  console.log(
    `${target} (${host}): ${models.join(' and ')} by turns, compiled ${compiled}: ` +
      `${beside(measuredMs, estimatedMs.value)}, ${inside} the interval; ` +
      `of that by sharing: ${beside(measuredMoreMs, estimatedMoreMs.value)}`,
  )
}

function printCells(lines: readonly (readonly string[])[]): void {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  for (const row of lines) console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd())
}

function intervalOf({ lowMs, highMs }: Pick<ValidatedLatency, 'lowMs' | 'highMs'>): string {
  return `${lowMs.toFixed(2)} to ${highMs.toFixed(2)}`
}

function isInside({ lowMs, measuredMs, highMs }: ValidatedLatency): boolean {
  return lowMs <= measuredMs && measuredMs <= highMs
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function medianOf(sorted: readonly number[]): number {
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
}

function signedPercent(share: number): string {
  return `${share >= 0 ? '+' : ''}${percent(share)}`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
