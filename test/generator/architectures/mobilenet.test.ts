import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { scaledChannels } from '../../../src/generator/architectures/channels.ts'
import { mobileNetV1 } from '../../../src/generator/architectures/mobilenet-v1.ts'
import { mobileNetV2 } from '../../../src/generator/architectures/mobilenet-v2.ts'
import { loadNetwork } from '../../../src/model/load.ts'
import type { Network } from '../../../src/model/network.ts'
import { macsIn, parametersIn } from '../../support/network-counts.ts'
import { structureOf } from '../../support/network-structure.ts'
import { describeWithShared, sharedFile } from '../../support/shared.ts'

const uint8 = { quantisation: 'uint8', seed: 1 } as const

describeWithShared('a generated MobileNet', () => {
  it.each([
    ['mobilenet_v1_0.25_128_quant', mobileNetV1({ widthMultiplier: 0.25, inputSize: 128, ...uint8 })],
    ['mobilenet_v1_0.5_160_quant', mobileNetV1({ widthMultiplier: 0.5, inputSize: 160, ...uint8 })],
    ['mobilenet_v2_1.0_224_quant', mobileNetV2({ widthMultiplier: 1, inputSize: 224, ...uint8 })],
  ])('has the operators, options and shapes of the published %s, in order', (name, network) => {
    const published = loadNetwork(readFileSync(sharedFile('models', `${name}.tflite`)))
    expect(structureOf(network)).toEqual(structureOf(published))
  })

  it('has the same shapes in int8', () => {
    const options = { widthMultiplier: 0.25, inputSize: 128, seed: 1 }
    const shapes = (network: Network): unknown => network.tensors.map(({ shape }) => shape)
    expect(shapes(mobileNetV1({ ...options, quantisation: 'int8' }))).toEqual(
      shapes(mobileNetV1({ ...options, quantisation: 'uint8' })),
    )
  })
})

describe('a MobileNet of a thousand classes', () => {
  const first = mobileNetV1({ widthMultiplier: 1, inputSize: 224, classes: 1000, ...uint8 })
  const second = mobileNetV2({ widthMultiplier: 1, inputSize: 224, classes: 1000, ...uint8 })

  it('has the multiply-accumulates of the papers', () => {
    // arXiv:1704.04861 table 6: 569 M; arXiv:1801.04381 table 4: 300 M, where others count 301 M.
    expect(Math.round(macsIn(first) / 1e6)).toBe(569)
    expect(Math.round(macsIn(second) / 1e6)).toBe(301)
  })

  it.each([
    // What `summary()` of keras.applications.MobileNet and MobileNetV2 prints as total and as not trainable.
    ['v1', first, 4_253_864, 21_888],
    ['v2', second, 3_538_984, 34_112],
  ])('has the parameters of Keras, with batch norm folded: %s', (_, network, total, notTrainable) => {
    // Not trainable are the mean and variance of each normalised channel, which has a factor and a shift besides. Of the
    // four, folding leaves one bias in the convolution before, which has none in Keras.
    const channels = notTrainable / 2
    expect(parametersIn(network)).toBe(total - 4 * channels + channels)
  })
})

describe('channels', () => {
  it.each([
    [32, 0.25, 8],
    [32, 0.35, 16],
    [24, 0.75, 24],
    [16, 0.1, 8],
    [96, 0.35, 32],
    [320, 1.4, 448],
    [1280, 1, 1280],
  ])('%i times %d are %i', (channels, multiplier, scaled) => {
    expect(scaledChannels(channels, multiplier)).toBe(scaled)
  })

  it('are at least eight, whatever they are multiples of', () => {
    expect([24, 16, 8].map((channels) => scaledChannels(channels, 0.5, 1))).toEqual([12, 8, 8])
  })
})
