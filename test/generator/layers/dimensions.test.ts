import { describe, expect, it } from 'vitest'
import { tanh } from '../../../src/generator/layers/activation.ts'
import { dequantize } from '../../../src/generator/layers/conversion.ts'
import { expandDims, pack, squeeze } from '../../../src/generator/layers/dimensions.ts'
import { mean } from '../../../src/generator/layers/pooling.ts'
import { itRunsLayers, type LayerCase, networkOf } from '../../support/layer-cases.ts'

describe('a change of dimensions', () => {
  itRunsLayers([
    { name: 'expandDims in front', make: (builder, image) => expandDims(builder, image, 0), shapes: [[1, 1, 8, 8, 4]] },
    { name: 'expandDims behind', make: (builder, image) => expandDims(builder, image, -1), shapes: [[1, 8, 8, 4, 1]] },
    { name: 'squeeze', make: (builder, image) => squeeze(builder, mean(builder, image, [2], true)), shapes: [[8, 4]] },
    { name: 'squeeze of one dimension', make: (builder, image) =>
      squeeze(builder, mean(builder, image, [2], true), [-2]), shapes: [[1, 8, 4]] },
    { name: 'pack', make: (builder, image) =>
      pack(builder, [image, tanh(builder, image), image], 1), shapes: [[1, 3, 8, 8, 4]] },
    { name: 'pack behind', make: (builder, image) => pack(builder, [image, image], -1), shapes: [[1, 8, 8, 4, 2]] },
    { name: 'pack of one', make: (builder, image) => pack(builder, [image], 0), shapes: [[1, 1, 8, 8, 4]] },
  ])

  it.each<[string, LayerCase['make']]>([
    ['expandDims', (builder, image) => expandDims(builder, dequantize(builder, image), 0)],
    ['squeeze', (builder, image) => squeeze(builder, dequantize(builder, image))],
    ['pack', (builder, image) => pack(builder, [image, dequantize(builder, image)], 0)],
  ])('refuses real numbers: %s', (_, make) => {
    expect(() => networkOf('int8', make)).toThrow('FLOAT32')
  })

  it.each<[string, LayerCase['make']]>([
    ['a place beyond the result', (builder, image) => expandDims(builder, image, 5)],
    ['a longer dimension to take out', (builder, image) => squeeze(builder, image, [1])],
    ['a dimension that is not there', (builder, image) => squeeze(builder, image, [4])],
    ['nothing to join', (builder) => pack(builder, [], 0)],
    ['shapes that differ', (builder, image) => pack(builder, [image, mean(builder, image, [1], true)], 0)],
  ])('refuses %s', (_, make) => {
    expect(() => networkOf('int8', make)).toThrow(RangeError)
  })
})
