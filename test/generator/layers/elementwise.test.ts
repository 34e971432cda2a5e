import { describe, expect, it } from 'vitest'
import { logistic, tanh } from '../../../src/generator/layers/activation.ts'
import { dequantize } from '../../../src/generator/layers/conversion.ts'
import { add, maximum, minimum, mul, squaredDifference, sub } from '../../../src/generator/layers/elementwise.ts'
import { NetworkBuilder, type Value } from '../../../src/generator/network-builder.ts'
import { itRunsLayers, networkOf } from '../../support/layer-cases.ts'

const layers = [add, sub, mul, maximum, minimum] as const
const shapes = [[1, 8, 8, 4]]

describe('an element-wise layer', () => {
  itRunsLayers([
    ...layers.flatMap((layer) => [
      { name: `${layer.name} of two results`, make: (builder: NetworkBuilder, image: Value) =>
        layer(builder, image, tanh(builder, image)), shapes },
      { name: `${layer.name} with a constant for each channel`, make: (builder: NetworkBuilder, image: Value) =>
        layer(builder, image, constantOf(builder, image, [1, 1, 4])), shapes },
      { name: `${layer.name} of a constant image`, make: (builder: NetworkBuilder, image: Value) =>
        layer(builder, constantOf(builder, image, [1, 8, 8, 4]), image), shapes },
    ]),
    { name: 'add with relu', make: (builder, image) => add(builder, image, image, 'relu'), shapes },
    { name: 'mul with relu6', make: (builder, image) => mul(builder, image, image, 'relu6'), shapes },
    { name: 'squaredDifference of two results', only: 'int8', make: (builder, image) =>
      squaredDifference(builder, image, tanh(builder, image)), shapes },
    { name: 'squaredDifference with a constant', only: 'int8', make: (builder, image) =>
      squaredDifference(builder, image, constantOf(builder, image, [1, 1, 4])), shapes },
  ])

  it.each([...layers, squaredDifference])('refuses shapes that do not match: %o', (layer) => {
    expect(() => networkOf('int8', (builder, image) => layer(builder, image, builder.input('other', [1, 8, 8, 3]))))
      .toThrow(/do not match/)
  })

  it.each([...layers, squaredDifference])('refuses real numbers: %o', (layer) => {
    expect(() => networkOf('int8', (builder, image) => layer(builder, image, dequantize(builder, image))))
      .toThrow(RangeError)
  })
})

describe.each([maximum, minimum])('%o', (layer) => {
  it('keeps the left scaling and quantises the right value anew where it has another', () => {
    const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
    const image = builder.input('image', [1, 8, 8, 4])
    const alike = layer(builder, image, image)
    const other = layer(builder, image, logistic(builder, image))
    expect([alike.scaling, other.scaling]).toEqual([image.scaling, image.scaling])
    const name = layer.name.toUpperCase()
    expect(builder.build(other).operators.map(({ kind }) => kind)).toEqual([name, 'LOGISTIC', 'QUANTIZE', name])
  })
})

function constantOf(builder: NetworkBuilder, { scaling }: Value, shape: readonly number[]): Value {
  if (scaling === undefined) throw new Error('the image is quantised')
  return builder.quantisedConstant(builder.nextName('MUL') + '/constant', shape, scaling)
}
