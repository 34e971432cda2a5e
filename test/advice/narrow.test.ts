import { describe, expect, it } from 'vitest'
import { narrowHidden, narrowLayer, planWidths, widthOfLayer } from '../../src/advice/narrow.ts'
import { analyse } from '../../src/analysis/analyse.ts'
import { convolutionChain, denseChain } from '../../src/generator/architectures/chains.ts'
import { mobileNetV1 } from '../../src/generator/architectures/mobilenet-v1.ts'
import { mobileNetV2 } from '../../src/generator/architectures/mobilenet-v2.ts'
import { custom } from '../../src/generator/layers/conversion.ts'
import { conv2d, depthwiseConv2d, fullyConnected } from '../../src/generator/layers/convolution.ts'
import { add, mul } from '../../src/generator/layers/elementwise.ts'
import { maxPool2d, mean } from '../../src/generator/layers/pooling.ts'
import { concatenation, pad, reshape } from '../../src/generator/layers/rearrange.ts'
import { NetworkBuilder, type Value } from '../../src/generator/network-builder.ts'
import type { Network } from '../../src/model/network.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { runModel } from '../support/tflite-runtime.ts'
import { changed, inceptionLike, resultShapes, rewritten } from './support.ts'

describe('hidden layers of half their width', () => {
  it('have half the channels where they are convolutions, and the last one, which is the output, keeps them', () => {
    const half = rewritten(narrowHidden(planWidths(convolutionChain({ width: 64, seed: 1 })), 50))
    expect(resultShapes(half).map((shape) => shape.at(-1))).toEqual([32, 32, 32, 32, 64])
  })

  it('have half the units where they are dense', () => {
    const half = rewritten(narrowHidden(planWidths(denseChain({ width: 160, layers: 2, seed: 1 })), 50))
    expect(resultShapes(half)).toEqual([[1, 80], [1, 80], [1, 80], [1, 80], [1, 10]])
  })

  it('make a MobileNet v1 of half the width multiplier, to the byte and step', () => {
    const options = { inputSize: 96, classes: 10, quantisation: 'uint8', seed: 1 } as const
    const half = rewritten(narrowHidden(planWidths(mobileNetV1({ ...options, widthMultiplier: 1 })), 50))
    expect(analyse(half).totals).toEqual(analyse(mobileNetV1({ ...options, widthMultiplier: 0.5 })).totals)
  })

  it('keep both sides of residual connections alike', () => {
    const network = mobileNetV2({ widthMultiplier: 1, inputSize: 96, quantisation: 'int8', seed: 1 })
    const { operators, tensors } = rewritten(narrowHidden(planWidths(network), 50))
    const additions = operators.filter(({ kind }) => kind === 'ADD')
    const shapes = additions.map(({ inputs, outputs }) =>
      [...inputs, ...outputs].map((index) => String(tensors[index]?.shape)),
    )
    expect(additions).toHaveLength(10)
    for (const [first, ...others] of shapes) expect(others).toEqual([first, first])
  })

  it('count what is joined and added to what is joined', () => {
    const half = rewritten(narrowHidden(planWidths(inceptionLike({ width: 32, blocks: 1 })), 50))
    const channels = resultShapes(half).map((shape) => shape.at(-1))
    expect(channels).toEqual([16, 16, 8, 16, 8, 16, 16, 16, 64, 16, 16, 16, 10])
  })

  it('have multiples of 8 channels, and not fewer than 8', () => {
    const network = convolutions(40, 8, 100, 16)
    expect(widths(changed(narrowHidden(planWidths(network), 50)))).toEqual([24, 8, 48, 16])
    expect(widths(changed(narrowHidden(planWidths(network), 99)))).toEqual([32, 8, 96, 16])
    expect(widths(changed(narrowHidden(planWidths(network), 1)))).toEqual([8, 8, 8, 16])
  })

  it('have that many scales, biases and columns of weights where channels are flattened', () => {
    const network = built((builder, image) => {
      const hidden = conv2d(builder, image, { filters: 32, kernel: 3 })
      return fullyConnected(builder, reshape(builder, hidden, [1, 8 * 8 * 32]), { units: 5 })
    })
    const half = rewritten(narrowHidden(planWidths(network), 50))
    expect(half.tensors.map(({ shape }) => shape)).toEqual([
      [1, 8, 8, 4], [16, 3, 3, 4], [16], [1, 8, 8, 16], [2], [1, 1024], [5, 1024], [5], [1, 5],
    ])
    const scales = half.tensors.map(({ quantisation }) => quantisation?.scale.length)
    expect(scales).toEqual([1, 16, 16, 1, undefined, 1, 1, 1, 1])
  })

  it('keep their width around an operator that nobody knows, which is named', () => {
    const network = built((builder, image) => {
      const first = conv2d(builder, image, { filters: 32, kernel: 1 })
      const second = conv2d(builder, first, { filters: 32, kernel: 1 })
      const { shape, scaling } = second
      const unknown = custom(builder, [second], { code: 'made-up-operator', shape, scaling })
      return conv2d(builder, conv2d(builder, unknown, { filters: 32, kernel: 1 }), { filters: 16, kernel: 1 })
    })
    const plan = planWidths(network)
    expect(plan.unknown.map(({ operator }) => operator)).toEqual([2])
    expect(widths(changed(narrowHidden(plan, 50)))).toEqual([16, 32, 32, 16, 16])
  })

  it('are not there where all widths depend on the input', () => {
    const network = built((builder, image) => add(builder, conv2d(builder, image, { filters: 4, kernel: 1 }), image))
    expect(narrowHidden(planWidths(network), 50)).toMatchObject({ kind: 'blocked', obstacle: { operator: null } })
  })

  it('run in the real TFLite interpreter', async () => {
    const network = built((builder, image) => {
      const stem = conv2d(builder, image, { filters: 24, kernel: 3, activation: 'relu' })
      const spatial = depthwiseConv2d(builder, stem, { kernel: 3, depthMultiplier: 2 })
      const scales = conv2d(builder, mean(builder, spatial, [1, 2], true), { filters: 48, kernel: 1 })
      const scaled = mul(builder, spatial, scales)
      const pooled = maxPool2d(builder, stem, { window: 3, stride: 1, padding: 'same' })
      const padded = pad(builder, concatenation(builder, [scaled, pooled], 3), [[0, 0], [1, 1], [1, 1], [0, 0]])
      return fullyConnected(builder, mean(builder, padded), { units: 5 })
    })
    const half = changed(narrowHidden(planWidths(network), 50))
    expect(resultShapes(half).map((shape) => shape.at(-1))).toEqual([16, 32, 32, 32, 32, 16, 16, 48, 48, 48, 5])
    const result = await runModel(writeNetwork(half))
    expect(result.accepted ? result.outputs.map(({ shape }) => shape) : result.reason).toEqual([[1, 5]])
  })
})

describe('a single layer', () => {
  it('gets narrower, and the next one takes as many inputs fewer', () => {
    const narrow = rewritten(narrowLayer(planWidths(convolutions(32, 32, 32)), 1, 8))
    expect(widths(narrow)).toEqual([32, 8, 32])
    expect(narrow.operators.map(({ inputs }) => narrow.tensors[inputs[1] ?? -1]?.shape)).toEqual([
      [32, 1, 1, 4], [8, 1, 1, 32], [32, 1, 1, 8],
    ])
  })

  it('cannot where another layer is added to it, and the addition is named', () => {
    const network = built((builder, image) => {
      const first = conv2d(builder, image, { filters: 32, kernel: 1 })
      const second = conv2d(builder, first, { filters: 32, kernel: 1 })
      return conv2d(builder, add(builder, first, second), { filters: 4, kernel: 1 })
    })
    const obstacle = { operator: 2, clause: 'operator 1 has to be as wide' }
    expect(widthOfLayer(planWidths(network), 0)).toEqual({ kind: 'blocked', obstacle })
  })

  it('cannot where it is the output of the network', () => {
    const width = widthOfLayer(planWidths(convolutions(32, 16)), 1)
    const obstacle = { operator: null, clause: 'an output of the network stays as it is' }
    expect(width).toEqual({ kind: 'blocked', obstacle })
  })

  it('that is dense and becomes an image is as wide as whole images', () => {
    const network = built((builder, image) => {
      const flat = fullyConnected(builder, mean(builder, image), { units: 4 * 4 * 32 })
      return conv2d(builder, reshape(builder, flat, [1, 4, 4, 32]), { filters: 3, kernel: 1 })
    })
    const plan = planWidths(network)
    expect(widthOfLayer(plan, 1)).toMatchObject({ channels: 32, timesChannels: 16 })
    const narrow = rewritten(narrowLayer(plan, 1, 16 * 8))
    expect(resultShapes(narrow)).toEqual([[1, 4], [1, 128], [1, 4, 4, 8], [1, 4, 4, 3]])
    expect(narrowLayer(plan, 1, 100)).toMatchObject({ kind: 'blocked' })
  })
})

function built(make: (builder: NetworkBuilder, image: Value) => Value): Network {
  const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
  return builder.build(make(builder, builder.input('image', [1, 8, 8, 4])))
}

function convolutions(...filters: readonly number[]): Network {
  return built((builder, image) =>
    filters.reduce((value, count) => conv2d(builder, value, { filters: count, kernel: 1 }), image),
  )
}

function widths(network: Network): (number | undefined)[] {
  return resultShapes(network).map((shape) => shape.at(-1))
}
