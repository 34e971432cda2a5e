import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type CheckPoint, type EstimatorArtifact, parseArtifact, type PowerCoefficients } from '../../src/estimator/artifact.ts'
import type { LinkRates, Sourced, SourcedRange } from '../../src/estimator/coefficients.ts'
import { figuresOn, fittedRates, streamingAsOn } from './fit.ts'
import type { ValidatedLatency, ValidatedTarget } from './latency.ts'
import { pairsOf } from './pairs.ts'
import type { FittedPower } from './power.ts'
import { type FittedRate, startsOf } from './starts.ts'

/** The command that makes what is recorded. */
const command = 'npm run validate -- --write'

/**
 * Records in a shipped target what was fitted on published figures and what it was checked on: the rates, the figures, and
 * the region that their networks span.
 */
export function record(
  { target, fitWithout, region, rows, compiled }: ValidatedTarget,
  chunkRepeats: SourcedRange,
  power: FittedPower,
): void {
  const file = fileURLToPath(new URL(`../../src/estimator/targets/${target}.json`, import.meta.url))
  const before = parseArtifact(JSON.parse(readFileSync(file, 'utf8')), file)
  const fitted = fitWithout([])
  const rates = fittedRates(target).map((name): [FittedRate, Sourced] => [
    name,
    { value: significant(fitted[name]?.value ?? 0), source: sourceOf(target, name, rows) },
  ])
  const ofCompiled = fitted.ofCompiled && sourcedLink(target, fitted.ofCompiled, rows)
  const artifact: EstimatorArtifact = {
    ...before,
    latency: {
      ...before.latency,
      ...Object.fromEntries(rates),
      ...(ofCompiled && { ofCompiled }),
      chunkRepeats: rounded(chunkRepeats),
    },
    power: { ...before.power, ...powerOf(target, before.clockMhz, power) },
    checkPoints: rows.map(pointOf),
    compiledPoints: compiled.map(pointOf),
    pairs: pairsOf(rows, fitWithout).map(({ from, to, source, score }) => {
      return { from, to, source, score: decimal(score) }
    }),
    envelope: region,
  }
  writeFileSync(file, `${JSON.stringify(artifact, null, 2)}\n`)
}

function sourcedLink(target: string, rates: LinkRates, rows: readonly ValidatedLatency[]): LinkRates {
  const sourced = (name: keyof LinkRates): Sourced => {
    return { value: significant(rates[name].value), source: `${sourceOf(target, name, rows)}; without a time of operators` }
  }
  return {
    fixedMs: sourced('fixedMs'),
    upBytesPerMs: sourced('upBytesPerMs'),
    streamBytesPerMs: sourced('streamBytesPerMs'),
    downBytesPerMs: sourced('downBytesPerMs'),
  }
}

function sourceOf(target: string, name: FittedRate, rows: readonly ValidatedLatency[]): string {
  const start = startsOf(target)[name]
  if (start === undefined) throw new Error(`${name} is not fitted on ${target}`)
  const other = name === 'streamBytesPerMs' ? streamingAsOn[target] : undefined
  if (other !== undefined) return `that of ${other}: the link is the same, and few figures of this clock tell it`
  const bearing = figuresOn(name, rows)
  const models = new Set(bearing.map(({ model }) => model)).size
  if (models === 0) return `${start.source}; no figure of this target bears on it`
  const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
  return (
    `fitted on ${plural(bearing.length, 'published figure')} of ${plural(models, 'network')} (${command}), ` +
    `drawn to ${significant(start.value)}: ${start.source}`
  )
}

/** USB is where the plateaus were measured; on other links the chip is taken to need the same, within a wider range. */
function powerOf(
  target: string,
  clockMhz: number,
  { rows, stepNj, models, idleW }: FittedPower,
): Partial<PowerCoefficients> {
  const own = idleW.get(target)
  const watts = (nanojoules: number): number => significant((nanojoules * clockMhz) / 1_000)
  const error = rows.reduce((sum, row) => sum + Math.abs(row.error), 0) / rows.length
  const what =
    `${significant(stepNj.value)} nJ for a tensor step, fitted on QuTiBench's plateaus of ${models} networks at two clocks; ` +
    `each left out of the fit, its power is off by ${(error * 100).toFixed(1)} % on average`
  if (own !== undefined) {
    const activityW = {
      value: watts(stepNj.value),
      low: watts(stepNj.low),
      high: watts(stepNj.high),
      source: `${what} (${command}); range: the networks one by one`,
    }
    return { activityW, points: models }
  }
  const widest = { value: watts(stepNj.value), low: watts(stepNj.low / 2), high: watts(stepNj.high * 1.5) }
  return { activityW: { ...widest, source: `${what}; all that on USB 3, not on this link: range from half of the least to half as much again as the most` } }
}

function pointOf({ model, architecture, source, inEnvelope, error, score }: ValidatedLatency): CheckPoint {
  return { model, architecture, source, inEnvelope, error: decimal(error), score: decimal(score) }
}

function rounded({ value, low, high, source }: SourcedRange): SourcedRange {
  return { value: significant(value), low, high: significant(high), source }
}

/** Four digits say more than the figures do. */
function significant(value: number): number {
  return Number(value.toPrecision(4))
}

function decimal(value: number): number {
  return Number(value.toFixed(4))
}
