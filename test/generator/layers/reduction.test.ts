import { describe, expect, it } from 'vitest'
import { dequantize } from '../../../src/generator/layers/conversion.ts'
import { reduceMax, reduceMin, sum } from '../../../src/generator/layers/reduction.ts'
import { NetworkBuilder } from '../../../src/generator/network-builder.ts'
import { itRunsLayers, networkOf } from '../../support/layer-cases.ts'

const layers = [reduceMax, reduceMin, sum] as const

describe('a reduction', () => {
  itRunsLayers(layers.flatMap((layer) => [
    { name: `${layer.name} over half the image`, make: (builder, image) =>
      layer(builder, image, [2]), shapes: [[1, 8, 4]] },
    { name: `${layer.name} over channels`, make: (builder, image) => layer(builder, image, [-1]), shapes: [[1, 8, 8]] },
    { name: `${layer.name}, kept`, make: (builder, image) =>
      layer(builder, image, [1, 3], true), shapes: [[1, 1, 8, 1]] },
  ]))

  it.each(layers)('is over height and width by default: %o', (layer) => {
    const { tensors, outputs } = networkOf('uint8', (builder, image) => layer(builder, image))
    expect(tensors[outputs[0] ?? -1]?.shape).toEqual([1, 4])
  })

  it.each(layers)('refuses real numbers: %o', (layer) => {
    expect(() => networkOf('int8', (builder, image) => layer(builder, dequantize(builder, image)))).toThrow('FLOAT32')
  })

  it.each(layers)('refuses a dimension that is not there: %o', (layer) => {
    expect(() => networkOf('int8', (builder, image) => layer(builder, image, [4]))).toThrow('no dimension 4')
  })
})

describe('the scaling of a reduction', () => {
  const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
  const image = builder.input('image', [1, 8, 8, 4])

  it('is the input\'s for the largest and the smallest', () => {
    expect(reduceMax(builder, image).scaling).toEqual(image.scaling)
    expect(reduceMin(builder, image).scaling).toEqual(image.scaling)
  })

  it('of a sum holds the sum of the largest', () => {
    const scale = (image.scaling?.scale ?? 0) * 64
    expect(sum(builder, image).scaling).toEqual({ scale, zeroPoint: image.scaling?.zeroPoint })
    expect(sum(builder, image, [1, -3, 2]).scaling?.scale).toBe(scale)
  })
})
