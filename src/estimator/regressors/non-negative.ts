import { Linear } from './linear.ts'
import { fitNonNegative } from './non-negative-least-squares.ts'
import type { Family } from './regressor.ts'
import { standardise } from './standardise.ts'
import { meanTarget, tableOf } from './table.ts'

export interface UserNonNegative {
  /** Whether a constant is added, which may be negative. @default true */
  readonly intercept?: boolean | undefined
}

export interface ResolvedNonNegative {
  readonly intercept: boolean
}

/** Linear regression without negative coefficients, see `fitNonNegative`. It draws nothing. */
export const nonNegative: Family<UserNonNegative, ResolvedNonNegative> = {
  name: 'non-negative',
  resolve: ({ intercept = true }) => ({ intercept }),
  fit(data, { intercept: hasIntercept = true }) {
    const table = tableOf(data)
    const { features, centers, spreads, roots } = standardise(table, hasIntercept ? 'mean' : 'none')
    const intercept = hasIntercept ? meanTarget(table) : 0
    const targets = Array.from(table.targets, (target, row) => (target - intercept) * (roots[row] ?? 0))
    const solution = table.columns === 0 ? [] : fitNonNegative(features.to2DArray(), targets)
    const coefficients = spreads.map((spread, column) => (spread === 0 ? 0 : (solution[column] ?? 0) / spread))
    return new Linear({ family: 'non-negative', intercept, centers, coefficients })
  },
}
