import { softmax } from '../layers/activation.ts'
import { dequantize, quantize } from '../layers/conversion.ts'
import { conv2d } from '../layers/convolution.ts'
import { hardSwish, leakyRelu } from '../layers/unsupported.ts'
import { type NetworkBuilder, scalingOf, type Value } from '../network-builder.ts'

export type CpuOperatorName = 'leakyRelu' | 'hardSwish' | 'roundTrip' | 'softmaxOfImage' | 'unevenDilation'

/** Operators that the Edge TPU compiler leaves on the CPU, and a TFLite interpreter runs. */
type CpuOperator = (builder: NetworkBuilder, input: Value) => Value

const operators: Readonly<Record<CpuOperatorName, CpuOperator>> = {
  leakyRelu,
  hardSwish,
  /** To real numbers and back: the Edge TPU computes in 8 bits only. */
  roundTrip: (builder, input) => quantize(builder, dequantize(builder, input), scalingOf(input)),
  /** At every place of an image: the Edge TPU takes it over a single dimension. */
  softmaxOfImage: softmax,
  /** The Edge TPU needs the same dilation in both directions. */
  unevenDilation: (builder, input) =>
    conv2d(builder, input, { filters: input.shape.at(-1) ?? 1, kernel: 3, dilation: [1, 2] }),
}

/** Those that a network of a form may have; a single dimension is no image. */
export const cpuOperatorsOf: Readonly<Record<'image' | 'vector', readonly [CpuOperatorName, ...CpuOperatorName[]]>> = {
  image: ['leakyRelu', 'hardSwish', 'roundTrip', 'softmaxOfImage', 'unevenDilation'],
  vector: ['leakyRelu', 'hardSwish', 'roundTrip'],
}

export function addCpuOperator(builder: NetworkBuilder, name: CpuOperatorName, input: Value): Value {
  // A softmax of one place is one that the Edge TPU takes.
  const isSinglePlace = input.shape.slice(0, -1).every((length) => length === 1)
  const isTaken = name === 'softmaxOfImage' && isSinglePlace
  return operators[isTaken ? 'roundTrip' : name](builder, input)
}
