import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Properties } from '../../src/analysis/properties.ts'
import type { CheckPoint } from '../../src/estimator/artifact.ts'
import { targetNames } from '../../src/estimator/target.ts'
import { envelopeOf } from './envelope.ts'
import { validateCompiled, type ValidatedCompiled, type ValidatedLatency, validateLatencies } from './latency.ts'
import { pairsOf, type ValidatedPair } from './pairs.ts'
import { type ValidatedSharing, validateSharing } from './sharing.ts'

/**
 * Prints published latencies beside estimates: `npm run validate`. With `--write` it also records in the shipped
 * targets how far each figure lay outside the range of its terms, which their intervals rest on.
 */
const root = fileURLToPath(new URL('../..', import.meta.url))
const shared = process.env['PRECIOUS_SHARED'] ?? `${root}../shared`

if (!existsSync(`${shared}/data`)) {
  console.log(`Nothing to validate against: ${shared} is not there. Set PRECIOUS_SHARED to a folder with data/ and models/.`)
  process.exit(0)
}

const rows = validateLatencies(`${shared}/models`, `${shared}/data`)
const compiledRows = validateCompiled(`${shared}/models`, `${shared}/data`)
printTable(rows)
for (const target of targetNames) printSummary(target, rows.filter((row) => row.target === target))
for (const target of targetNames) printPairs(target, pairsOf(rows.filter((row) => row.target === target)))
printCompiled(compiledRows)
for (const pair of validateSharing(`${shared}/models`, `${shared}/data`)) printSharing(pair)
if (process.argv.includes('--write')) for (const target of targetNames) record(target)

function printTable(latencies: readonly ValidatedLatency[]): void {
  const cells = latencies.map((row) => [
    row.target,
    row.model,
    row.properties.cpuOperators.toFixed(0),
    row.measuredMs.toFixed(2),
    row.estimatedMs.toFixed(2),
    intervalOf(row),
    signedPercent(row.error),
    isInside(row) ? 'yes' : 'no',
    row.usedToFit ? 'yes' : 'no',
    row.source,
  ])
  const header = ['target', 'model', 'CPU ops', 'measured ms', 'estimated ms', 'interval ms', 'error', 'inside', 'fitted on', 'source']
  printCells([header, ...cells])
}

/** What was published beside the estimates of the plain model and of what the compiler made of it. */
function printCompiled(latencies: readonly ValidatedCompiled[]): void {
  const cells = latencies.map((row) => [
    row.target,
    row.model,
    row.measuredMs.toFixed(2),
    row.plain.estimatedMs.toFixed(2),
    intervalOf(row.plain),
    row.estimatedMs.toFixed(2),
    intervalOf(row),
    signedPercent(row.error),
    isInside(row) ? 'yes' : 'no',
    row.usedToFit ? 'yes' : 'no',
  ])
  const header = [
    'target', 'model', 'measured ms', 'plain ms', 'plain interval', 'compiled ms', 'compiled interval', 'error', 'inside', 'fitted on',
  ]
  console.log('\nPlain and compiled models:')
  printCells([header, ...cells])
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

function signedPercent(share: number): string {
  return `${share >= 0 ? '+' : ''}${percent(share)}`
}

/** Errors on the figures of models that no coefficient was fitted on. */
function printSummary(target: string, latencies: readonly ValidatedLatency[]): void {
  const unseen = latencies.filter(({ usedToFit }) => !usedToFit)
  if (unseen.length === 0) {
    console.log(`${target}: every model was used to fit, so nothing is known of the error on others`)
    return
  }
  const errors = unseen.map(({ error }) => Math.abs(error)).sort((a, b) => a - b)
  const inside = unseen.filter(isInside).length
  const within = (limit: number): number => errors.filter((error) => error <= limit).length
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
  const median = errors[Math.floor((errors.length - 1) / 2)] ?? Number.NaN
  const models = new Set(unseen.map(({ model }) => model)).size
  const share = (count: number): string => `${count} of ${errors.length}`
  console.log(
    `${target}: mean error ${percent(mean)}, median ${percent(median)}, within 5 % ${share(within(0.05))}, within 10 % ` +
      `${share(within(0.1))}, inside the interval ${share(inside)}; n = ${models} models, each left out of its own interval`,
  )
}

/** Differences between models of one source: what `maxIncrease` is judged on. */
function printPairs(target: string, pairs: readonly ValidatedPair[]): void {
  const unseen = pairs.filter(({ usedToFit }) => !usedToFit)
  if (unseen.length === 0) {
    console.log(`${target}: no pair of figures from one source, so nothing is known of the error of differences`)
    return
  }
  const inside = unseen.filter(({ lowMs, highMs, measuredMs }) => lowMs <= measuredMs && measuredMs <= highMs).length
  const sorted = unseen.map(({ errorMs, scaleMs }) => Math.abs(errorMs) / scaleMs).sort((a, b) => a - b)
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  console.log(
    `${target}: differences of ${unseen.length} pairs are off by a median of ${percent(median)} of what changed, inside ` +
      `the interval ${inside} of ${unseen.length}; each pair of models left out of its own interval`,
  )
}

/** Two models that run by turns: one inference of each, and what of it is the price of sharing the device. */
function printSharing(pair: ValidatedSharing): void {
  const { target, host, models, compiled, measuredMs, estimatedMs, measuredMoreMs, estimatedMoreMs } = pair
  const ms = (value: number): string => `${value.toFixed(2)} ms`
  const beside = (measured: number, estimated: number): string =>
    `measured ${ms(measured)}, estimated ${ms(estimated)} (${percent(estimated / measured - 1)})`
  const inside = estimatedMs.low <= measuredMs && measuredMs <= estimatedMs.high ? 'inside' : 'outside'
  console.log(
    `${target} (${host}): ${models.join(' and ')} by turns, compiled ${compiled}: ` +
      `${beside(measuredMs, estimatedMs.value)}, ${inside} the interval; ` +
      `of that by sharing: ${beside(measuredMoreMs, estimatedMoreMs.value)}`,
  )
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

/** Records in a shipped target what it was checked on: the figures, and the region that their networks span. */
function record(target: string): void {
  const file = `${root}src/estimator/targets/${target}.json`
  const artifact: Record<string, unknown> = JSON.parse(readFileSync(file, 'utf8'))
  const own = rows.filter((row) => row.target === target)
  const compiled = compiledRows.filter((row) => row.target === target)
  artifact['checkPoints'] = own.map(pointOf)
  artifact['compiledPoints'] = compiled.map(pointOf)
  artifact['pairs'] = pairsOf(own).map(({ from, to, source, usedToFit, score }) => ({
    from,
    to,
    source,
    usedToFit,
    score: rounded(score),
  }))
  const propertiesOf = (latencies: readonly ValidatedLatency[]): Properties[] => latencies.map(({ properties }) => properties)
  artifact['envelope'] = envelopeOf(propertiesOf([...own, ...compiled]), propertiesOf([...rows, ...compiledRows]))
  writeFileSync(file, `${JSON.stringify(artifact, null, 2)}\n`)
}

function pointOf({ model, source, usedToFit, error, score }: ValidatedLatency): CheckPoint {
  return { model, source, usedToFit, error: rounded(error), score: rounded(score) }
}

function rounded(value: number): number {
  return Number(value.toFixed(4))
}
