import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/analysis/analyse.ts'
import type { OperatorAnalysis } from '../../src/analysis/analysis.ts'
import { pairPlacements } from '../../src/comparison/placement-pairs.ts'
import { loadNetwork } from '../../src/model/load.ts'
import type { Network } from '../../src/model/network.ts'
import { resizing, separable } from '../report/round-networks.ts'
import { compiledFrom } from '../support/compiled-from.ts'

/** The operators of a network and of what the compiler would make of it. */
function both(plain: Network, left: number): [readonly OperatorAnalysis[], readonly OperatorAnalysis[]] {
  return [analyse(plain).operators, analyse(loadNetwork(compiledFrom(plain, left))).operators]
}

describe('operators on the CPU', () => {
  it('are none where both have all on the Edge TPU', () => {
    expect(pairPlacements(...both(separable(), 0))).toEqual([])
  })

  it('are told where the compiler leaves what was predicted to be mapped', () => {
    expect(pairPlacements(...both(separable(), 1))).toEqual([
      {
        kind: 'CONV_2D', output: 'conv_2d_2', plainIndex: 2, compiledIndex: 1,
        predicted: 'edgetpu', actual: 'cpu', because: 'the Edge TPU supports it',
      },
    ])
  })

  it('are told where the compiler maps what was predicted to be left', () => {
    expect(pairPlacements(...both(resizing(1), 1))).toMatchObject([
      { kind: 'RESIZE_BILINEAR', plainIndex: 1, compiledIndex: null, predicted: 'cpu', actual: 'edgetpu' },
      { kind: 'CONV_2D', plainIndex: 2, compiledIndex: 1, predicted: 'cpu', actual: 'cpu' },
    ])
  })

  it('without names are paired by what they are', () => {
    const [plain, compiled] = both(separable(), 2)
    const nameless = compiled.map((operator) => ({ ...operator, output: '' }))
    expect(pairPlacements(plain, nameless)).toMatchObject([
      { kind: 'DEPTHWISE_CONV_2D', plainIndex: 1, compiledIndex: 1 },
      { kind: 'CONV_2D', plainIndex: 2, compiledIndex: 2 },
    ])
  })

  it('of one name are paired by what they are, too', () => {
    const named = (operators: readonly OperatorAnalysis[]): OperatorAnalysis[] =>
      operators.map((operator) => ({ ...operator, output: 'x' }))
    const [plain, compiled] = both(resizing(2), 3)
    const pairs = pairPlacements(named(plain), named(compiled))
    expect(pairs.map(({ plainIndex, compiledIndex }) => [plainIndex, compiledIndex])).toEqual([[1, 1], [2, 2], [3, 3]])
  })

  it('that the compiler has added come last', () => {
    const [plain, compiled] = both(separable(), 1)
    const added = compiled.map((operator) => ({ ...operator, kind: 'QUANTIZE' }))
    expect(pairPlacements(plain, added).at(-1)).toEqual({
      kind: 'QUANTIZE', output: 'conv_2d_2', plainIndex: null, compiledIndex: 1,
      predicted: null, actual: 'cpu', because: null,
    })
  })
})
