import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitNonNegative } from '../../../src/estimator/regressors/non-negative-least-squares.ts'

describe('non-negative least squares', () => {
  it('finds coefficients that measurements were made from', () => {
    fc.assert(
      fc.property(coefficientsAndRows(), ({ coefficients, rows }) => {
        const fitted = fitNonNegative(rows, rows.map((row) => dot(row, coefficients)))
        // Rows of integers up to 9 and an identity: well conditioned, so that only rounding is left.
        fitted.forEach((value, column) => expect(value).toBeCloseTo(coefficients[column] ?? Number.NaN, 6))
      }),
    )
  })

  it('binds a coefficient that would be negative, and fits the others anew', () => {
    // Unbounded: 3 and -1. Without the second column the best is the mean of 3 and 2.
    expect(fitNonNegative([[1, 0], [1, 1]], [3, 2])).toEqual([expect.closeTo(2.5), 0])
  })

  it('is never beaten by other non-negative coefficients', () => {
    fc.assert(
      fc.property(
        coefficientsAndRows(),
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 12, maxLength: 12 }),
        ({ coefficients, rows }, values) => {
          const measured = values.slice(0, rows.length)
          const fitted = fitNonNegative(rows, measured)
          expect(fitted.every((value) => value >= 0)).toBe(true)
          expect(squares(rows, measured, fitted)).toBeLessThanOrEqual(squares(rows, measured, coefficients) + 1e-6)
          for (let column = 0; column < fitted.length; column++) {
            const nudged = fitted.with(column, (fitted[column] ?? 0) + 1e-3)
            expect(squares(rows, measured, fitted)).toBeLessThanOrEqual(squares(rows, measured, nudged) + 1e-6)
          }
        },
      ),
    )
  })

  it('leaves a column of zeros at zero', () => {
    expect(fitNonNegative([[2, 0], [4, 0]], [1, 2])).toEqual([0.5, 0])
  })

  it('ends where two columns are the same', () => {
    const [first = 0, second = 0] = fitNonNegative([[1, 1], [2, 2]], [1, 2])
    expect(first + second).toBeCloseTo(1, 9)
  })

  it.each([
    [[], []],
    [[[1]], [1, 2]],
    [[[1, 2], [1]], [1, 2]],
  ])('refuses %j for %j', (rows, measured) => {
    expect(() => fitNonNegative(rows, measured)).toThrow(RangeError)
  })
})

function coefficientsAndRows(): fc.Arbitrary<{ coefficients: number[]; rows: number[][] }> {
  return fc.integer({ min: 1, max: 4 }).chain((columns) =>
    fc.record({
      coefficients: fc.array(fc.constantFrom(0, 0, 1, 2.5, 40), { minLength: columns, maxLength: columns }),
      rows: fc
        .array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: columns, maxLength: columns }), { maxLength: 8 })
        .map((rows) => [...identity(columns), ...rows]),
    }),
  )
}

function identity(size: number): number[][] {
  const places = [...Array(size).keys()]
  return places.map((row) => places.map((column) => (row === column ? 1 : 0)))
}

function dot(row: readonly number[], coefficients: readonly number[]): number {
  return row.reduce((sum, factor, column) => sum + factor * (coefficients[column] ?? 0), 0)
}

function squares(rows: readonly (readonly number[])[], measured: readonly number[], fitted: readonly number[]): number {
  return rows.reduce((sum, row, index) => sum + (dot(row, fitted) - (measured[index] ?? 0)) ** 2, 0)
}
