import type { OperatorOptions } from '../../model/tflite/options.ts'
import { Activation } from '../../model/tflite/schema.ts'
import { type NetworkBuilder, scalingOf, type Value } from '../network-builder.ts'
import { fixedScaling, type QuantisationScheme, type Scaling, scalingOfRange } from '../quantise.ts'

/** A function that an operator may apply to its own result. */
export type FusedActivation = 'none' | 'relu' | 'relu6'

export const fusedCode: Readonly<Record<FusedActivation, number>> = {
  none: Activation.none,
  relu: Activation.relu,
  relu6: Activation.relu6,
}

/** Reach of a result without activation function: wide enough that few of the random networks' values saturate. */
const reach = 4

/** Scaling of a result after its fused activation function. */
export function scalingAfter(scheme: QuantisationScheme, activation: FusedActivation): Scaling {
  if (activation === 'none') return scalingOfRange(scheme, -reach, reach)
  return scalingOfRange(scheme, 0, activation === 'relu6' ? 6 : reach)
}

export function relu(builder: NetworkBuilder, input: Value): Value {
  const version = builder.versionOf({ uint8: 1, int8: 2 })
  const scaling = scalingAfter(builder.quantisation, 'relu')
  scalingOf(input)
  return builder.operator({ kind: 'RELU', inputs: [input], shape: input.shape, scaling, version })
}

export function relu6(builder: NetworkBuilder, input: Value): Value {
  const version = builder.versionOf({ uint8: 1, int8: 2 })
  const scaling = scalingAfter(builder.quantisation, 'relu6')
  scalingOf(input)
  return builder.operator({ kind: 'RELU6', inputs: [input], shape: input.shape, scaling, version })
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
