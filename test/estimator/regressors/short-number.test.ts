import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { numberBetween, shortened } from '../../../src/estimator/regressors/short-number.ts'

describe('a number between two', () => {
  it.each([
    [0, 1, 0.5],
    [3, 4, 3.5],
    [1_000, 2_000, 1_500],
    [0.1234567, 0.9876543, 0.6],
    [-1, 1, 0],
    [-1e308, 1e308, 0],
  ])('is of few digits: between %d and %d it is %d', (low, high, expected) => {
    expect(numberBetween(low, high)).toBe(expected)
  })

  it('parts the two', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        fc.pre(a !== b)
        const between = numberBetween(Math.min(a, b), Math.max(a, b))
        expect(between >= Math.min(a, b) && between < Math.max(a, b)).toBe(true)
      }),
    )
  })

  it('parts neighbours', () => {
    expect(numberBetween(1, 1 + Number.EPSILON)).toBe(1)
    expect(numberBetween(0, Number.MIN_VALUE)).toBe(0)
    // Quarters of numbers as small as these are rounded to as much as a number.
    expect(numberBetween(6.4e-323, 7e-323)).toBe(6.4e-323)
  })
})

describe('a shortened number', () => {
  it('has six digits', () => {
    expect(shortened(123.456789)).toBe(123.457)
    expect(shortened(-1 / 3)).toBe(-0.333333)
  })
})
