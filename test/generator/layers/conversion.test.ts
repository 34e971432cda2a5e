import { describe, expect, it } from 'vitest'
import { dequantize, quantize } from '../../../src/generator/layers/conversion.ts'
import { scalingOfRange } from '../../../src/generator/quantise.ts'
import { itRunsLayers, networkOf } from '../../support/layer-cases.ts'

describe('a conversion', () => {
  itRunsLayers([
    { name: 'dequantize', make: dequantize, shapes: [[1, 8, 8, 4]] },
    { name: 'quantize of integers', make: (builder, image) =>
      quantize(builder, image, scalingOfRange(builder.quantisation, -2, 2)), shapes: [[1, 8, 8, 4]] },
    { name: 'quantize of real numbers', make: (builder) =>
      quantize(builder, builder.floatInput('reals', [1, 5]), scalingOfRange(builder.quantisation, 0, 255)),
      shapes: [[1, 5]] },
  ])

  it('to real numbers refuses real numbers', () => {
    expect(() => networkOf('int8', (builder, image) => dequantize(builder, dequantize(builder, image))))
      .toThrow(RangeError)
  })
})
