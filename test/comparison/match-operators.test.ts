import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { OperatorAnalysis } from '../../src/analysis/analysis.ts'
import { analyse } from '../../src/analysis/analyse.ts'
import { isSameOperator, matchOperators } from '../../src/comparison/match-operators.ts'
import { arbitraryNetwork } from '../support/arbitrary-network.ts'
import { layered, operatorsOf } from '../support/layered.ts'

/** Pairs by the place of each operator in its network: `0=0` where both are built alike, else `0~0`; `0-` and `-0`. */
function matched(base: readonly OperatorAnalysis[], head: readonly OperatorAnalysis[]): string {
  return matchOperators(base, head)
    .map((pair) => {
      if (pair.head === undefined) return `${pair.base.index}-`
      if (pair.base === undefined) return `-${pair.head.index}`
      return `${pair.base.index}${isSameOperator(pair.base, pair.head) ? '=' : '~'}${pair.head.index}`
    })
    .join(' ')
}

describe('the operators of two networks', () => {
  test.each([
    ['of the same network are the same', 'c8 d3 c16', 'c8 d3 c16', '0=0 1=1 2=2'],
    ['shift nothing behind an inserted one that renames them', 'c8 c8 c4 m', 'c8 t c8 c4 m', '0=0 -1 1=2 2=3 3=4'],
    ['of one kind: an inserted one', 'c8 c8 c8', 'c8 c8 c8 c8', '0=0 1=1 2=2 -3'],
    ['behind a removed one go on as they were', 'c8 t c8 c4 m', 'c8 c8 c4 m', '0=0 1- 2=1 3=2 4=3'],
    ['are paired where one was widened, and the one that reads it', 'c8 c16 c8', 'c8 c24 c8', '0=0 1~1 2~2'],
    ['are paired where the kernel changed', 'c8 c8x3 c8', 'c8 c8x1 c8', '0=0 1~1 2=2'],
    ['of which two were swapped', 'c4 t d3 c4', 'c4 d3 t c4', '0=0 1- 2=1 -2 3=3'],
    ['of other kinds are never paired', 'm', 't', '0- -0'],
    ['of an empty network', '', 'c4 t', '-0 -1'],
  ])('%s: %s and %s', (_, base, head, expected) => {
    expect(matched(operatorsOf(base), operatorsOf(head))).toBe(expected)
  })

  it('are paired one by one where the input has another size', () => {
    const [small, large] = [operatorsOf('c8 d3 p2 c8 m'), operatorsOf('c8 d3 p2 c8 m', { input: [1, 32, 32, 4] })]
    expect(matched(small, large)).toBe('0~0 1~1 2~2 3~3 4~4')
  })

  it('count as the same whatever their weights and names', () => {
    expect(matched(operatorsOf('c8 f4', { seed: 1 }), operatorsOf('c8 f4', { seed: 2 }))).toBe('0=0 1=1')
  })

  it('appear exactly once and in order, whatever the two networks are', () => {
    fc.assert(
      fc.property(arbitraryNetwork, arbitraryNetwork, (one, other) => {
        const [base, head] = [analyse(one).operators, analyse(other).operators]
        const pairs = matchOperators(base, head)
        expect(pairs.flatMap((pair) => pair.base ?? [])).toEqual(base)
        expect(pairs.flatMap((pair) => pair.head ?? [])).toEqual(head)
      }),
      { numRuns: 50 },
    )
  })

  it('of any network are the same as themselves', () => {
    fc.assert(
      fc.property(arbitraryNetwork, (network) => {
        const { operators } = analyse(network)
        expect(matched(operators, operators)).toBe(operators.map(({ index }) => `${index}=${index}`).join(' '))
      }),
      { numRuns: 50 },
    )
  })

  it('stay what they were around a layer inserted anywhere', () => {
    const words = ['c8', 'd3', 'c16', 't', 'p2', 'c8']
    fc.assert(
      fc.property(fc.nat(words.length), fc.constantFrom('r8', 'r16'), (place, inserted) => {
        const longer = words.toSpliced(place, 0, inserted)
        const [base, head] = [operatorsOf(words.join(' ')), analyse(layered(longer.join(' '))).operators]
        const pairs = matchOperators(base, head)
        expect(pairs.flatMap((pair) => (pair.base === undefined ? [pair.head.index] : []))).toEqual([place])
        expect(pairs.filter((pair) => pair.head === undefined)).toEqual([])
      }),
    )
  })
})
