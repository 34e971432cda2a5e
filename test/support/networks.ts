import { logistic, prelu, relu, relu6, reluN1To1, softmax, tanh } from '../../src/generator/layers/activation.ts'
import { custom, dequantize, quantize } from '../../src/generator/layers/conversion.ts'
import { conv2d, depthwiseConv2d, fullyConnected } from '../../src/generator/layers/convolution.ts'
import { expandDims, pack, squeeze } from '../../src/generator/layers/dimensions.ts'
import { add, maximum, minimum, mul, squaredDifference, sub } from '../../src/generator/layers/elementwise.ts'
import { depthToSpace, spaceToDepth, transpose } from '../../src/generator/layers/layout.ts'
import { l2Normalization, rsqrt } from '../../src/generator/layers/normalisation.ts'
import { averagePool2d, maxPool2d, mean } from '../../src/generator/layers/pooling.ts'
import {
  concatenation,
  pad,
  reshape,
  resizeBilinear,
  resizeNearestNeighbor,
} from '../../src/generator/layers/rearrange.ts'
import { lstm } from '../../src/generator/layers/recurrent.ts'
import { reduceMax, reduceMin, sum } from '../../src/generator/layers/reduction.ts'
import { argMax } from '../../src/generator/layers/selection.ts'
import { slice, split, stridedSlice } from '../../src/generator/layers/slice.ts'
import { transposeConv2d } from '../../src/generator/layers/transpose-convolution.ts'
import { abs, cast, div, hardSwish, leakyRelu } from '../../src/generator/layers/unsupported.ts'
import { NetworkBuilder, type Value } from '../../src/generator/network-builder.ts'
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
  const total = add(builder, resized, stem, 'relu6')
  const difference = sub(builder, total, tanh(builder, resized))
  const product = mul(builder, difference, logistic(builder, resized))
  const joined = concatenation(builder, [relu(builder, product), relu6(builder, total), stem], 3)
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
  const enlarged = transposeConv2d(builder, total, { filters: 3, kernel: 3, stride: 2 })
  const others = [elementwiseResults, signedResults, rearrangedResults, reducedResults]
    .flatMap((make) => make(builder, stem))
  return builder.build(classes, dequantize(builder, features), mean(builder, stem, [1, 2], true), enlarged, ...others)
}

/** Layers that keep an image's shape. */
function elementwiseResults(builder: NetworkBuilder, image: Value): readonly Value[] {
  const larger = maximum(builder, image, prelu(builder, image))
  const smaller = minimum(builder, larger, reluN1To1(builder, image))
  return [resizeNearestNeighbor(builder, l2Normalization(builder, smaller), 4, 4)]
}

/** Layers that TFLite knows in int8 only. */
function signedResults(builder: NetworkBuilder, image: Value): readonly Value[] {
  if (builder.quantisation === 'uint8') return []
  const differences = squaredDifference(builder, abs(builder, image), rsqrt(builder, image))
  return [lstm(builder, reshape(builder, differences, [1, 64, 8]), 6)]
}

/** Layers that change an image's shape, but not its numbers. */
function rearrangedResults(builder: NetworkBuilder, image: Value): readonly Value[] {
  const [left = image, right = image] = split(builder, image, 2, 2)
  const both = pack(builder, [left, slice(builder, right, [0, 0, 0, 0], [1, 8, -1, -1])], 0)
  const turned = transpose(builder, depthToSpace(builder, spaceToDepth(builder, image, 4), 2), [0, 2, 1, 3])
  const corner = stridedSlice(builder, turned, { begin: [0, 0, 0, 0], end: [1, 1, 2, 4], removed: [0] })
  return [both, expandDims(builder, squeeze(builder, corner), 0)]
}

/** Layers that reduce an image, and those that the Edge TPU does not take. */
function reducedResults(builder: NetworkBuilder, image: Value): readonly Value[] {
  const rows = [reduceMax(builder, image, [2]), reduceMin(builder, image, [2]), sum(builder, image, [2])]
  const bent = hardSwish(builder, leakyRelu(builder, concatenation(builder, rows, 1)))
  const scaled = builder.quantisation === 'uint8' ? div(builder, bent) : bent
  return [scaled, cast(builder, argMax(builder, scaled, -1), 'FLOAT32'), argMax(builder, scaled, 1, 'INT32')]
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
