import type { Network } from '../../model/network.ts'
import { tanh } from '../layers/activation.ts'
import { conv2d, fullyConnected } from '../layers/convolution.ts'
import { NetworkBuilder, type Value } from '../network-builder.ts'

export interface ConvolutionChainOptions {
  /** Filters of every convolution. */
  readonly width: number
  /** @default 5 */
  readonly layers?: number
  readonly seed: number
}

export interface DenseChainOptions {
  /** Units of every hidden layer. */
  readonly width: number
  /** Hidden layers. @default 4 */
  readonly layers?: number
  /** @default 64 */
  readonly inputs?: number
  readonly seed: number
}

const imageShape = [1, 64, 64, 3]
const denseOutputs = 10

/**
 * The convolution-width sweep of Jorgitou98/EdgeTPU-QuantRL-Evaluation (`CONV_MACs`): 3x3 SAME convolutions of equal
 * width on a 64x64 image, int8 per channel. The last convolution's result is the output. No activation function is
 * described, so there is none.
 */
export function convolutionChain({ width, layers = 5, seed }: ConvolutionChainOptions): Network {
  const builder = new NetworkBuilder({ quantisation: 'int8', seed, description: `${layers} convolutions of ${width}` })
  let value: Value = builder.input('input', imageShape)
  for (let layer = 0; layer < layers; layer++) value = conv2d(builder, value, { filters: width, kernel: 3 })
  return builder.build(value)
}

/**
 * The dense-width sweep of Jorgitou98/EdgeTPU-QuantRL-Evaluation (`FC_MACs`): hidden layers of equal width with tanh
 * after each, then ten outputs, int8. Its four-layer rows have 64 inputs; its five-layer rows fit 6,912. Its biases are
 * zero and untrained; converters leave such biases out, and the published memory figures fit layers without them.
 */
export function denseChain({ width, layers = 4, inputs = 64, seed }: DenseChainOptions): Network {
  const builder = new NetworkBuilder({ quantisation: 'int8', seed, description: `${layers} dense layers of ${width}` })
  let value: Value = builder.input('input', [1, inputs])
  const dense = (units: number): Value => fullyConnected(builder, value, { units, hasBias: false })
  for (let layer = 0; layer < layers; layer++) value = tanh(builder, dense(width))
  return builder.build(dense(denseOutputs))
}
