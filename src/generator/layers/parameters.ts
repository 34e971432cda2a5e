import type { OperatorKind } from '../../model/operators.ts'
import { type NetworkBuilder, scalingOf, type Value } from '../network-builder.ts'
import { randomBiases, randomWeights, type Weights, weightReach } from '../quantise.ts'
import { elementsOf } from '../shapes.ts'

/**
 * Random weights for an operator.
 * @param fanIn elements that add up to one result
 * @param channels how many channels get a scale of their own, and which dimension counts them; none: one scale for all
 * @throws RangeError if the input is not quantised, or no file would hold the network
 */
export function weightsOf(
  builder: NetworkBuilder,
  input: Value,
  shape: readonly number[],
  fanIn: number,
  channels: { readonly count: number; readonly dimension: number } | undefined,
): Weights {
  const { quantisation, random } = builder
  builder.reserveWeights(elementsOf(shape))
  const reach = weightReach(quantisation, scalingOf(input), fanIn)
  return randomWeights(quantisation, random, elementsOf(shape), reach, channels)
}

/** Weights and, unless there are no biases, biases as constants, in this order. */
export function parametersOf(
  builder: NetworkBuilder,
  kind: OperatorKind,
  input: Value,
  weights: Weights,
  shape: readonly number[],
  biasCount: number,
): readonly [weights: Value, ...biases: Value[]] {
  const { scale } = scalingOf(input)
  const type = builder.quantisation === 'uint8' ? 'UINT8' : 'INT8'
  const prefix = builder.nextName(kind)
  const weightsValue = builder.constant(`${prefix}/weights`, shape, type, weights.bytes, weights.quantisation)
  if (biasCount === 0) return [weightsValue]
  const biases = randomBiases(builder.random, scale, weights.quantisation, biasCount)
  return [weightsValue, builder.constant(`${prefix}/bias`, [biasCount], 'INT32', biases.bytes, biases.quantisation)]
}
