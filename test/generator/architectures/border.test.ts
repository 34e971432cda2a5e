import { describe, expect, it } from 'vitest'
import { bordered, kerasBorder, slimBorder } from '../../../src/generator/architectures/border.ts'
import { conv2d } from '../../../src/generator/layers/convolution.ts'
import { NetworkBuilder } from '../../../src/generator/network-builder.ts'

describe.each([['Keras', kerasBorder], ['slim', slimBorder]] as const)('the border of %s', (_, border) => {
  it.each([
    [8, 2],
    [9, 2],
    [8, 1],
    [9, 1],
  ])('keeps sizes as if convolutions padded: %i with stride %i', (side, stride) => {
    const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
    const input = builder.input('input', [1, side, side, 2])
    const { image, padding } = bordered(builder, input, stride, border)
    const convolution = { filters: 2, kernel: 3, stride }
    expect(conv2d(builder, image, { ...convolution, padding }).shape).toEqual(conv2d(builder, input, convolution).shape)
  })
})
