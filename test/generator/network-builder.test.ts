import { describe, expect, it } from 'vitest'
import { conv2d, depthwiseConv2d, fullyConnected } from '../../src/generator/layers/convolution.ts'
import { logistic, softmax, tanh } from '../../src/generator/layers/activation.ts'
import { dequantize } from '../../src/generator/layers/conversion.ts'
import { add, mul } from '../../src/generator/layers/elementwise.ts'
import { spaceToDepth } from '../../src/generator/layers/layout.ts'
import { averagePool2d, mean } from '../../src/generator/layers/pooling.ts'
import { concatenation, pad, reshape } from '../../src/generator/layers/rearrange.ts'
import { NetworkBuilder } from '../../src/generator/network-builder.ts'
import { UnbuildableError } from '../../src/generator/unbuildable-error.ts'
import type { Tensor } from '../../src/model/network.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { everyLayer } from '../support/networks.ts'

const int8 = { quantisation: 'int8', seed: 1 } as const
const uint8 = { quantisation: 'uint8', seed: 1 } as const

describe('a built network', () => {
  it('is the same bytes for the same seed, and other weights for another', () => {
    expect(writeNetwork(everyLayer('int8'))).toEqual(writeNetwork(everyLayer('int8')))
    expect(convolutionBytes(1)).toEqual(convolutionBytes(1))
    expect(convolutionBytes(1)).not.toEqual(convolutionBytes(2))
  })

  it('names each tensor once', () => {
    const names = everyLayer('uint8').tensors.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('keeps what it was when the builder goes on', () => {
    const builder = new NetworkBuilder(int8)
    const input = builder.input('input', [1, 4])
    const network = builder.build(tanh(builder, input))
    softmax(builder, input)
    expect(network.operators).toHaveLength(1)
    expect(network.tensors).toHaveLength(2)
  })
})

describe('int8 convolutions', () => {
  const builder = new NetworkBuilder(int8)
  const input = builder.input('input', [1, 8, 8, 4])
  const spatial = depthwiseConv2d(builder, input, { kernel: 3, depthMultiplier: 2 })
  const network = builder.build(conv2d(builder, spatial, { filters: 6, kernel: [3, 1], stride: [2, 1] }))
  const parameters = network.operators.map(({ inputs }) => inputs.slice(1).map((index) => network.tensors[index]))

  it('have one scale per channel: dimension 3 depthwise, 0 otherwise', () => {
    expect(parameters[0]?.[0]).toMatchObject({ shape: [1, 3, 3, 8], type: 'INT8', quantisation: { dimension: 3 } })
    expect(parameters[1]?.[0]).toMatchObject({ shape: [6, 3, 1, 8], type: 'INT8', quantisation: { dimension: 0 } })
    expect(scaleOf(parameters[0]?.[0])).toHaveLength(8)
    expect(scaleOf(parameters[1]?.[0])).toHaveLength(6)
  })

  it('have biases in units of input scale times weight scale, per channel', () => {
    const weightScales = scaleOf(parameters[1]?.[0])
    const biasScales = scaleOf(parameters[1]?.[1])
    const inputScale = spatial.scaling?.scale ?? 0
    expect(parameters[1]?.[1]).toMatchObject({ shape: [6], type: 'INT32', quantisation: { dimension: 0 } })
    expect(biasScales).toEqual(weightScales.map((scale) => Math.fround(scale * inputScale)))
  })

  it('leave out the weight -128', () => {
    for (const [weights] of parameters) {
      const bytes = weights?.constant?.kind === 'inline' ? weights.constant.bytes : new Uint8Array([0x80])
      expect(bytes).not.toContain(0x80)
    }
  })
})

describe('uint8 convolutions', () => {
  it('have one scale and a zero point in the middle', () => {
    const builder = new NetworkBuilder(uint8)
    const network = builder.build(conv2d(builder, builder.input('input', [1, 4, 4, 3]), { filters: 2, kernel: 3 }))
    expect(network.tensors[1]).toMatchObject({ type: 'UINT8', quantisation: { zeroPoint: [128] } })
    expect(scaleOf(network.tensors[1])).toHaveLength(1)
  })
})

describe('results', () => {
  it.each([
    ['int8', tanh, 1 / 128, 0],
    ['uint8', tanh, 1 / 128, 128],
    ['int8', logistic, 1 / 256, -128],
    ['uint8', logistic, 1 / 256, 0],
    ['int8', softmax, 1 / 256, -128],
    ['uint8', softmax, 1 / 256, 0],
  ] as const)('have the scaling that TFLite prescribes: %s %o', (quantisation, layer, scale, zeroPoint) => {
    const builder = new NetworkBuilder({ quantisation, seed: 1 })
    const input = builder.input('input', [1, 4])
    expect(layer(builder, input).scaling).toEqual({ scale, zeroPoint })
  })

  it('of a ReLU6 use all integers from zero to six', () => {
    const builder = new NetworkBuilder(uint8)
    const output = conv2d(builder, builder.input('input', [1, 4, 4, 3]), { filters: 2, kernel: 1, activation: 'relu6' })
    expect(output.scaling).toEqual({ scale: Math.fround(6 / 255), zeroPoint: 0 })
  })

  it('of pools keep their input\'s scaling', () => {
    const builder = new NetworkBuilder(int8)
    const input = builder.input('input', [2, 8, 8, 3])
    expect(averagePool2d(builder, input, { window: 2 })).toMatchObject({ shape: [2, 4, 4, 3], scaling: input.scaling })
    expect(mean(builder, input)).toMatchObject({ shape: [2, 3], scaling: input.scaling })
    expect(mean(builder, input, [1, 2], true).shape).toEqual([2, 1, 1, 3])
  })
})

describe('a concatenation', () => {
  it('quantises those inputs anew that are scaled differently', () => {
    const builder = new NetworkBuilder(int8)
    const input = builder.input('input', [1, 4])
    const network = builder.build(concatenation(builder, [input, input, tanh(builder, input)], -1))
    expect(network.operators.map(({ kind }) => kind)).toEqual(['TANH', 'QUANTIZE', 'CONCATENATION'])
    expect(network.tensors.at(-1)?.shape).toEqual([1, 12])
  })
})

describe('versions', () => {
  it('are the same for all operators of a kind: the highest that one of them needs', () => {
    const builder = new NetworkBuilder(uint8)
    const image = builder.input('image', [1, 8, 8, 2])
    const plain = depthwiseConv2d(builder, image, { kernel: 3 })
    const { operators } = builder.build(depthwiseConv2d(builder, plain, { kernel: 3, dilation: 2 }))
    expect(operators.map(({ version }) => version)).toEqual([2, 2])
  })
})

describe('what cannot be built', () => {
  const builder = new NetworkBuilder(int8)
  const image = builder.input('image', [1, 4, 4, 3])

  it.each<[string, () => unknown]>([
    ['a reshape to another number of elements', () => reshape(builder, image, [1, 47])],
    ['a valid window larger than the image', () => conv2d(builder, image, { filters: 1, kernel: 5, padding: 'valid' })],
    ['a convolution of a vector', () => conv2d(builder, builder.input('vector', [1, 4]), { filters: 1, kernel: 1 })],
    ['a sum of shapes that do not match', () => add(builder, image, pad(builder, image, [[0, 0], [1, 0], [0, 0], [0, 0]]))],
    ['a quantised operator on real numbers', () => fullyConnected(builder, dequantize(builder, image), { units: 1 })],
    ['a concatenation of nothing', () => concatenation(builder, [], 0)],
    ['an input of nothing', () => builder.input('image', [1, 0, 4, 3])],
    ['an input of half a row', () => builder.floatInput('image', [1, 1.5])],
    ['blocks of half a pixel', () => spaceToDepth(builder, builder.input('image', [1, 3, 3, 4]), 1.5)],
  ])('is refused: %s', (_, build) => {
    expect(build).toThrow(UnbuildableError)
  })
})

describe('weights', () => {
  const layer = { units: 40_000 }
  const wide = [1, 30_000]

  it('are counted before they are drawn, as a file holds less than 2 GiB', () => {
    const builder = new NetworkBuilder(int8)
    const start = performance.now()
    const small = fullyConnected(builder, builder.input('input', [1, 4]), { units: 4 })
    expect(() => fullyConnected(builder, builder.input('vector', [1, 60_000]), layer)).toThrow('2.2 GiB of weights')
    expect(() => mul(builder, small, builder.quantisedConstant('factor', [1, 2 ** 31], identity))).toThrow('of weights')
    expect(performance.now() - start).toBeLessThan(1_000)
  })

  it('have no limit where they are left out', () => {
    const builder = new NetworkBuilder({ ...int8, weights: 'none' })
    const first = fullyConnected(builder, builder.input('input', wide), layer)
    expect(fullyConnected(builder, first, layer).shape).toEqual([1, 40_000])
  })
})

const identity = { scale: 1, zeroPoint: 0 }

function convolutionBytes(seed: number): Uint8Array {
  const builder = new NetworkBuilder({ quantisation: 'int8', seed })
  return writeNetwork(builder.build(conv2d(builder, builder.input('input', [1, 4, 4, 3]), { filters: 2, kernel: 3 })))
}

function scaleOf(tensor: Tensor | undefined): readonly number[] {
  return tensor?.quantisation?.scale ?? []
}
