import { describe, expect, it } from 'vitest'
import { inceptionV2Architecture } from '../../../src/generator/architectures/inception-v2.ts'
import { macsIn, parametersIn } from '../../support/network-counts.ts'
import { operatorsByKind, resultSizes } from '../../support/operator-kinds.ts'
import { runNetwork } from '../../support/run-network.ts'

const { build, defaults } = inceptionV2Architecture
const published = build({ ...defaults, seed: 1 })

describe('Inception v2', () => {
  it('has the operators of the definition, and none that adapts the scaling of a joined value', () => {
    // A separable convolution and two others, seven in each of eight blocks, five in each of two that halve the image.
    expect(operatorsByKind(published)).toEqual({
      DEPTHWISE_CONV_2D: 1,
      CONV_2D: 1 + 2 + 8 * 7 + 2 * 5 + 1,
      MAX_POOL_2D: 2 + 2 + 1,
      AVERAGE_POOL_2D: 7 + 1,
      CONCATENATION: 10,
      RESHAPE: 1,
      SOFTMAX: 1,
    })
  })

  it('has the sizes after every block that its definition\'s test lists', () => {
    // tensorflow/models research/slim/nets/inception_v2_test.py, Mixed_3b to Mixed_5c.
    expect(resultSizes(published, 'CONCATENATION')).toEqual(['28x28x256', '28x28x320', '14x14x576', '7x7x1024'])
    expect(resultSizes(published, 'SOFTMAX')).toEqual(['1001'])
  })

  it('has as many parameters as its definition, whose batch normalisation is folded', () => {
    // The same test: 10,173,112 before the classifier. Batch normalisation has an offset, a mean and a variance for
    // each of 9,888 channels there, and there is one bias here; the separable convolution has 64 biases instead, after
    // its second half, and here 24 more after its first.
    const classifier = 1024 * 1001 + 1001
    expect(parametersIn(published)).toBe(10_173_112 - 2 * 9888 + 24 + classifier)
  })

  it('has as many multiply-accumulates as a profile of its definition, within 1 %', () => {
    // google-research/receptive_field RECEPTIVE_FIELD_TABLE.md: 3.883 G operations before the classifier, two for each
    // multiply-accumulate; TensorFlow's profiler also counts biases and pools.
    const beforeClassifier = macsIn(published) - 1024 * 1001
    expect(beforeClassifier / (3.883e9 / 2)).toBeGreaterThan(0.99)
    expect(beforeClassifier / (3.883e9 / 2)).toBeLessThan(1)
  })

  it('runs in the real interpreter', async () => {
    const { type, shape, values } = await runNetwork(build({ ...defaults, inputSize: 64, classes: 10, seed: 1 }))
    expect({ type, shape }).toEqual({ type: 'uint8', shape: [1, 10] })
    expect(new Set(values).size).toBeGreaterThan(1)
  })
})
