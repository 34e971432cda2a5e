import { describe, expect, it } from 'vitest'
import { logistic, prelu, relu, relu6, reluN1To1, softmax, tanh } from '../../../src/generator/layers/activation.ts'
import { dequantize } from '../../../src/generator/layers/conversion.ts'
import { itRunsLayers, networkOf } from '../../support/layer-cases.ts'

const shapes = [[1, 8, 8, 4]]
const layers = [relu, relu6, reluN1To1, prelu, tanh, logistic, softmax] as const

describe('an activation', () => {
  itRunsLayers([
    ...layers.map((layer) => ({ name: layer.name, make: layer, shapes })),
    { name: 'softmax with another temperature', make: (builder, image) => softmax(builder, image, 2), shapes },
    { name: 'prelu with a slope for each element', make: (builder, image) => prelu(builder, image, [8, 8, 4]), shapes },
    { name: 'prelu with one slope', make: (builder, image) => prelu(builder, image, [1]), shapes },
  ])

  it.each(layers)('refuses real numbers: %o', (layer) => {
    expect(() => networkOf('int8', (builder, image) => layer(builder, dequantize(builder, image)))).toThrow(RangeError)
  })
})

describe('prelu', () => {
  it('shares the slope of a channel over the image', () => {
    const { tensors, operators } = networkOf('uint8', (builder, image) => prelu(builder, image))
    expect(tensors[operators[0]?.inputs[1] ?? -1]).toMatchObject({ shape: [1, 1, 4], type: 'UINT8' })
  })

  it.each([[[1, 1, 3]], [[2, 8, 8, 4]], [[1, 1, 8, 8, 4]]])('refuses slopes of %o', (slopes) => {
    expect(() => networkOf('int8', (builder, image) => prelu(builder, image, slopes))).toThrow(RangeError)
  })
})

describe('reluN1To1', () => {
  it('spreads all integers over the reals from -1 to 1', () => {
    const { tensors, outputs } = networkOf('uint8', reluN1To1)
    expect(tensors[outputs[0] ?? -1]?.quantisation).toMatchObject({ scale: [Math.fround(2 / 255)], zeroPoint: [127] })
  })
})
