import { describe, expect, it } from 'vitest'
import { dequantize } from '../../../src/generator/layers/conversion.ts'
import { argMax } from '../../../src/generator/layers/selection.ts'
import { cast } from '../../../src/generator/layers/unsupported.ts'
import { itRunsLayers, networkOf } from '../../support/layer-cases.ts'

describe('the place of the largest element', () => {
  itRunsLayers([
    { name: 'argMax in 32 bits', make: (builder, image) => argMax(builder, image, 1, 'INT32'), shapes: [[1, 8, 4]] },
    { name: 'argMax in 64 bits', make: (builder, image) =>
      cast(builder, argMax(builder, image, -1), 'FLOAT32'), shapes: [[1, 8, 8]] },
  ])

  it('is no quantised number', () => {
    const { tensors, outputs } = networkOf('int8', (builder, image) => argMax(builder, image, -1))
    expect(tensors[outputs[0] ?? -1]).toMatchObject({ type: 'INT64', quantisation: undefined })
  })

  it('refuses real numbers and a dimension that is not there', () => {
    expect(() => networkOf('int8', (builder, image) => argMax(builder, dequantize(builder, image), 3)))
      .toThrow('FLOAT32')
    expect(() => networkOf('int8', (builder, image) => argMax(builder, image, 4))).toThrow('no dimension 4')
  })
})
