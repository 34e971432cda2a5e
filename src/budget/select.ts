import type { Budget, BudgetKey } from './budget.ts'
import { globMatcher } from './glob.ts'
import type { ResolvedConfig, ResolvedModel } from './resolve-config.ts'

/** What a config says of one model: what to judge on each target. */
export type ModelBudgets = ReadonlyMap<string, readonly Budget[]>

/**
 * The targets and budgets of a model. For each budget key the first entry wins that matches and has it, with all of its
 * limits for that key; they are judged on the targets of that entry, or else the config's. Budgets that are switched
 * off are left out. A model without budgets is estimated for the targets of the first entry that matches.
 * @param path of the model, relative to the config's folder, with forward slashes
 */
export function budgetsFor(path: string, config: Pick<ResolvedConfig, 'models' | 'targets'>): ModelBudgets {
  const entries = config.models.filter(({ match }) => globMatcher(match)(path))
  const winners = new Map<BudgetKey, ResolvedModel>()
  for (const entry of entries) {
    for (const { key } of entry.budgets) if (!winners.has(key)) winners.set(key, entry)
  }
  const selected = new Map<string, Budget[]>()
  for (const entry of entries) {
    const won = entry.budgets.filter(({ key, level }) => winners.get(key) === entry && level !== 'off')
    if (won.length === 0 && entry !== entries[0]) continue
    for (const target of entry.targets ?? config.targets) {
      selected.set(target, [...(selected.get(target) ?? []), ...won])
    }
  }
  const isJudged = [...selected.values()].some((budgets) => budgets.length > 0)
  return new Map([...selected].filter(([, budgets]) => budgets.length > 0 || !isJudged))
}
