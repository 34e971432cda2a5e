import { describe, expect, it } from 'vitest'
import { inceptionV3Architecture } from '../../../src/generator/architectures/inception-v3.ts'
import { macsIn, parametersIn } from '../../support/network-counts.ts'
import { operatorsByKind, resultSizes } from '../../support/operator-kinds.ts'

const { build, defaults } = inceptionV3Architecture
const published = build({ ...defaults, seed: 1 })

describe('Inception v3', () => {
  it('has the operators of the definition, and none that adapts the scaling of a joined value', () => {
    // Stem; Mixed_5b to 5d; 6a; 6b to 6e; 7a; 7b and 7c; classes. In a converted file of slim's network the reshape is
    // the 125th operator (listing in Samsung/ONE pull request 8184, which counts from 0).
    expect(operatorsByKind(published)).toEqual({
      CONV_2D: 5 + 3 * 7 + 4 + 4 * 10 + 6 + 2 * 9 + 1,
      MAX_POOL_2D: 2 + 1 + 1,
      AVERAGE_POOL_2D: 3 + 4 + 2 + 1,
      CONCATENATION: 3 + 1 + 4 + 1 + 2 * 3,
      RESHAPE: 1,
      SOFTMAX: 1,
    })
    expect(published.operators[124]?.kind).toBe('RESHAPE')
  })

  it('has the sizes after every block that its definition\'s test lists', () => {
    // tensorflow/models research/slim/nets/inception_v3_test.py, Mixed_5b to Mixed_7c, and what Mixed_7b and 7c join
    // within.
    expect(resultSizes(published, 'CONCATENATION')).toEqual([
      '35x35x256', '35x35x288', '17x17x768', '8x8x1280', '8x8x768', '8x8x2048', '8x8x768', '8x8x2048',
    ])
    expect(resultSizes(published, 'SOFTMAX')).toEqual(['1001'])
  })

  it('has as many parameters as slim and Keras have, whose batch normalisation is folded', () => {
    // inception_v3_test.py: 21,802,784 before the classifier, with an offset, a mean and a variance for each of 17,216
    // channels, which have one bias here. Keras: 23,851,784 with 1,000 classes, of which 34,432 are means and
    // variances.
    expect(parametersIn(published)).toBe(21_802_784 - 2 * 17_216 + 2048 * 1001 + 1001)
    expect(parametersIn(published)).toBe(23_851_784 - 34_432 + 2048 + 1)
  })

  it('has as many multiply-accumulates as torchvision counts', () => {
    // torchvision models/inception.py: 5.713 G without auxiliary head and with 1,000 classes, products of convolutions
    // and dense layers only.
    expect((macsIn(published) - 2048) / 1e9).toBeCloseTo(5.713, 3)
  })

  it('takes images from 75x75 on', () => {
    // The smallest size in torchvision models/inception.py and in Keras.
    const choices = { ...defaults, classes: 10, seed: 1 }
    expect(resultSizes(build({ ...choices, inputSize: 75 }), 'CONCATENATION').at(-1)).toBe('1x1x2048')
    expect(() => build({ ...choices, inputSize: 74 })).toThrow(RangeError)
  })
})
