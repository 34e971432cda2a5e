import { describe, expect, it } from 'vitest'
import { relu } from '../../../src/generator/layers/activation.ts'
import { dequantize } from '../../../src/generator/layers/conversion.ts'
import { l2Normalization, rsqrt } from '../../../src/generator/layers/normalisation.ts'
import { itRunsLayers, networkOf } from '../../support/layer-cases.ts'

const shapes = [[1, 8, 8, 4]]

describe('a normalisation', () => {
  itRunsLayers([
    { name: 'l2Normalization', make: l2Normalization, shapes },
    { name: 'rsqrt', only: 'int8', make: (builder, image) => rsqrt(builder, relu(builder, image)), shapes },
  ])

  it.each([l2Normalization, rsqrt])('refuses real numbers: %o', (layer) => {
    expect(() => networkOf('int8', (builder, image) => layer(builder, dequantize(builder, image)))).toThrow(RangeError)
  })

  it.each([
    ['int8', 0],
    ['uint8', 128],
  ] as const)('by length has the scaling that TFLite prescribes, in %s', (quantisation, zeroPoint) => {
    const { tensors, outputs } = networkOf(quantisation, l2Normalization)
    expect(tensors[outputs[0] ?? -1]?.quantisation).toMatchObject({ scale: [1 / 128], zeroPoint: [zeroPoint] })
  })

  it('by square root refuses values that may be negative', () => {
    expect(() => networkOf('int8', rsqrt)).toThrow('from zero on')
  })
})
