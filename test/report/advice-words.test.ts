import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/analysis/analyse.ts'
import { convolutionChain } from '../../src/generator/architectures/chains.ts'
import { mobileNetV2 } from '../../src/generator/architectures/mobilenet-v2.ts'
import { dequantize, quantize } from '../../src/generator/layers/conversion.ts'
import { conv2d } from '../../src/generator/layers/convolution.ts'
import { NetworkBuilder } from '../../src/generator/network-builder.ts'
import type { Network } from '../../src/model/network.ts'
import { adviseInWords } from '../../src/report/advice-words.ts'
import { layered } from '../support/layered.ts'

describe('advice in words', () => {
  it('says what does not fit, by how much, and which widths would', () => {
    expect(words(convolutionChain({ width: 520, seed: 1 }))).toEqual([
      '5.15 MiB of parameters do not fit: CONV_2D (operator 3) misses the room that is left by 670 KiB, CONV_2D ' +
        '(operator 4) by 670 KiB. ' +
        'Hidden layers of 82 % of their width would fit: 0 B streamed (7 MiB at most), tensor steps −32 %. ' +
        'CONV_2D (operator 3) with 192 instead of 520 outputs, and nothing else changed, would do: 0 B streamed ' +
        '(6.1 MiB at most), tensor steps −32 %.',
    ])
  })

  it('says what stands in the way of narrower layers', () => {
    expect(words(layered('f20000', { input: [1, 1000] }))).toEqual([
      '19.1 MiB of parameters do not fit: FULLY_CONNECTED (operator 0) misses the room that is left by 11.3 MiB. ' +
        'Hidden layers cannot be narrower because all widths depend on those of the inputs and outputs, or are 8 ' +
        'channels or fewer. FULLY_CONNECTED (operator 0) cannot be narrower alone because an output of the network ' +
        'stays as it is.',
    ])
  })

  it('says what runs on the CPU, what follows it, and what would not', () => {
    expect(words(layered('c8 r300 c8', { input: [1, 8, 8, 4] }))).toEqual([
      'RESIZE_BILINEAR (operator 1) runs on the CPU because resizing 8x8 to 300x300 on 8 channels is too large for ' +
        'the Edge TPU; 1 operator after that follows there. ' +
        'Resizing by RESIZE_BILINEAR (operator 1) to no more than 263x263 would be mapped: 0 operators on the CPU ' +
        'instead of 2 (not certain for 1 of those mapped), 541 KiB of transfers instead of 768 B. ' +
        'With it replaced by one that the Edge TPU runs: 0 operators on the CPU instead of 2, 703 KiB of transfers ' +
        'instead of 768 B.',
    ])
  })

  it('says what conversions cost', () => {
    const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
    const image = quantize(builder, builder.floatInput('image', [1, 8, 8, 4]))
    const network = builder.build(dequantize(builder, conv2d(builder, image, { filters: 8, kernel: 1 })))
    expect(words(network)).toEqual([
      'QUANTIZE (operator 0) and DEQUANTIZE (operator 2) convert between real numbers and integers on the CPU. ' +
        'Integer inputs and outputs would need none: 0 operators on the CPU instead of 2.',
    ])
  })

  it('says which tensor is too large, and which image is not', () => {
    const network = mobileNetV2({ widthMultiplier: 1, inputSize: 1024, classes: 10, quantisation: 'uint8', seed: 1 })
    expect(words(network)).toEqual([
      'DEPTHWISE_CONV_2D (operator 4) reads and writes 30 MiB at once, which is computed in chunks that overlap; the ' +
        'largest tensor is conv_2d_3 [1, 512, 512, 96] with 24 MiB. An input of 480x480 instead of 1024x1024 would ' +
        'do, the largest without chunks: tensor steps −78 %, transfers −78 %.',
    ])
  })

  it('says nothing of a network without findings', () => {
    expect(words(layered('c8 d3 c8 m f10'))).toEqual([])
  })
})

function words(network: Network): string[] {
  return adviseInWords(network, analyse(network))
}
