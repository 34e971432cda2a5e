import { resolve } from 'node:path'
import { PreciousError } from '../errors.ts'
import type { LearnedProvenance, LearnedQuantity } from '../estimator/learning/learned-estimator.ts'
import { featuresOf, type Sample } from '../estimator/learning/sample.ts'
import { readDataset } from '../host/dataset-file.ts'
import type { DatasetRow } from '../measurement/dataset-row.ts'
import type { MeasuredQuantity } from '../measurement/statistic.ts'
import { nearest } from '../nearest.ts'
import { plural } from '../report/format.ts'
import { printable } from '../report/table.ts'
import type { BadRow } from './bad-rows.ts'
import type { Terminal } from './terminal.ts'

const keys: Readonly<Record<LearnedQuantity, MeasuredQuantity>> = {
  latency: 'latencyMs',
  power: 'powerW',
  energy: 'energyMj',
}

type Sources = LearnedProvenance['sources']

/** What datasets hold of one quantity on one target, and what else they hold. */
export interface TrainingData {
  readonly samples: readonly Sample[]
  readonly sources: Sources
  readonly badRows: readonly BadRow[]
  /** Rows of each other target. */
  readonly otherTargets: Readonly<Record<string, number>>
  /** Rows of the target without the quantity. */
  readonly withoutQuantity: number
}

/**
 * Reads what can be learnt from.
 * @param files as the user knows them
 * @throws PreciousError `dataset/unreadable`
 */
export async function readTrainingData(
  files: readonly string[],
  { quantity, target }: { readonly quantity: LearnedQuantity; readonly target: string },
  { cwd, signal }: Terminal,
): Promise<TrainingData> {
  const samples: Sample[] = []
  const rows: DatasetRow[] = []
  const badRows: BadRow[] = []
  const otherTargets: Record<string, number> = {}
  let withoutQuantity = 0
  for (const file of files) {
    for await (const { line, row, problems } of readDataset(resolve(cwd, file), file)) {
      signal?.throwIfAborted()
      if (row === undefined) {
        badRows.push({ file, line, problem: problems.join('; ') })
        continue
      }
      const value = row[keys[quantity]]?.mean
      if (row.target !== target) otherTargets[row.target] = (otherTargets[row.target] ?? 0) + 1
      else if (value === undefined) withoutQuantity++
      else {
        const sample = sampleOf(row, value)
        if (typeof sample === 'string') badRows.push({ file, line, problem: sample })
        else {
          samples.push(sample)
          rows.push(row)
        }
      }
    }
  }
  return { samples, sources: sourcesOf(rows), badRows, otherTargets, withoutQuantity }
}

/** A text where the row cannot be learnt from. */
function sampleOf({ network, properties, features }: DatasetRow, value: number): Sample | string {
  const { name, group, hash } = network
  try {
    return { name, group, hash, properties, features: featuresOf(properties, features), value }
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
}

function sourcesOf(rows: readonly DatasetRow[]): Sources {
  const found = new Map<string, { source: string; licence: string | null; rows: number }>()
  for (const { provenance } of rows) {
    const { source, licence = null } = provenance
    const key = JSON.stringify([source, licence])
    const known = found.get(key) ?? { source, licence, rows: 0 }
    known.rows++
    found.set(key, known)
  }
  return [...found.values()]
}

/** What was not learnt from, as clauses. */
export function leftOutOf({ badRows, otherTargets, withoutQuantity }: TrainingData, quantity: string): string[] {
  return [
    ...(badRows.length > 0 ? [`${plural(badRows.length, 'bad row')}, named above`] : []),
    ...Object.entries(otherTargets).map(([target, count]) => `${plural(count, 'row')} of ${printable(target)}`),
    ...(withoutQuantity > 0 ? [`${plural(withoutQuantity, 'row')} without ${quantity}`] : []),
  ]
}

/** @throws PreciousError `dataset/invalid` where the rows are too few or too much alike to learn from */
export function mustSuffice(data: TrainingData, least: number, target: string, quantity: string): void {
  const { samples, otherTargets } = data
  const found = `${plural(samples.length, 'row')} of ${quantity} on ${target}`
  const leftOut = leftOutOf(data, quantity)
  const others = leftOut.length === 0 ? '' : ` (left out: ${leftOut.join('; ')})`
  if (samples.length < least) {
    const near = samples.length === 0 ? nearest(target, Object.keys(otherTargets)) : undefined
    const what = `there are ${samples.length === 0 ? 'no' : `only`} ${found.replace(/^0 /, '')}${others}`
    const hint = near === undefined ? `Give ${least} or more` : `Did you mean --target ${near}`
    throw new PreciousError('dataset/invalid', { what, hint })
  }
  if (new Set(samples.map(({ group }) => group)).size > 1 && new Set(samples.map(({ hash }) => hash)).size > 1) return
  const what = `all ${found} are of one group, so that none can be held out`
  throw new PreciousError('dataset/invalid', { what, hint: 'Measure further networks' })
}
