import { describe, expect, it } from 'vitest'
import { vgg16Architecture, vgg19Architecture } from '../../../src/generator/architectures/vgg.ts'
import { macsIn, parametersIn } from '../../support/network-counts.ts'
import { operatorsByKind, resultSizes } from '../../support/operator-kinds.ts'

// Parameters (with biases) and multiply-accumulates in billions: torchvision models/vgg.py; Keras has the same
// parameters. Convolutions: the depth of the name without the three dense layers.
describe.each([
  { architecture: vgg16Architecture, convolutions: 13, parameters: 138_357_544, gigaMacs: 15.47 },
  { architecture: vgg19Architecture, convolutions: 16, parameters: 143_667_240, gigaMacs: 19.632 },
])('$architecture.title', ({ architecture, convolutions, parameters, gigaMacs }) => {
  const published = architecture.build({ ...architecture.defaults, seed: 1 })

  it('has the operators of the definition', () => {
    const kinds = { CONV_2D: convolutions, MAX_POOL_2D: 5, RESHAPE: 1, FULLY_CONNECTED: 3, SOFTMAX: 1 }
    expect(operatorsByKind(published)).toEqual(kinds)
  })

  it('halves the image five times', () => {
    const sizes = ['112x112x64', '56x56x128', '28x28x256', '14x14x512', '7x7x512']
    expect(resultSizes(published, 'MAX_POOL_2D')).toEqual(sizes)
    expect(resultSizes(published, 'FULLY_CONNECTED')).toEqual(['4096', '1000'])
  })

  it('has as many parameters and multiply-accumulates as published', () => {
    expect(parametersIn(published)).toBe(parameters)
    expect(macsIn(published) / 1e9).toBeCloseTo(gigaMacs, 3)
  })

  it('takes no image smaller than 32x32', () => {
    expect(() => architecture.build({ ...architecture.defaults, inputSize: 31, seed: 1 })).toThrow(RangeError)
  })
})
