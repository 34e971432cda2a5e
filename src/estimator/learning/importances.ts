import { meanOf } from '../statistics.ts'
import type { HeldOutEstimates } from './cross-validate.ts'
import { relativeErrors } from './errors.ts'
import { valueOf } from './fitted-model.ts'
import { type Split, shuffled } from './folds.ts'
import type { Importance } from './learned-estimator.ts'
import type { Sample } from './sample.ts'

/** So many rows tell which features matter; more take long with many features. */
const mostRows = 300

/**
 * By how much errors on held-out rows grow when the rows of a fold exchange one feature, the largest first. Features
 * that others make up for have little importance. Source: L. Breiman, "Random forests", Machine Learning 45, 2001, 10.
 */
export function importances(
  { models }: HeldOutEstimates,
  samples: readonly Sample[],
  splits: readonly Split[],
  columns: readonly string[],
  seed: number,
): readonly Importance[] {
  const share = Math.min(1, mostRows / samples.length)
  const folds = splits.flatMap(({ testing }, index) => {
    const model = models[index]
    const count = Math.max(1, Math.round(share * testing.length))
    const rows = shuffled(testing, seed + index).slice(0, count).flatMap((place) => samples[place] ?? [])
    return model === undefined ? [] : [{ model, rows, order: shuffled([...rows.keys()], seed - index) }]
  })
  const errorOf = (feature: string | undefined): number => meanOf(folds.flatMap(({ model, rows, order }) => {
    const estimates = rows.map(({ features }, index) => {
      if (feature === undefined) return valueOf(model, features)
      const other = rows[order[index] ?? index]?.features[feature] ?? Number.NaN
      return valueOf(model, { ...features, [feature]: other })
    })
    return relativeErrors(estimates, rows.map(({ value }) => value))
  }))
  const usual = errorOf(undefined)
  return columns
    .map((feature) => ({ feature, increase: errorOf(feature) - usual }))
    .toSorted((a, b) => b.increase - a.increase)
}
