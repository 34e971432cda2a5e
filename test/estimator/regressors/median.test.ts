import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { weightedMedian } from '../../../src/estimator/regressors/median.ts'

describe('the weighted median', () => {
  it('is that of the values repeated', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ value: fc.integer({ min: -50, max: 50 }), weight: fc.integer({ min: 1, max: 4 }) }), {
          minLength: 1,
        }),
        (parts) => {
          const repeated = parts.flatMap(({ value, weight }) => Array.from({ length: weight }, () => value))
          const sorted = repeated.toSorted((a, b) => a - b)
          const last = sorted.length - 1
          const expected = ((sorted[Math.floor(last / 2)] ?? 0) + (sorted[Math.ceil(last / 2)] ?? 0)) / 2
          const values = Float64Array.from(parts, ({ value }) => value)
          expect(weightedMedian(values, Float64Array.from(parts, ({ weight }) => weight))).toBe(expected)
        },
      ),
    )
  })
})
