import { codeOfTensorType, type TensorType } from '../../model/tflite/schema.ts'
import { type NetworkBuilder, scalingOf, type Value } from '../network-builder.ts'
import { quantisationOf, scalingOfRange } from '../quantise.ts'
import { broadcastShape, elementsOf } from '../shapes.ts'
import { reach, scalingAfter } from './activation.ts'

/**
 * Multiplies what is negative by one slope. Not for the Edge TPU.
 * @param alpha the slope, by default that of TensorFlow's `tf.nn.leaky_relu`
 * @throws RangeError if the input is not quantised
 */
export function leakyRelu(builder: NetworkBuilder, input: Value, alpha = 0.2): Value {
  scalingOf(input)
  return builder.operator({
    kind: 'LEAKY_RELU',
    inputs: [input],
    shape: input.shape,
    scaling: scalingOfRange(builder.quantisation, -alpha * reach, reach),
    // As a file holds it.
    options: { table: 'LeakyReluOptions', alpha: Math.fround(alpha) },
  })
}

/** Smallest result of x ReLU6(x + 3) / 6, at -1.5 (Howard et al., arXiv:1905.02244, section 5.2). */
const lowestHardSwish = -0.375

/**
 * x ReLU6(x + 3) / 6. Not for the Edge TPU.
 * @throws RangeError if the input is not quantised
 */
export function hardSwish(builder: NetworkBuilder, input: Value): Value {
  scalingOf(input)
  return builder.operator({
    kind: 'HARD_SWISH',
    inputs: [input],
    shape: input.shape,
    scaling: scalingOfRange(builder.quantisation, lowestHardSwish, reach),
    options: { table: 'HardSwishOptions' },
  })
}

/**
 * The amount of each element. Not for the Edge TPU.
 * @throws RangeError if the input is not quantised or the network is unsigned: TFLite has a signed kernel only
 * (tensorflow/tensorflow, `lite/kernels/elementwise.cc`)
 */
export function abs(builder: NetworkBuilder, input: Value): Value {
  builder.requireScheme('int8', 'ABS')
  const { scale, zeroPoint } = scalingOf(input)
  const steps = Math.max(zeroPoint + 128, 127 - zeroPoint)
  return builder.operator({
    kind: 'ABS',
    version: 2,
    inputs: [input],
    shape: input.shape,
    scaling: scalingOfRange(builder.quantisation, 0, steps * scale),
    options: { table: 'AbsOptions' },
  })
}

/** Twice the mean of the divisors, which leaves results about as large as they were. */
const largestDivisor = 2

/**
 * Divides by random positive constants: the kernel refuses a divisor that is 0. Not for the Edge TPU.
 * @param divisors shape of the constants, by default one per channel
 * @throws RangeError if the input is not quantised, the shapes do not match or the network is signed: TFLite has an
 * unsigned kernel only (tensorflow/tensorflow, `lite/kernels/div.cc`)
 */
export function div(
  builder: NetworkBuilder,
  input: Value,
  divisors: readonly number[] = input.shape.slice(-1),
): Value {
  builder.requireScheme('uint8', 'DIV')
  scalingOf(input)
  const bytes = builder.random.bytes(elementsOf(divisors)).map((byte) => Math.max(byte, 1))
  const { scale, zeroPoint } = scalingOfRange('uint8', 0, largestDivisor)
  const name = `${builder.nextName('DIV')}/divisors`
  return builder.operator({
    kind: 'DIV',
    inputs: [input, builder.constant(name, divisors, 'UINT8', bytes, quantisationOf([scale], [zeroPoint]))],
    shape: broadcastShape(input.shape, divisors),
    scaling: scalingAfter(builder.quantisation, 'none'),
    options: { table: 'DivOptions', fusedActivationFunction: 0 },
  })
}

/** The same numbers, not what they stand for, in another type. Not for the Edge TPU. */
export function cast(builder: NetworkBuilder, input: Value, type: TensorType): Value {
  return builder.operator({
    kind: 'CAST',
    version: input.type === 'INT8' || type === 'INT8' ? 3 : 1,
    inputs: [input],
    shape: input.shape,
    scaling: undefined,
    type,
    options: {
      table: 'CastOptions',
      inDataType: codeOfTensorType(input.type),
      outDataType: codeOfTensorType(type),
    },
  })
}
