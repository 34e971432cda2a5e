import { Random } from '../../random.ts'
import { binsOf } from './bins.ts'
import { Booster } from './booster.ts'
import { type ResolvedBoosting, resolveBoosting, type UserBoosting } from './boosting-options.ts'
import type { Family } from './regressor.ts'
import { tableOf } from './table.ts'
import { bestTreeCount } from './tree-count.ts'
import { Trees } from './trees.ts'

/**
 * Gradient boosting: trees that each correct a part of the error of those before. Source: J. H. Friedman, "Stochastic
 * gradient boosting", Computational Statistics & Data Analysis 38(4), 2002.
 */
export const boosting: Family<UserBoosting, ResolvedBoosting> = {
  name: 'boosting',
  resolve: resolveBoosting,
  fit(data, user, seed) {
    const table = tableOf(data)
    const options = resolveBoosting(user, table.rows)
    const random = new Random(seed)
    const { stopping, trees, bags } = options
    const count = stopping === 'none' ? trees : bestTreeCount(table, options, stopping, random.uint32())
    const bins = binsOf(table, options.bins)
    const boosters = Array.from({ length: bags }, () => new Booster(table, options, new Random(random.uint32()), bins))
    const grown = boosters.flatMap((booster) => Array.from({ length: count }, () => booster.step()))
    return new Trees({
      family: 'boosting',
      columns: table.columns,
      base: boosters[0]?.base ?? 0,
      scale: 1 / bags,
      splits: grown.flatMap(({ splits }) => splits),
      values: grown.flatMap(({ values }) => values),
    })
  },
}
