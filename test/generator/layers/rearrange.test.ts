import { describe, expect, it } from 'vitest'
import { tanh } from '../../../src/generator/layers/activation.ts'
import { dequantize } from '../../../src/generator/layers/conversion.ts'
import {
  concatenation,
  pad,
  reshape,
  resizeBilinear,
  resizeNearestNeighbor,
} from '../../../src/generator/layers/rearrange.ts'
import type { NetworkBuilder, Value } from '../../../src/generator/network-builder.ts'
import { UnbuildableError } from '../../../src/generator/unbuildable-error.ts'
import { itRunsLayers, networkOf } from '../../support/layer-cases.ts'

describe('a rearranging layer', () => {
  itRunsLayers([
    { name: 'reshape', make: (builder, image) => reshape(builder, image, [1, 16, 16]), shapes: [[1, 16, 16]] },
    { name: 'pad', make: (builder, image) =>
      pad(builder, image, [[0, 0], [1, 2], [0, 3], [0, 0]]), shapes: [[1, 11, 11, 4]] },
    { name: 'concatenation', make: (builder, image) =>
      concatenation(builder, [image, tanh(builder, image), image], -1), shapes: [[1, 8, 8, 12]] },
    { name: 'resizeBilinear', make: (builder, image) =>
      resizeBilinear(builder, image, 16, 5), shapes: [[1, 16, 5, 4]] },
    { name: 'resizeNearestNeighbor', make: (builder, image) =>
      resizeNearestNeighbor(builder, image, 16, 5), shapes: [[1, 16, 5, 4]] },
  ])

  it.each<[string, (builder: NetworkBuilder, image: Value) => Value]>([
    ['pad', (builder, image) => pad(builder, image, [[0, 0], [1, 1], [1, 1], [0, 0]])],
    ['concatenation', (builder, image) => concatenation(builder, [image, image], -1)],
    ['resizeBilinear', (builder, image) => resizeBilinear(builder, image, 4, 4)],
    ['resizeNearestNeighbor', (builder, image) => resizeNearestNeighbor(builder, image, 4, 4)],
  ])('refuses real numbers: %s', (_, layer) => {
    expect(() => networkOf('int8', (builder, image) => layer(builder, dequantize(builder, image)))).toThrow(RangeError)
  })

  it.each<[string, (builder: NetworkBuilder, image: Value) => Value]>([
    ['a resized row', (builder) => resizeNearestNeighbor(builder, builder.input('row', [1, 8]), 4, 4)],
    ['parts joined along a fifth dimension', (builder, image) => concatenation(builder, [image, image], 4)],
    ['parts of different heights', (builder, image) =>
      concatenation(builder, [image, builder.input('small', [1, 4, 8, 4])], 3)],
    ['parts of different ranks', (builder, image) =>
      concatenation(builder, [image, reshape(builder, image, [8, 32])], 1)],
    ['padding of some dimensions', (builder, image) => pad(builder, image, [[0, 0], [1, 1]])],
    ['less than no padding', (builder, image) => pad(builder, image, [[0, 0], [-1, 0], [0, 0], [0, 0]])],
    ['half a zero', (builder, image) => pad(builder, image, [[0, 0], [0.5, 0], [0, 0], [0, 0]])],
    ['a resize to nothing', (builder, image) => resizeBilinear(builder, image, 0, 4)],
    ['a reshape to fewer elements', (builder, image) => reshape(builder, image, [1, 255])],
  ])('refuses %s', (_, layer) => {
    expect(() => networkOf('int8', layer)).toThrow(UnbuildableError)
  })
})
