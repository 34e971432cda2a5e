import { describe, expect, it } from 'vitest'
import { resizeInput, resizeResult } from '../../src/advice/resize.ts'
import { analyse } from '../../src/analysis/analyse.ts'
import { mobileNetV1 } from '../../src/generator/architectures/mobilenet-v1.ts'
import { mobileNetV2 } from '../../src/generator/architectures/mobilenet-v2.ts'
import { conv2d } from '../../src/generator/layers/convolution.ts'
import { averagePool2d, mean } from '../../src/generator/layers/pooling.ts'
import { concatenation, reshape, resizeBilinear } from '../../src/generator/layers/rearrange.ts'
import { NetworkBuilder, type Value } from '../../src/generator/network-builder.ts'
import type { Network } from '../../src/model/network.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { layered } from '../support/layered.ts'
import { everyLayer } from '../support/networks.ts'
import { runModel } from '../support/tflite-runtime.ts'
import { resultShapes, rewritten } from './support.ts'

describe('an input of another size', () => {
  it.each([
    ['v1', mobileNetV1],
    ['v2', mobileNetV2],
  ])('makes the MobileNet %s of that size, to the byte and step', (_, make) => {
    const options = { widthMultiplier: 0.25, classes: 10, quantisation: 'int8', seed: 1 } as const
    const smaller = rewritten(resizeInput(make({ ...options, inputSize: 128 }), { height: 96, width: 96 }))
    expect(analyse(smaller).totals).toEqual(analyse(make({ ...options, inputSize: 96 })).totals)
  })

  it('keeps the factor of an up-sampling, and follows an image that a vector is resized to', () => {
    const network = segmentation(32)
    const smaller = rewritten(resizeInput(network, { height: 16, width: 24 }))
    expect(resultShapes(smaller)).toEqual([
      [1, 8, 12, 8], [1, 1, 1, 8], [1, 8, 12, 8], [1, 8, 12, 16], [1, 16, 24, 16],
    ])
  })

  it('counts the pixels where a RESHAPE makes rows of them', () => {
    const network = built([1, 16, 16, 4], (builder, image) => {
      return reshape(builder, conv2d(builder, image, { filters: 12, kernel: 1 }), [1, 16 * 16 * 3, 4])
    })
    expect(resultShapes(rewritten(resizeInput(network, { height: 8, width: 8 })))).toEqual([[1, 8, 8, 12], [1, 192, 4]])
  })

  it('is not possible where a dense layer takes the whole image', () => {
    const network = layered('c8 f10')
    expect(resizeInput(network, { height: 8, width: 8 })).toMatchObject({ kind: 'blocked', obstacle: { operator: 1 } })
  })

  it('is not possible where the image becomes smaller than a window', () => {
    const network = built([1, 16, 16, 4], (builder, image) => {
      return mean(builder, averagePool2d(builder, image, { window: 12, stride: 1 }))
    })
    expect(resizeInput(network, { height: 8, width: 8 })).toMatchObject({ kind: 'blocked', obstacle: { operator: 0 } })
  })

  it('is not possible where there is no image', () => {
    expect(resizeInput(layered('f10', { input: [1, 8] }), { height: 8, width: 8 })).toMatchObject({ kind: 'blocked' })
  })

  it('runs in the real TFLite interpreter', async () => {
    const smaller = rewritten(resizeInput(segmentation(32), { height: 16, width: 16 }))
    const result = await runModel(writeNetwork(smaller))
    expect(result.accepted ? result.outputs.map(({ shape }) => shape) : result.reason).toEqual([[1, 16, 16, 16]])
  })
})

describe('a result that is resized to another size', () => {
  it('changes what follows', () => {
    const smaller = rewritten(resizeResult(layered('r64 c8 p2'), 0, { height: 32, width: 32 }))
    expect(resultShapes(smaller)).toEqual([[1, 32, 32, 4], [1, 32, 32, 8], [1, 16, 16, 8]])
  })

  it('is not possible where it has to fit to others', () => {
    const resized = everyLayer('int8').operators.findIndex(({ kind }) => kind === 'RESIZE_BILINEAR')
    const transformation = resizeResult(everyLayer('int8'), resized, { height: 4, width: 4 })
    const obstacle = { clause: 'what it reads does not fit together any more' }
    expect(transformation).toMatchObject({ kind: 'blocked', obstacle })
  })
})

/** An image joined with its mean, enlarged to the size of the input. */
function segmentation(size: number): Network {
  return built([1, size, size, 3], (builder, image) => {
    const features = conv2d(builder, image, { filters: 8, kernel: 3, stride: 2 })
    const context = resizeBilinear(builder, mean(builder, features, [1, 2], true), size / 2, size / 2)
    return resizeBilinear(builder, concatenation(builder, [context, features], 3), size, size)
  })
}

function built(shape: readonly number[], make: (builder: NetworkBuilder, image: Value) => Value): Network {
  const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
  return builder.build(make(builder, builder.input('image', shape)))
}
