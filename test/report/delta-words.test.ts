import { describe, expect, it, test } from 'vitest'
import type { ModelChange } from '../../src/comparison/compare.ts'
import type { Delta, KnownDelta } from '../../src/estimator/delta.ts'
import { changeWords, differenceInterval, differenceWords, signedInterval } from '../../src/report/delta-words.ts'

function delta(low: number, value: number, high: number, changes: Partial<KnownDelta> = {}): Delta {
  const coverage = { share: null, points: 5 }
  return {
    quantity: 'latency', basis: 'estimated', base: 10, value, low, high, coverage, inEnvelope: true, outside: [],
    ...changes,
  }
}

describe('a difference in words', () => {
  test.each<[Delta, string, string]>([
    [delta(0.7, 0.9, 1.1), '+0.9 ms, +9 %', '+0.7 to +1.1 ms'],
    [delta(-1.1, -0.9, -0.7), '−0.9 ms, −9 %', '−1.1 to −0.7 ms'],
    [delta(-0.05, 0.02, 0.3), '+20 us, +0.2 %', '−0.05 to +0.3 ms'],
    [delta(0, 0, 0), '±0 ms', ''],
    [delta(-0.2, 0, 0.2), '±0 ms', '−0.2 to +0.2 ms'],
    [delta(1, 1, 1, { base: 0 }), '+1 ms', ''],
    [delta(-0.004, 0.001, 0.0049), 'less than 0.05 % either way', ''],
    [delta(0, 0.001, 0.005), '+1 us, +0.01 %', '±0 to +5 us'],
    [delta(100, 1_024, 2_048, { quantity: 'streamed', base: 0 }), '+1 KiB', '+0.0977 to +2 KiB'],
    [delta(2, 2, 3, { quantity: 'cpuOperators', base: 1 }), '+2, +200 %', '+2 to +3'],
    [{ quantity: 'latency', basis: 'unknown', reason: 'x' }, '', ''],
  ])('%j', (given, words, interval) => {
    expect(differenceWords(given)).toBe(words)
    expect(differenceInterval(given)).toBe(interval)
  })

  it('is empty where there is none', () => {
    expect(differenceWords(undefined) + differenceInterval(undefined)).toBe('')
  })

  it('has its unit once where both ends have the same', () => {
    expect(signedInterval('+1 %', '+2 %')).toBe('+1 to +2 %')
    expect(signedInterval('+1 us', '+2 ms')).toBe('+1 us to +2 ms')
    expect(signedInterval('+1', '+12')).toBe('+1 to +12')
    expect(signedInterval('+1 ms', '+1 ms')).toBe('')
  })
})

describe('how a model differs, in words', () => {
  const untouched: ModelChange = {
    state: 'same', renamedFrom: null, similarity: null, baseSha256: null, reason: null,
  }

  test.each<[Partial<ModelChange>, string]>([
    [{}, 'unchanged'],
    [{ renamedFrom: 'old.tflite' }, 'renamed from old.tflite'],
    [{ state: 'equal' }, 'other content at the same cost'],
    [{ state: 'changed' }, 'changed'],
    [
      { state: 'changed', renamedFrom: 'old.tflite', similarity: 0.875 },
      'renamed from old.tflite, 87.5 % of it alike, changed',
    ],
    [
      { state: 'equal', renamedFrom: 'old.tflite', similarity: 1 },
      'renamed from old.tflite, 100 % of it alike, other content at the same cost',
    ],
    [{ state: 'new' }, 'new'],
    [{ state: 'unavailable' }, 'not compared'],
  ])('%j: %s', (changes, words) => {
    expect(changeWords({ ...untouched, ...changes })).toBe(words)
  })
})
