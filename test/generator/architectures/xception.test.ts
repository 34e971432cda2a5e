import { describe, expect, it } from 'vitest'
import { xceptionArchitecture } from '../../../src/generator/architectures/xception.ts'
import { macsIn, parametersIn } from '../../support/network-counts.ts'
import { operatorsByKind, resultSizes } from '../../support/operator-kinds.ts'

const { build, defaults } = xceptionArchitecture
const published = build({ ...defaults, seed: 1 })

describe('Xception', () => {
  it('has the operators of the definition', () => {
    // 34 separable convolutions: two in each of four blocks that halve the image, three in each of eight, two at the
    // end. Where a sum goes two ways, its ReLU is an operator of its own: in all of these blocks but the first.
    expect(operatorsByKind(published)).toEqual({
      DEPTHWISE_CONV_2D: 34,
      CONV_2D: 2 + 4 + 34,
      MAX_POOL_2D: 4,
      ADD: 4 + 8,
      RELU: 3 + 8,
      MEAN: 1,
      FULLY_CONNECTED: 1,
      SOFTMAX: 1,
    })
  })

  it('has the sizes that the paper states', () => {
    // arXiv:1610.02357, figure 5: 19x19x728 in the middle, 2048 features, 1,000 classes.
    expect(resultSizes(published, 'ADD')).toEqual(['74x74x128', '37x37x256', '19x19x728', '10x10x1024'])
    expect(resultSizes(published, 'MEAN')).toEqual(['2048'])
    expect(resultSizes(published, 'SOFTMAX')).toEqual(['1000'])
  })

  it('has as many parameters as Keras, whose batch normalisation is folded', () => {
    // Keras: 22,910,480, with four numbers for each of 27,264 channels, which have one bias here; depthwise
    // convolutions have no biases there, and one for each of their 23,048 channels here.
    expect(parametersIn(published)).toBe(22_910_480 - 3 * 27_264 + 23_048)
  })

  it('has as many multiply-accumulates as published, within 1 %', () => {
    // huggingface/pytorch-image-models results/benchmark-infer-amp-nchw-pt240-cu124-rtx3090.csv, legacy_xception: 8.4 G
    // at 299x299, which includes batch normalisation.
    expect(macsIn(published) / 8.4e9).toBeGreaterThan(0.99)
    expect(macsIn(published) / 8.4e9).toBeLessThan(1)
  })
})
