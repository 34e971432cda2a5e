import type { OperatorOptions } from '../../model/tflite/options.ts'
import { type NetworkBuilder, scalingOf, type Value } from '../network-builder.ts'
import { broadcastShape } from '../shapes.ts'
import { type FusedActivation, fusedCode, scalingAfter } from './activation.ts'

/** @throws RangeError if a value is not quantised or the shapes do not match */
export function add(builder: NetworkBuilder, left: Value, right: Value, activation: FusedActivation = 'none'): Value {
  const fusedActivationFunction = fusedCode[activation]
  return combine(builder, 'ADD', left, right, activation, {
    table: 'AddOptions',
    fusedActivationFunction,
    potScaleInt16: true,
  })
}

/** @throws RangeError if a value is not quantised or the shapes do not match */
export function sub(builder: NetworkBuilder, left: Value, right: Value, activation: FusedActivation = 'none'): Value {
  const fusedActivationFunction = fusedCode[activation]
  return combine(builder, 'SUB', left, right, activation, {
    table: 'SubOptions',
    fusedActivationFunction,
    potScaleInt16: true,
  })
}

/** @throws RangeError if a value is not quantised or the shapes do not match */
export function mul(builder: NetworkBuilder, left: Value, right: Value, activation: FusedActivation = 'none'): Value {
  const fusedActivationFunction = fusedCode[activation]
  return combine(builder, 'MUL', left, right, activation, { table: 'MulOptions', fusedActivationFunction })
}

function combine(
  builder: NetworkBuilder,
  kind: 'ADD' | 'SUB' | 'MUL',
  left: Value,
  right: Value,
  activation: FusedActivation,
  options: OperatorOptions,
): Value {
  scalingOf(left)
  scalingOf(right)
  return builder.operator({
    kind,
    version: builder.versionOf({ uint8: 1, int8: 2 }),
    inputs: [left, right],
    shape: broadcastShape(left.shape, right.shape),
    scaling: scalingAfter(builder.quantisation, activation),
    options,
  })
}
