import { expect, it } from 'vitest'
import { conv2d, fullyConnected } from '../../../src/generator/layers/convolution.ts'
import { add } from '../../../src/generator/layers/elementwise.ts'
import { mean } from '../../../src/generator/layers/pooling.ts'
import { NetworkBuilder } from '../../../src/generator/network-builder.ts'
import { measureQuantities } from '../../../src/generator/sampling/quantities.ts'
import { macsIn } from '../../support/network-counts.ts'

/** 8x8x4, around which a convolution goes to 8 channels, and two the long way. */
function smallNetwork(weights: 'random' | 'none') {
  const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1, weights })
  const image = builder.input('image', [1, 8, 8, 4])
  const short = conv2d(builder, image, { filters: 8, kernel: 1 })
  const long = conv2d(builder, conv2d(builder, image, { filters: 8, kernel: 3 }), { filters: 8, kernel: 1 })
  const features = mean(builder, add(builder, long, short))
  return builder.build(fullyConnected(builder, features, { units: 10, hasBias: false }))
}

it('the quantities of a network are those that its layers add up to', () => {
  const network = smallNetwork('random')
  expect(measureQuantities(network)).toEqual({
    macs: 64 * (4 * 8 + 9 * 4 * 8 + 8 * 8) + 8 * 10,
    // Each convolution has 8 biases of 4 bytes; axes of the mean are no parameters.
    parameterBytes: 4 * 8 + 9 * 4 * 8 + 8 * 8 + 3 * 8 * 4 + 8 * 10,
    // The results of the three ways at the sum: two that are read, one that is written.
    activationBytes: 3 * 64 * 8,
    depth: 5,
    inputBytes: 256,
  })
  expect(measureQuantities(network).macs).toBe(macsIn(network))
})

it('they are the same where the weights are left out', () => {
  expect(measureQuantities(smallNetwork('none'))).toEqual(measureQuantities(smallNetwork('random')))
})
