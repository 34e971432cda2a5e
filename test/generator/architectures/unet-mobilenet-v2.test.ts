import { describe, expect, it } from 'vitest'
import { mobileNetV2 } from '../../../src/generator/architectures/mobilenet-v2.ts'
import { unetMobileNetV2Architecture } from '../../../src/generator/architectures/unet-mobilenet-v2.ts'
import { writeNetwork } from '../../../src/model/tflite/write.ts'
import { macsIn, parametersIn } from '../../support/network-counts.ts'
import { runModel } from '../../support/tflite-runtime.ts'

const choices = { ...unetMobileNetV2Architecture.defaults, seed: 1 }

describe('U-Net on MobileNet v2', () => {
  const network = unetMobileNetV2Architecture.build(choices)

  it('has the parameters of the tutorial\'s summary', () => {
    // The tutorial prints "Total params: 6,504,227", with four parameters of batch norm for each channel, of which one
    // bias is left. The encoder's last convolution has neither, but the converter gives it biases.
    const encoderChannels = 15_456
    const decoderChannels = 512 + 256 + 128 + 64
    const addedBiases = 320
    expect(parametersIn(network) - addedBiases + 3 * (encoderChannels + decoderChannels)).toBe(6_504_227)
  })

  it('has the multiply-accumulates of MobileNet v2 and of its decoder', () => {
    // No source states them. By hand: side of each transposed convolution's input, its channels and filters.
    const decoder = [
      { side: 4, channels: 320, filters: 512 },
      { side: 8, channels: 512 + 576, filters: 256 },
      { side: 16, channels: 256 + 192, filters: 128 },
      { side: 32, channels: 128 + 144, filters: 64 },
      { side: 64, channels: 64 + 96, filters: 3 },
    ].reduce((sum, { side, channels, filters }) => sum + side * side * 3 * 3 * channels * filters, 0)
    const classifier = mobileNetV2({ widthMultiplier: 1, inputSize: 128, quantisation: 'int8', seed: 1 })
    const encoder = macsIn(classifier) - 4 * 4 * 320 * 1280 - 1280 * 1001
    expect(macsIn(network)).toBe(encoder + decoder)
  })

  it('pads before it strides, as Keras does, and quantises one input of each concatenation anew', () => {
    const count = (kind: string): number => network.operators.filter((operator) => operator.kind === kind).length
    expect({ pad: count('PAD'), transposed: count('TRANSPOSE_CONV'), quantize: count('QUANTIZE') }).toEqual({
      pad: 5,
      transposed: 5,
      quantize: 4,
    })
  })

  it.each(['uint8', 'int8'] as const)('scores every pixel in the real interpreter, in %s', async (quantisation) => {
    const small = unetMobileNetV2Architecture.build({ ...choices, inputSize: 32, quantisation })
    const result = await runModel(writeNetwork(small))
    if (!result.accepted) throw new Error(result.reason)
    expect(result.outputs.map(({ shape, type }) => ({ shape, type }))).toEqual([
      { shape: [1, 32, 32, 3], type: quantisation },
    ])
    expect(new Set(result.outputs[0]?.values).size).toBeGreaterThan(10)
  })

  it.each([16, 100])('refuses an image of %i pixels a side', (inputSize) => {
    expect(() => unetMobileNetV2Architecture.build({ ...choices, inputSize })).toThrow(RangeError)
  })
})
