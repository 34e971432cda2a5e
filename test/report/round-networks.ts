import { custom } from '../../src/generator/layers/conversion.ts'
import { conv2d, depthwiseConv2d, fullyConnected } from '../../src/generator/layers/convolution.ts'
import { resizeBilinear } from '../../src/generator/layers/rearrange.ts'
import { NetworkBuilder } from '../../src/generator/network-builder.ts'
import type { Network } from '../../src/model/network.ts'

/** 16 steps: 4x4 positions of a tile, 4 inputs and 64 outputs at once. 1,024 bytes in, 16,384 out. */
export function oneConvolution(): Network {
  const builder = start()
  return builder.build(conv2d(builder, builder.input('image', [1, 16, 16, 4]), { filters: 64, kernel: 1 }))
}

/** 16 steps, then 16 x 9 x 16 = 2,304 of a depthwise convolution, then 16 x 16 = 256. 1,024 bytes in and out. */
export function separable(): Network {
  const builder = start()
  const wide = conv2d(builder, builder.input('image', [1, 16, 16, 4]), { filters: 64, kernel: 1 })
  const spatial = depthwiseConv2d(builder, wide, { kernel: 3 })
  return builder.build(conv2d(builder, spatial, { filters: 4, kernel: 1 }))
}

/** Weights of 4,096 x 2,304 bytes, which are more than the chip holds. */
export function streaming(): Network {
  const builder = start()
  const wide = fullyConnected(builder, builder.input('vector', [1, 2_304]), { units: 4_096 })
  return builder.build(fullyConnected(builder, wide, { units: 8 }))
}

/** A convolution, a resizing that is too large for the Edge TPU and as many convolutions after it as asked for. */
export function resizing(followers: number): Network {
  const builder = start()
  const features = conv2d(builder, builder.input('image', [1, 4, 4, 4]), { filters: 4, kernel: 1 })
  let value = resizeBilinear(builder, features, 264, 264)
  for (let index = 0; index < followers; index++) value = conv2d(builder, value, { filters: 4, kernel: 1 })
  return builder.build(value)
}

/** A convolution and then custom operators of one name, each fed by the convolution. */
export function customOperators(code: string, count = 1): Network {
  const builder = start()
  const features = conv2d(builder, builder.input('image', [1, 4, 4, 4]), { filters: 4, kernel: 1 })
  const { scaling } = features
  const results = Array.from({ length: count }, () => custom(builder, [features], { code, shape: [1, 4], scaling }))
  return builder.build(...results)
}

/** A resizing on the CPU, and a custom operator after it. */
export function resizingAndCustom(): Network {
  const builder = start()
  const features = conv2d(builder, builder.input('image', [1, 4, 4, 4]), { filters: 4, kernel: 1 })
  const large = resizeBilinear(builder, features, 264, 264)
  return builder.build(custom(builder, [large], { code: 'Foo', shape: [1, 4], scaling: large.scaling }))
}

/** What the Edge TPU compiler makes: one custom operator of its name for everything. */
export function compiled(): Network {
  const builder = start()
  const input = builder.input('image', [1, 16, 16, 4])
  const { scaling } = input
  return builder.build(custom(builder, [input], { code: 'edgetpu-custom-op', shape: [1, 10], scaling }))
}

function start(): NetworkBuilder {
  return new NetworkBuilder({ quantisation: 'int8', seed: 1 })
}
