import { describe, expect, it } from 'vitest'
import { dequantize } from '../../../src/generator/layers/conversion.ts'
import { conv2d, depthwiseConv2d, fullyConnected } from '../../../src/generator/layers/convolution.ts'
import { maxPool2d } from '../../../src/generator/layers/pooling.ts'
import { reshape } from '../../../src/generator/layers/rearrange.ts'
import { transposeConv2d } from '../../../src/generator/layers/transpose-convolution.ts'
import type { NetworkBuilder, Value } from '../../../src/generator/network-builder.ts'
import { itRunsLayers, networkOf } from '../../support/layer-cases.ts'

describe('a convolution', () => {
  itRunsLayers([
    { name: 'conv2d', make: (builder, image) =>
      conv2d(builder, image, { filters: 6, kernel: 3 }), shapes: [[1, 8, 8, 6]] },
    { name: 'conv2d with strides', make: (builder, image) =>
      conv2d(builder, image, { filters: 6, kernel: [3, 5], stride: [2, 3], activation: 'relu6' }),
      shapes: [[1, 4, 3, 6]] },
    { name: 'conv2d with dilation', make: (builder, image) =>
      conv2d(builder, image, { filters: 6, kernel: 3, dilation: [2, 3], padding: 'valid' }), shapes: [[1, 4, 2, 6]] },
    { name: 'depthwiseConv2d', make: (builder, image) =>
      depthwiseConv2d(builder, image, { kernel: 3 }), shapes: [[1, 8, 8, 4]] },
    { name: 'depthwiseConv2d with a multiplier', make: (builder, image) =>
      depthwiseConv2d(builder, image, { kernel: 3, stride: 2, depthMultiplier: 3 }), shapes: [[1, 4, 4, 12]] },
    { name: 'depthwiseConv2d with dilation', make: (builder, image) =>
      depthwiseConv2d(builder, image, { kernel: 3, dilation: 3, padding: 'valid' }), shapes: [[1, 2, 2, 4]] },
    { name: 'depthwiseConv2d without biases', make: (builder, image) =>
      depthwiseConv2d(builder, image, { kernel: [1, 3], hasBias: false, activation: 'relu6' }),
      shapes: [[1, 8, 8, 4]] },
  ])

  it('refuses a dilated window larger than the image', () => {
    expect(() => networkOf('int8', (builder, image) =>
      conv2d(builder, image, { filters: 1, kernel: 3, dilation: 4, padding: 'valid' }))).toThrow('a window of 9')
  })
})

describe('a dense layer', () => {
  itRunsLayers([
    { name: 'of an image', make: (builder, image) => fullyConnected(builder, image, { units: 10 }), shapes: [[1, 10]] },
    { name: 'of rows', make: (builder, image) =>
      fullyConnected(builder, reshape(builder, image, [4, 64]), { units: 10, activation: 'relu' }), shapes: [[4, 10]] },
    { name: 'without biases', make: (builder, image) =>
      fullyConnected(builder, image, { units: 10, hasBias: false }), shapes: [[1, 10]] },
  ])
})

it.each<[string, (builder: NetworkBuilder, image: Value) => Value]>([
  ['no filters', (builder, image) => conv2d(builder, image, { filters: 0, kernel: 1 })],
  ['half a filter', (builder, image) => conv2d(builder, image, { filters: 1.5, kernel: 1 })],
  ['a stride of 0', (builder, image) => conv2d(builder, image, { filters: 1, kernel: 1, stride: 0 })],
  ['a kernel of 0', (builder, image) => conv2d(builder, image, { filters: 1, kernel: [1, 0] })],
  ['a dilation of 0', (builder, image) => conv2d(builder, image, { filters: 1, kernel: 3, dilation: 0 })],
  ['no multiplier', (builder, image) => depthwiseConv2d(builder, image, { kernel: 3, depthMultiplier: 0 })],
  ['a negative stride', (builder, image) => depthwiseConv2d(builder, image, { kernel: 3, stride: -1 })],
  ['no units', (builder, image) => fullyConnected(builder, image, { units: 0 })],
  ['no filters backwards', (builder, image) => transposeConv2d(builder, image, { filters: 0, kernel: 2 })],
  ['a stride of 0 backwards', (builder, image) =>
    transposeConv2d(builder, image, { filters: 1, kernel: 2, stride: 0 })],
  ['a pool of nothing', (builder, image) => maxPool2d(builder, image, { window: 0 })],
])('no layer has %s', (_, layer) => {
  expect(() => networkOf('int8', layer)).toThrow('must be a whole number of at least 1')
})

it.each<[string, (builder: NetworkBuilder, image: Value) => Value]>([
  ['conv2d', (builder, image) => conv2d(builder, image, { filters: 1, kernel: 1 })],
  ['depthwiseConv2d', (builder, image) => depthwiseConv2d(builder, image, { kernel: 1 })],
  ['fullyConnected', (builder, image) => fullyConnected(builder, image, { units: 1 })],
])('%s refuses real numbers', (_, layer) => {
  expect(() => networkOf('int8', (builder, image) => layer(builder, dequantize(builder, image)))).toThrow(RangeError)
})
