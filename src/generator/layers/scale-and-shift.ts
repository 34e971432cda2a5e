import type { NetworkBuilder, Value } from '../network-builder.ts'
import { scalingOfRange } from '../quantise.ts'
import type { FusedActivation } from './activation.ts'
import { add, mul } from './elementwise.ts'

/** Random factors from zero to this keep, on average, what a channel reaches. */
const largestFactor = 2
/** Small against the reach of values, so that a ReLU after it still leaves about half of them. */
const largestShift = 0.5

/**
 * What is left of a batch normalisation that follows no convolution to fold into: converters write it as a product and
 * a sum with a constant for each channel.
 * @throws RangeError if the input is not quantised
 */
export function scaleAndShift(builder: NetworkBuilder, input: Value, activation: FusedActivation = 'none'): Value {
  const channels = input.shape.slice(-1)
  const { quantisation } = builder
  const factorScaling = scalingOfRange(quantisation, 0, largestFactor)
  const factors = builder.quantisedConstant(`${builder.nextName('MUL')}/factors`, channels, factorScaling)
  const scaled = mul(builder, input, factors)
  const shiftScaling = scalingOfRange(quantisation, -largestShift, largestShift)
  const shifts = builder.quantisedConstant(`${builder.nextName('ADD')}/shifts`, channels, shiftScaling)
  return add(builder, scaled, shifts, activation)
}
