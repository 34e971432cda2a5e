import { describe, expect, it } from 'vitest'
import { peakActivationBytes } from '../../src/analysis/activations.ts'
import { conv2d } from '../../src/generator/layers/convolution.ts'
import { add } from '../../src/generator/layers/elementwise.ts'
import { NetworkBuilder } from '../../src/generator/network-builder.ts'

describe('peak activation bytes', () => {
  it('of a chain are the two largest neighbours', () => {
    const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
    const image = builder.input('image', [1, 8, 8, 4])
    const wide = conv2d(builder, image, { filters: 16, kernel: 1 })
    const wider = conv2d(builder, wide, { filters: 32, kernel: 1 })
    const narrow = conv2d(builder, wider, { filters: 4, kernel: 1 })
    expect(peakActivationBytes(builder.build(narrow))).toBe(64 * (16 + 32))
  })

  it('of a residual block hold its input until the sum', () => {
    const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
    const image = builder.input('image', [1, 8, 8, 8])
    const wide = conv2d(builder, image, { filters: 32, kernel: 1 })
    const back = conv2d(builder, wide, { filters: 8, kernel: 1 })
    expect(peakActivationBytes(builder.build(add(builder, image, back)))).toBe(64 * (8 + 32 + 8))
  })

  it('hold a network output to the end', () => {
    const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
    const image = builder.input('image', [1, 8, 8, 4])
    const early = conv2d(builder, image, { filters: 16, kernel: 1 })
    const middle = conv2d(builder, image, { filters: 8, kernel: 1 })
    const late = conv2d(builder, middle, { filters: 8, kernel: 1 })
    expect(peakActivationBytes(builder.build(early, late))).toBe(64 * (16 + 8 + 8))
  })

  it('of a network without operators are its inputs', () => {
    const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
    expect(peakActivationBytes(builder.build(builder.input('image', [1, 8, 8, 4])))).toBe(256)
  })
})
