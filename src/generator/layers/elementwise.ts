import type { OperatorOptions } from '../../model/tflite/options.ts'
import { type NetworkBuilder, scalingOf, type Value } from '../network-builder.ts'
import { scalingOfRange } from '../quantise.ts'
import { broadcastShape } from '../shapes.ts'
import { type FusedActivation, fusedCode, reach, scalingAfter } from './activation.ts'
import { scaledAlike } from './conversion.ts'

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

/**
 * The larger of each two elements. A right value whose scaling differs from the left one's is quantised anew before.
 * @throws RangeError if a value is not quantised or the shapes do not match
 */
export function maximum(builder: NetworkBuilder, left: Value, right: Value): Value {
  return select(builder, 'MAXIMUM', left, right)
}

/**
 * The smaller of each two elements. A right value whose scaling differs from the left one's is quantised anew before.
 * @throws RangeError if a value is not quantised or the shapes do not match
 */
export function minimum(builder: NetworkBuilder, left: Value, right: Value): Value {
  return select(builder, 'MINIMUM', left, right)
}

/**
 * The square of each difference.
 * @throws RangeError if a value is not quantised, the shapes do not match or the network is unsigned: TFLite has a
 * signed kernel only (tensorflow/tensorflow, `lite/kernels/squared_difference.cc`)
 */
export function squaredDifference(builder: NetworkBuilder, left: Value, right: Value): Value {
  builder.requireScheme('int8', 'SQUARED_DIFFERENCE')
  scalingOf(left)
  scalingOf(right)
  return builder.operator({
    kind: 'SQUARED_DIFFERENCE',
    version: 2,
    inputs: [left, right],
    shape: broadcastShape(left.shape, right.shape),
    scaling: scalingOfRange(builder.quantisation, 0, reach ** 2),
    options: { table: 'SquaredDifferenceOptions' },
  })
}

function select(builder: NetworkBuilder, kind: 'MAXIMUM' | 'MINIMUM', left: Value, right: Value): Value {
  const shape = broadcastShape(left.shape, right.shape)
  return builder.operator({
    kind,
    inputs: scaledAlike(builder, left, [right]),
    version: builder.versionOf({ uint8: 1, int8: 2 }),
    shape,
    scaling: left.scaling,
    options: { table: 'MaximumMinimumOptions' },
  })
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
