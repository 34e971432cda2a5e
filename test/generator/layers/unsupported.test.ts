import { describe, expect, it } from 'vitest'
import { dequantize } from '../../../src/generator/layers/conversion.ts'
import { abs, cast, div, hardSwish, leakyRelu } from '../../../src/generator/layers/unsupported.ts'
import { itRunsLayers, type LayerCase, networkOf } from '../../support/layer-cases.ts'

const shapes = [[1, 8, 8, 4]]

describe('a layer that the Edge TPU does not take', () => {
  itRunsLayers([
    { name: 'leakyRelu', make: (builder, image) => leakyRelu(builder, image), shapes },
    { name: 'leakyRelu with another slope', make: (builder, image) => leakyRelu(builder, image, 0.01), shapes },
    { name: 'hardSwish', make: hardSwish, shapes },
    { name: 'abs', only: 'int8', make: abs, shapes },
    { name: 'div', only: 'uint8', make: (builder, image) => div(builder, image), shapes },
    { name: 'div of all elements', only: 'uint8', make: (builder, image) => div(builder, image, [1, 8, 8, 4]), shapes },
    { name: 'cast to real numbers', make: (builder, image) => cast(builder, image, 'FLOAT32'), shapes },
    { name: 'cast to integers', make: (builder, image) => cast(builder, image, 'INT32'), shapes },
    { name: 'cast to bytes', make: (builder, image) =>
      cast(builder, cast(builder, image, 'FLOAT32'), image.type), shapes },
  ])

  it.each<[string, LayerCase['make']]>([
    ['leakyRelu', (builder, image) => leakyRelu(builder, dequantize(builder, image))],
    ['hardSwish', (builder, image) => hardSwish(builder, dequantize(builder, image))],
    ['abs', (builder, image) => abs(builder, dequantize(builder, image))],
  ])('refuses real numbers: %s', (_, make) => {
    expect(() => networkOf('int8', make)).toThrow('FLOAT32')
  })

  it('refuses to divide real numbers, or by constants that do not match', () => {
    expect(() => networkOf('uint8', (builder, image) => div(builder, dequantize(builder, image)))).toThrow('FLOAT32')
    expect(() => networkOf('uint8', (builder, image) => div(builder, image, [3]))).toThrow('do not match')
  })

  it('never divides by zero', () => {
    const { tensors, operators } = networkOf('uint8', (builder, image) => div(builder, image, [8, 8, 4]))
    const divisors = tensors[operators[0]?.inputs[1] ?? -1]
    expect(divisors).toMatchObject({ shape: [8, 8, 4], quantisation: { zeroPoint: [0] } })
    expect(divisors?.constant?.kind === 'inline' && divisors.constant.bytes.includes(0)).toBe(false)
  })
})

describe('the amount of each element', () => {
  it('is scaled for the farthest of the input from zero', () => {
    const { tensors, outputs } = networkOf('int8', (builder) => {
      const skewed = builder.input('skewed', [1, 4], { scale: 0.5, zeroPoint: 100 })
      return abs(builder, skewed)
    })
    const scale = Math.fround((228 * 0.5) / 255)
    expect(tensors[outputs[0] ?? -1]?.quantisation).toMatchObject({ scale: [scale], zeroPoint: [-128] })
  })
})
