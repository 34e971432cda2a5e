import type { Budget, BudgetKey } from './budget.ts'
import { globMatcher } from './glob.ts'
import type { ResolvedConfig } from './resolve-config.ts'

/** What a config says of one model. */
export interface ModelBudgets {
  /** Indices of the entries of `models` that match, in order. */
  readonly entries: readonly number[]
  /** What the model is estimated for. */
  readonly targets: readonly string[]
  /** Budgets to judge, in the order of the entries; none that is switched off. */
  readonly budgets: readonly Budget[]
}

/**
 * The targets and budgets of a model. For each budget key the first entry wins that matches and has it, with all of its
 * limits for that key; the targets are those of the first matching entry that names any, else the config's.
 * @param path of the model, relative to the config's folder, with forward slashes
 */
export function budgetsFor(path: string, config: Pick<ResolvedConfig, 'models' | 'targets'>): ModelBudgets {
  const entries: number[] = []
  const winners = new Map<BudgetKey, number>()
  const budgets: Budget[] = []
  let targets: readonly string[] | undefined
  for (const [index, entry] of config.models.entries()) {
    if (!globMatcher(entry.match)(path)) continue
    entries.push(index)
    targets ??= entry.targets
    for (const budget of entry.budgets) {
      const winner = winners.get(budget.key) ?? index
      winners.set(budget.key, winner)
      if (winner === index && budget.level !== 'off') budgets.push(budget)
    }
  }
  return { entries, targets: targets ?? config.targets, budgets }
}
