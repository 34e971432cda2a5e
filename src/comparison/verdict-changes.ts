import type { Budget, Verdict } from '../budget/budget.ts'

/** How the budgets of a model were judged on one target. */
export interface ReportedResult {
  readonly target: string
  readonly budgets: readonly (Pick<Budget, 'key' | 'kind' | 'text'> & { readonly verdict: Verdict })[]
}

/** A budget whose verdict is another one, or that only one of two reports has. */
export interface VerdictChange extends Pick<Budget, 'key' | 'kind'> {
  readonly target: string
  readonly a: JudgedLimit | null
  readonly b: JudgedLimit | null
}

export interface JudgedLimit {
  readonly verdict: Verdict
  /** The limit as it was written. */
  readonly text: string
}

/** @param before undefined for a model that is new: its verdicts have not changed */
export function changedVerdicts(
  before: readonly ReportedResult[] | undefined,
  after: readonly ReportedResult[],
): VerdictChange[] {
  if (before === undefined) return []
  const [first, second] = [byBudget(before), byBudget(after)]
  const keys = [...new Set([...second.keys(), ...first.keys()])]
  return keys.flatMap((key) => {
    const [a, b] = [first.get(key), second.get(key)]
    const budget = b ?? a
    if (budget === undefined || a?.limit.verdict === b?.limit.verdict) return []
    return [{ target: budget.target, key: budget.key, kind: budget.kind, a: a?.limit ?? null, b: b?.limit ?? null }]
  })
}

interface PlacedLimit extends Pick<Budget, 'key' | 'kind'> {
  readonly target: string
  readonly limit: JudgedLimit
}

function byBudget(results: readonly ReportedResult[]): ReadonlyMap<string, PlacedLimit> {
  return new Map(results.flatMap(({ target, budgets }) =>
    budgets.map(({ key, kind, verdict, text }): [string, PlacedLimit] => [
      JSON.stringify([target, key, kind]),
      { target, key, kind, limit: { verdict, text } },
    ]),
  ))
}
