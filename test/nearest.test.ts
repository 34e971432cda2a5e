import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editDistance, nearest } from '../src/nearest.ts'

const known = ['latency', 'throughput', 'power', 'energy', 'cpuOperators']

test.each([
  ['latancy', 'latency'],
  ['Latency', 'latency'],
  ['letancy', 'latency'],
  ['pwoer', 'power'],
  ['cpuoperator', 'cpuOperators'],
])('%s is nearest to %s', (word, expected) => {
  expect(nearest(word, known)).toBe(expected)
})

test('nothing is near to another word', () => {
  expect(nearest('accuracy', known)).toBeUndefined()
  expect(nearest('', known)).toBeUndefined()
})

test('the distance is symmetric, 0 only for equal words, and at most the longer length', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      const distance = editDistance(a, b)
      expect(distance).toBe(editDistance(b, a))
      expect(distance === 0).toBe(a === b)
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length))
    }),
  )
})
