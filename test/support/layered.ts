import { analyse } from '../../src/analysis/analyse.ts'
import type { OperatorAnalysis } from '../../src/analysis/analysis.ts'
import { tanh } from '../../src/generator/layers/activation.ts'
import { conv2d, depthwiseConv2d, fullyConnected } from '../../src/generator/layers/convolution.ts'
import { averagePool2d, mean } from '../../src/generator/layers/pooling.ts'
import { resizeBilinear } from '../../src/generator/layers/rearrange.ts'
import { NetworkBuilder, type Value } from '../../src/generator/network-builder.ts'
import type { Network } from '../../src/model/network.ts'

type AddLayer = (builder: NetworkBuilder, value: Value, size: number, kernel: number) => Value

/** What letters stand for, with the number behind each and the one after an x. */
const layers: Readonly<Record<string, AddLayer>> = {
  c: (builder, value, filters, kernel) => conv2d(builder, value, { filters, kernel }),
  d: (builder, value, kernel) => depthwiseConv2d(builder, value, { kernel }),
  f: (builder, value, units) => fullyConnected(builder, value, { units, hasBias: false }),
  m: (builder, value) => mean(builder, value),
  p: (builder, value, window) => averagePool2d(builder, value, { window }),
  r: (builder, value, side) => resizeBilinear(builder, value, side, side),
  t: (builder, value) => tanh(builder, value),
}

export interface LayeredOptions {
  /** @default [1, 16, 16, 4] */
  readonly input?: readonly number[]
  /** Where the weights come from. @default 1 */
  readonly seed?: number
}

/**
 * A chain of layers, in words: `c8` is a convolution of 8 filters with kernels of 3x3 (`c8x1`: of 1x1), `d3` a
 * depthwise one, `f10` a dense layer, `m` the mean of an image, `p2` a pooling, `r32` a resizing to 32x32, `t` a tanh.
 * Converters number layers in their order, and so does this: an inserted one renames all that follow.
 */
export function layered(words: string, { input = [1, 16, 16, 4], seed = 1 }: LayeredOptions = {}): Network {
  const builder = new NetworkBuilder({ quantisation: 'int8', seed })
  let value = builder.input('input', input)
  for (const word of words.split(' ').filter((one) => one !== '')) {
    const [, letter = '', size = '3', kernel = '3'] = /^([a-z])(\d+)?(?:x(\d+))?$/.exec(word) ?? []
    const add = layers[letter]
    if (add === undefined) throw new RangeError(`there is no layer "${word}"`)
    value = add(builder, value, Number(size), Number(kernel))
  }
  return builder.build(value)
}

/** The operators of such a chain. */
export function operatorsOf(words: string, options: LayeredOptions = {}): readonly OperatorAnalysis[] {
  return analyse(layered(words, options)).operators
}
