import { describe, expect, it } from 'vitest'
import { dequantize } from '../../../src/generator/layers/conversion.ts'
import { depthToSpace, spaceToDepth, transpose } from '../../../src/generator/layers/layout.ts'
import { itRunsLayers, type LayerCase, networkOf } from '../../support/layer-cases.ts'

describe('a change of layout', () => {
  itRunsLayers([
    { name: 'transpose', make: (builder, image) => transpose(builder, image, [0, 3, 1, 2]), shapes: [[1, 4, 8, 8]] },
    { name: 'transpose of five dimensions', make: (builder) =>
      transpose(builder, builder.input('volume', [1, 2, 3, 4, 5]), [4, 0, 3, 2, 1]), shapes: [[5, 1, 4, 3, 2]] },
    { name: 'spaceToDepth', make: (builder, image) => spaceToDepth(builder, image, 4), shapes: [[1, 2, 2, 64]] },
    { name: 'depthToSpace', make: (builder, image) => depthToSpace(builder, image, 2), shapes: [[1, 16, 16, 1]] },
  ])

  it.each<[string, LayerCase['make']]>([
    ['transpose', (builder, image) => transpose(builder, dequantize(builder, image), [0, 3, 1, 2])],
    ['spaceToDepth', (builder, image) => spaceToDepth(builder, dequantize(builder, image), 2)],
    ['depthToSpace', (builder, image) => depthToSpace(builder, dequantize(builder, image), 2)],
  ])('refuses real numbers: %s', (_, make) => {
    expect(() => networkOf('int8', make)).toThrow('FLOAT32')
  })

  it.each<[string, LayerCase['make']]>([
    ['an order that leaves a dimension out', (builder, image) => transpose(builder, image, [0, 1, 2, 2])],
    ['an order of too few dimensions', (builder, image) => transpose(builder, image, [0, 2, 1])],
    ['six dimensions', (builder) =>
      transpose(builder, builder.input('six', [1, 1, 1, 2, 2, 2]), [5, 4, 3, 2, 1, 0])],
    ['blocks that do not fill the image', (builder, image) => spaceToDepth(builder, image, 3)],
    ['blocks of zero', (builder, image) => spaceToDepth(builder, image, 0)],
    ['blocks with more pixels than channels', (builder, image) => depthToSpace(builder, image, 4)],
    ['a vector', (builder) => depthToSpace(builder, builder.input('vector', [1, 16]), 2)],
  ])('refuses %s', (_, make) => {
    expect(() => networkOf('int8', make)).toThrow(RangeError)
  })
})
