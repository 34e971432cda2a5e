import { describe, expect, it } from 'vitest'
import { dequantize } from '../../../src/generator/layers/conversion.ts'
import { averagePool2d, maxPool2d, mean } from '../../../src/generator/layers/pooling.ts'
import { itRunsLayers, networkOf } from '../../support/layer-cases.ts'

const pools = [averagePool2d, maxPool2d] as const

describe('a pool', () => {
  itRunsLayers(pools.flatMap((layer) => [
    { name: layer.name, make: (builder, image) => layer(builder, image, { window: 2 }), shapes: [[1, 4, 4, 4]] },
    { name: `${layer.name} with overlap`, make: (builder, image) =>
      layer(builder, image, { window: [3, 5], stride: [2, 1] }), shapes: [[1, 3, 4, 4]] },
    { name: `${layer.name} with padding`, make: (builder, image) =>
      layer(builder, image, { window: 3, stride: 3, padding: 'same' }), shapes: [[1, 3, 3, 4]] },
  ]))

  it.each(pools)('refuses a window larger than the image: %o', (layer) => {
    expect(() => networkOf('int8', (builder, image) => layer(builder, image, { window: 9 }))).toThrow(RangeError)
  })

  it.each(pools)('refuses real numbers: %o', (layer) => {
    expect(() => networkOf('int8', (builder, image) => layer(builder, dequantize(builder, image), { window: 2 })))
      .toThrow(RangeError)
  })
})

describe('a mean', () => {
  itRunsLayers([
    { name: 'over an image', make: (builder, image) => mean(builder, image), shapes: [[1, 4]] },
    { name: 'over an image, kept', make: (builder, image) =>
      mean(builder, image, [1, 2], true), shapes: [[1, 1, 1, 4]] },
    { name: 'over channels', make: (builder, image) => mean(builder, image, [3]), shapes: [[1, 8, 8]] },
    { name: 'over the last but one', make: (builder, image) => mean(builder, image, [-2]), shapes: [[1, 8, 4]] },
  ])

  it.each([[[4]], [[-5]], [[0.5]]])('refuses the dimensions %o', (axes) => {
    expect(() => networkOf('int8', (builder, image) => mean(builder, image, axes))).toThrow(/no dimension/)
  })
})
