import fc from 'fast-check'
import { Random } from '../../src/random.ts'

export interface RegressionData {
  readonly rows: readonly (readonly number[])[]
  readonly targets: readonly number[]
}

/**
 * Rows as networks have them: half of the columns have two values, the others any from 0 to 1. Targets depend on the
 * first four columns, with a little noise.
 */
export function drawNetworkLike(count: number, columns: number, seed: number): RegressionData {
  const random = new Random(seed)
  const rows = Array.from({ length: count }, () =>
    Array.from({ length: columns }, (_, column) => (column % 2 === 0 ? random.integer(0, 1) : random.fraction())))
  const targets = rows.map(([a = 0, b = 0, c = 0, d = 0]) =>
    3 + 2 * a + 4 * b * b + 3 * c * d + 0.1 * random.fraction())
  return { rows, targets }
}

/** Data whose ties are only those of rows that are parted alike: no two targets are equal, and few features. */
export function arbitraryData(): fc.Arbitrary<RegressionData> {
  return fc
    .record({ count: fc.integer({ min: 1, max: 40 }), columns: fc.integer({ min: 1, max: 6 }), seed: fc.nat() })
    .map(({ count, columns, seed }) => drawNetworkLike(count, columns, seed))
}

/** The root of the mean squared error. */
export function errorOf(estimates: readonly number[], targets: readonly number[]): number {
  const squares = estimates.reduce((sum, estimate, row) => sum + (estimate - (targets[row] ?? 0)) ** 2, 0)
  return Math.sqrt(squares / estimates.length)
}
