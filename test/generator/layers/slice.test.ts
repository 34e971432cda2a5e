import { describe, expect, it } from 'vitest'
import { dequantize } from '../../../src/generator/layers/conversion.ts'
import { slice, split, stridedSlice } from '../../../src/generator/layers/slice.ts'
import { itRunsLayers, type LayerCase, networkOf } from '../../support/layer-cases.ts'

const all = { begin: [0, 0, 0, 0], end: [1, 8, 8, 4] }

describe('a slice', () => {
  itRunsLayers([
    { name: 'slice', make: (builder, image) =>
      slice(builder, image, [0, 1, 2, 3], [1, 7, 3, 1]), shapes: [[1, 7, 3, 1]] },
    { name: 'slice of all that is left', make: (builder, image) =>
      slice(builder, image, [0, 1, 2, 1], [-1, -1, -1, -1]), shapes: [[1, 7, 6, 3]] },
    { name: 'stridedSlice', make: (builder, image) =>
      stridedSlice(builder, image, { begin: [0, 1, 2, 0], end: [1, 8, 7, 3] }), shapes: [[1, 7, 5, 3]] },
    { name: 'stridedSlice with strides', make: (builder, image) =>
      stridedSlice(builder, image, { ...all, strides: [1, 2, 3, 1] }), shapes: [[1, 4, 3, 4]] },
    { name: 'stridedSlice of one row and one channel', make: (builder, image) =>
      stridedSlice(builder, image, { begin: [0, 5, 0, 2], end: [1, 6, 8, 3], removed: [1, -1] }), shapes: [[1, 8]] },
    { name: 'split of channels', make: (builder, image) =>
      split(builder, image, -1, 2), shapes: [[1, 8, 8, 2], [1, 8, 8, 2]] },
    { name: 'split of rows', make: (builder, image) =>
      split(builder, image, 1, 4), shapes: [[1, 2, 8, 4], [1, 2, 8, 4], [1, 2, 8, 4], [1, 2, 8, 4]] },
    { name: 'split into one', make: (builder, image) => split(builder, image, 0, 1), shapes: [[1, 8, 8, 4]] },
  ])

  it.each<[string, LayerCase['make']]>([
    ['slice', (builder, image) => slice(builder, dequantize(builder, image), [0, 0, 0, 0], [1, 1, 1, 1])],
    ['stridedSlice', (builder, image) => stridedSlice(builder, dequantize(builder, image), all)],
    ['split', (builder, image) => split(builder, dequantize(builder, image), 3, 2)],
  ])('refuses real numbers: %s', (_, make) => {
    expect(() => networkOf('int8', make)).toThrow('FLOAT32')
  })

  it.each<[string, LayerCase['make']]>([
    ['a box beyond the border', (builder, image) => slice(builder, image, [0, 4, 0, 0], [1, 5, 8, 4])],
    ['a box of too few dimensions', (builder, image) => slice(builder, image, [0, 4], [1, 4])],
    ['an empty box', (builder, image) => slice(builder, image, [0, 8, 0, 0], [1, -1, 8, 4])],
    ['steps beyond the border', (builder, image) => stridedSlice(builder, image, { ...all, end: [1, 9, 8, 4] })],
    ['steps of zero', (builder, image) => stridedSlice(builder, image, { ...all, strides: [1, 0, 1, 1] })],
    ['steps from behind the end', (builder, image) => stridedSlice(builder, image, { ...all, begin: [0, 8, 0, 0] })],
    ['parts that are not equal', (builder, image) => split(builder, image, 3, 3)],
    ['no parts', (builder, image) => split(builder, image, 3, 0)],
    ['parts along a fifth dimension', (builder, image) => split(builder, image, 4, 1)],
  ])('refuses %s', (_, make) => {
    expect(() => networkOf('int8', make)).toThrow(RangeError)
  })
})
