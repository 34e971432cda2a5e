import type { OperatorOptions } from '../../model/tflite/options.ts'
import { Activation } from '../../model/tflite/schema.ts'
import { type NetworkBuilder, scalingOf, type Value } from '../network-builder.ts'
import { fixedScaling, type QuantisationScheme, type Scaling, scalingOfRange } from '../quantise.ts'
import { broadcastShape } from '../shapes.ts'
import { UnbuildableError } from '../unbuildable-error.ts'

/** A function that an operator may apply to its own result. */
export type FusedActivation = 'none' | 'relu' | 'relu6'

export const fusedCode: Readonly<Record<FusedActivation, number>> = {
  none: Activation.none,
  relu: Activation.relu,
  relu6: Activation.relu6,
}

/** Reach of a result without activation function: wide enough that few of the random networks' values saturate. */
export const reach = 4

/** Scaling of a result after its fused activation function. */
export function scalingAfter(scheme: QuantisationScheme, activation: FusedActivation): Scaling {
  if (activation === 'none') return scalingOfRange(scheme, -reach, reach)
  return scalingOfRange(scheme, 0, activation === 'relu6' ? 6 : reach)
}

export function relu(builder: NetworkBuilder, input: Value): Value {
  const scaling = scalingAfter(builder.quantisation, 'relu')
  scalingOf(input)
  return builder.operator({ kind: 'RELU', inputs: [input], shape: input.shape, scaling, version: 2 })
}

export function relu6(builder: NetworkBuilder, input: Value): Value {
  const version = builder.versionOf({ uint8: 1, int8: 2 })
  const scaling = scalingAfter(builder.quantisation, 'relu6')
  scalingOf(input)
  return builder.operator({ kind: 'RELU6', inputs: [input], shape: input.shape, scaling, version })
}

/** Clamps to the reals from -1 to 1. */
export function reluN1To1(builder: NetworkBuilder, input: Value): Value {
  const scaling = scalingOfRange(builder.quantisation, -1, 1)
  scalingOf(input)
  return builder.operator({ kind: 'RELU_N1_TO_1', inputs: [input], shape: input.shape, scaling })
}

/** Twice the slope that He et al., arXiv:1502.01852, start from, which makes it the mean of random slopes. */
const steepest = 0.5

/**
 * Multiplies what is negative by a slope, here a random one.
 * @param slopes shape of the slopes, by default one per channel, which is shared over the image
 * @throws RangeError if the input is not quantised or the slopes do not fit it
 */
export function prelu(
  builder: NetworkBuilder,
  input: Value,
  slopes: readonly number[] = [...input.shape.slice(1, -1).fill(1), ...input.shape.slice(-1)],
): Value {
  scalingOf(input)
  const shape = broadcastShape(input.shape, slopes)
  if (shape.some((length, axis) => length !== input.shape[axis])) {
    throw new UnbuildableError(`slopes of [${slopes.join(', ')}] do not fit [${input.shape.join(', ')}]`)
  }
  const slopeScaling = scalingOfRange(builder.quantisation, 0, steepest)
  const slope = builder.quantisedConstant(`${builder.nextName('PRELU')}/slope`, slopes, slopeScaling)
  const scaling = scalingAfter(builder.quantisation, 'none')
  return builder.operator({ kind: 'PRELU', inputs: [input, slope], shape, scaling })
}

/** TFLite prescribes the result's scaling: 1/128 around zero. */
export function tanh(builder: NetworkBuilder, input: Value): Value {
  const version = builder.versionOf({ uint8: 1, int8: 2 })
  const scaling = fixedScaling(builder.quantisation, 1 / 128, true)
  scalingOf(input)
  return builder.operator({ kind: 'TANH', inputs: [input], shape: input.shape, scaling, version })
}

/** TFLite prescribes the result's scaling: 1/256 from zero. */
export function logistic(builder: NetworkBuilder, input: Value): Value {
  const version = builder.versionOf({ uint8: 1, int8: 2 })
  const scaling = fixedScaling(builder.quantisation, 1 / 256, false)
  scalingOf(input)
  return builder.operator({ kind: 'LOGISTIC', inputs: [input], shape: input.shape, scaling, version })
}

/** Over the last dimension. TFLite prescribes the result's scaling: 1/256 from zero. */
export function softmax(builder: NetworkBuilder, input: Value, beta = 1): Value {
  const options: OperatorOptions = { table: 'SoftmaxOptions', beta }
  const version = builder.versionOf({ uint8: 1, int8: 2 })
  const scaling = fixedScaling(builder.quantisation, 1 / 256, false)
  scalingOf(input)
  return builder.operator({ kind: 'SOFTMAX', inputs: [input], shape: input.shape, scaling, version, options })
}
