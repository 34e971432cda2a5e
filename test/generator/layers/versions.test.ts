import { expect, it } from 'vitest'
import type { OperatorKind } from '../../../src/model/operators.ts'
import { everyLayer } from '../../support/networks.ts'

/**
 * Versions that converters write where they are not 1 for unsigned and 2 for signed operators. Read from
 * tensorflow/tensorflow, `tensorflow/lite/tools/versioning/op_version.cc`.
 */
const exceptions: Readonly<Partial<Record<OperatorKind, readonly [unsigned: number, signed: number]>>> = {
  // From 64-bit or 32-bit integers to real numbers.
  CAST: [1, 1],
  CONV_2D: [1, 3],
  // Dilated.
  DEPTHWISE_CONV_2D: [2, 3],
  DIV: [1, 1],
  EXPAND_DIMS: [1, 1],
  // Without biases.
  FULLY_CONNECTED: [6, 6],
  HARD_SWISH: [1, 1],
  LEAKY_RELU: [1, 1],
  PRELU: [1, 1],
  QUANTIZE: [1, 1],
  RELU: [2, 2],
  RELU_N1_TO_1: [1, 1],
  RESHAPE: [1, 1],
  SQUEEZE: [1, 1],
  // With biases.
  TRANSPOSE_CONV: [3, 3],
  UNIDIRECTIONAL_SEQUENCE_LSTM: [1, 1],
}

it.each([
  ['uint8', 0],
  ['int8', 1],
] as const)('operators have the versions that converters write, in %s', (scheme, place) => {
  const versions = everyLayer(scheme).operators.map(({ kind, version }) => [kind, version] as const)
  expect(versions).toEqual(versions.map(([kind]) => [kind, (exceptions[kind] ?? [1, 2])[place]]))
})
