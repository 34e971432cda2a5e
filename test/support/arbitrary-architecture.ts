import fc from 'fast-check'
import { logistic, relu6 } from '../../src/generator/layers/activation.ts'
import { custom } from '../../src/generator/layers/conversion.ts'
import { conv2d, depthwiseConv2d, fullyConnected } from '../../src/generator/layers/convolution.ts'
import { add, mul } from '../../src/generator/layers/elementwise.ts'
import { averagePool2d, maxPool2d, mean } from '../../src/generator/layers/pooling.ts'
import { concatenation, pad, reshape, resizeBilinear } from '../../src/generator/layers/rearrange.ts'
import { NetworkBuilder, type Value } from '../../src/generator/network-builder.ts'
import { elementsOf } from '../../src/generator/shapes.ts'
import type { Network } from '../../src/model/network.ts'

type Layer = (builder: NetworkBuilder, value: Value, earlier: Value) => Value

const layers = {
  convolution: (filters: number, stride: number): Layer => (builder, value) =>
    conv2d(builder, value, { filters, kernel: 3, stride, activation: 'relu6' }),
  point: (filters: number): Layer => (builder, value) => conv2d(builder, value, { filters, kernel: 1 }),
  depthwise: (depthMultiplier: number): Layer => (builder, value) =>
    depthwiseConv2d(builder, value, { kernel: 3, depthMultiplier }),
  residual: (): Layer => (builder, value, earlier) =>
    String(value.shape) === String(earlier.shape) ? add(builder, value, earlier) : relu6(builder, value),
  joined: (): Layer => (builder, value, earlier) =>
    String(value.shape.slice(0, 3)) === String(earlier.shape.slice(0, 3))
      ? concatenation(builder, [value, earlier], 3)
      : value,
  squeezed: (filters: number): Layer => (builder, value) => {
    const squeezed = conv2d(builder, mean(builder, value, [1, 2], true), { filters, kernel: 1, activation: 'relu' })
    const scales = logistic(builder, conv2d(builder, squeezed, { filters: value.shape[3] ?? 1, kernel: 1 }))
    return mul(builder, value, scales)
  },
  pool: (): Layer => (builder, value) => maxPool2d(builder, value, { window: 3, stride: 2, padding: 'same' }),
  padding: (): Layer => (builder, value) => pad(builder, value, [[0, 0], [1, 1], [1, 1], [0, 0]]),
  larger: (): Layer => (builder, value) =>
    resizeBilinear(builder, value, 2 * (value.shape[1] ?? 1), 2 * (value.shape[2] ?? 1)),
  unknown: (): Layer => (builder, value) =>
    custom(builder, [value], { code: 'made-up-operator', shape: value.shape, scaling: value.scaling }),
}

const heads: Readonly<Record<string, (builder: NetworkBuilder, value: Value) => Value>> = {
  image: (_, value) => value,
  mean: (builder, value) => fullyConnected(builder, mean(builder, value), { units: 10 }),
  pool: (builder, value) => {
    const [, height = 1, width = 1, channels = 1] = value.shape
    const pooled = averagePool2d(builder, value, { window: [height, width] })
    return fullyConnected(builder, reshape(builder, pooled, [1, channels]), { units: 10 })
  },
  flat: (builder, value) => {
    const hidden = fullyConnected(builder, reshape(builder, value, [1, elementsOf(value.shape)]), { units: 48 })
    return fullyConnected(builder, hidden, { units: 10 })
  },
}

const oneOrTwo = fc.integer({ min: 1, max: 2 })
const filters = fc.integer({ min: 1, max: 6 }).map((eighths) => 8 * eighths)

function layerOf(hasUnknown: boolean): fc.Arbitrary<Layer> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.tuple(filters, oneOrTwo).map((sizes) => layers.convolution(...sizes)) },
    { weight: 3, arbitrary: filters.map(layers.point) },
    oneOrTwo.map(layers.depthwise),
    { weight: 3, arbitrary: fc.constant(layers.residual()) },
    { weight: 2, arbitrary: fc.constant(layers.joined()) },
    filters.map(layers.squeezed),
    fc.constantFrom(layers.pool(), layers.padding(), layers.larger()),
    ...(hasUnknown ? [fc.constant(layers.unknown())] : []),
  )
}

/** Convolutional networks with branches, as people make them, whose layers are random. */
export function arbitraryArchitecture({
  hasUnknown = false,
}: { readonly hasUnknown?: boolean } = {}): fc.Arbitrary<Network> {
  return fc
    .record({
      quantisation: fc.constantFrom('uint8' as const, 'int8' as const),
      steps: fc.array(fc.tuple(layerOf(hasUnknown), fc.nat(9)), { minLength: 1, maxLength: 10 }),
      head: fc.constantFrom(...Object.keys(heads)),
    })
    .map(({ quantisation, steps, head }) => {
      const builder = new NetworkBuilder({ quantisation, seed: 1 })
      const values = [builder.input('image', [1, 12, 12, 3])]
      for (const [layer, back] of steps) {
        const last = values.at(-1)
        const earlier = values.at(-1 - (back % values.length))
        if (last !== undefined && earlier !== undefined) values.push(layer(builder, last, earlier))
      }
      const features = values.at(-1)
      if (features === undefined) throw new Error('there is an image at least')
      return builder.build(heads[head]?.(builder, features) ?? features)
    })
}
