import { logistic, relu, relu6, softmax, tanh } from '../../src/generator/layers/activation.ts'
import { custom, dequantize, quantize } from '../../src/generator/layers/conversion.ts'
import { conv2d, depthwiseConv2d, fullyConnected } from '../../src/generator/layers/convolution.ts'
import { add, mul, sub } from '../../src/generator/layers/elementwise.ts'
import { averagePool2d, maxPool2d, mean } from '../../src/generator/layers/pooling.ts'
import { concatenation, pad, reshape, resizeBilinear } from '../../src/generator/layers/rearrange.ts'
import { argMax } from '../../src/generator/layers/selection.ts'
import { transposeConv2d } from '../../src/generator/layers/transpose-convolution.ts'
import { NetworkBuilder } from '../../src/generator/network-builder.ts'
import type { QuantisationScheme } from '../../src/generator/quantise.ts'
import type { Network } from '../../src/model/network.ts'

/** A network with every operator of the generator that a runtime knows, in most of their variants. */
export function everyLayer(quantisation: QuantisationScheme): Network {
  const builder = new NetworkBuilder({ quantisation, seed: 7 })
  const image = quantize(builder, builder.floatInput('image', [1, 16, 16, 3]))
  const stem = conv2d(builder, image, { filters: 8, kernel: 3, stride: 2, activation: 'relu6' })
  const dilated = depthwiseConv2d(builder, stem, { kernel: 3, dilation: 2, depthMultiplier: 2, hasBias: false })
  const narrow = conv2d(builder, dilated, { filters: 8, kernel: [1, 3], padding: 'valid', activation: 'relu' })
  const resized = resizeBilinear(builder, narrow, 8, 8)
  const sum = add(builder, resized, stem, 'relu6')
  const difference = sub(builder, sum, tanh(builder, resized))
  const product = mul(builder, difference, logistic(builder, resized))
  const joined = concatenation(builder, [relu(builder, product), relu6(builder, sum), stem], 3)
  const padded = pad(builder, joined, [[0, 0], [1, 1], [1, 1], [0, 0]])
  const pooled = concatenation(
    builder,
    [
      maxPool2d(builder, padded, { window: 2 }),
      averagePool2d(builder, padded, { window: 3, stride: 2, padding: 'same' }),
    ],
    -1,
  )
  const flat = reshape(builder, pooled, [1, pooled.shape.reduce((count, length) => count * length, 1)])
  const classes = softmax(builder, fullyConnected(builder, flat, { units: 5, hasBias: false }))
  const features = mean(builder, pooled, [1, 2])
  const enlarged = transposeConv2d(builder, sum, { filters: 3, kernel: 3, stride: 2 })
  const labels = argMax(builder, pooled, 3)
  return builder.build(classes, dequantize(builder, features), mean(builder, stem, [1, 2], true), labels, enlarged)
}

/** One operator between input and output that no runtime knows. */
export function withCustomOperator(
  code = 'made-up-operator',
  customOptions: Uint8Array = new TextEncoder().encode('options'),
): Network {
  const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
  const input = builder.input('input', [1, 4])
  const { scaling } = input
  return builder.build(custom(builder, [input], { code, shape: [1, 4], scaling, customOptions }))
}
