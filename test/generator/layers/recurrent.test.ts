import { describe, expect, it } from 'vitest'
import { dequantize } from '../../../src/generator/layers/conversion.ts'
import { reshape } from '../../../src/generator/layers/rearrange.ts'
import { lstm } from '../../../src/generator/layers/recurrent.ts'
import type { NetworkBuilder, Value } from '../../../src/generator/network-builder.ts'
import { itRunsLayers, networkOf } from '../../support/layer-cases.ts'

const sequence = (builder: NetworkBuilder, image: Value): Value => reshape(builder, image, [1, 8, 32])

describe('a long short-term memory', () => {
  itRunsLayers([
    { name: 'lstm', only: 'int8', make: (builder, image) =>
      lstm(builder, sequence(builder, image), 6), shapes: [[1, 8, 6]] },
    { name: 'lstm of another', only: 'int8', make: (builder, image) =>
      lstm(builder, lstm(builder, sequence(builder, image), 6), 10), shapes: [[1, 8, 10]] },
  ])

  it('keeps its state from one inference to the next', () => {
    const { tensors } = networkOf('int8', (builder, image) => lstm(builder, sequence(builder, image), 6))
    expect(tensors.filter(({ isVariable }) => isVariable).map(({ type, shape }) => [type, shape])).toEqual([
      ['INT8', [1, 6]],
      ['INT16', [1, 6]],
    ])
  })

  it('refuses real numbers and images', () => {
    expect(() => networkOf('int8', (builder, image) => lstm(builder, dequantize(builder, image), 6))).toThrow('FLOAT32')
    expect(() => networkOf('int8', (builder, image) => lstm(builder, image, 6))).toThrow('no sequence')
  })
})
