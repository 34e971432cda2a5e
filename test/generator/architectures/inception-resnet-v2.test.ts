import { describe, expect, it } from 'vitest'
import {
  inceptionResNetV2Architecture,
  inceptionResNetV2AuxiliaryArchitecture,
} from '../../../src/generator/architectures/inception-resnet-v2.ts'
import { macsIn, parametersIn } from '../../support/network-counts.ts'
import { operatorsByKind, resultSizes } from '../../support/operator-kinds.ts'

/** Convolutions of the stem with Mixed_5b, of ten blocks, of Mixed_6a and of twenty blocks. */
const convolutionsUntilAuxiliary = 5 + 7 + 10 * 7 + 4 + 20 * 5

describe('Inception-ResNet v2', () => {
  const published = inceptionResNetV2Architecture.build({ ...inceptionResNetV2Architecture.defaults, seed: 1 })

  it('has the operators of the definition, and none that adapts the scaling of a joined value', () => {
    expect(operatorsByKind(published)).toEqual({
      CONV_2D: convolutionsUntilAuxiliary + 7 + 10 * 5 + 1,
      MAX_POOL_2D: 2 + 1 + 1,
      AVERAGE_POOL_2D: 1 + 1,
      CONCATENATION: 1 + 10 + 1 + 20 + 1 + 10,
      ADD: 10 + 20 + 10,
      RESHAPE: 1,
      FULLY_CONNECTED: 1,
      SOFTMAX: 1,
    })
  })

  it('has the sizes after every block that its definition states', () => {
    // tensorflow/models research/slim/nets/inception_resnet_v2.py, comments.
    expect(resultSizes(published, 'ADD')).toEqual(['35x35x320', '17x17x1088', '8x8x2080'])
    expect(resultSizes(published, 'SOFTMAX')).toEqual(['1001'])
  })

  it('has as many parameters as Keras, whose batch normalisation is folded', () => {
    // Keras: 55,873,736 with 1,000 classes, of which 60,544 are means and variances; beside those, batch normalisation
    // has an offset for each channel there, which is the bias here.
    expect(parametersIn(published)).toBe(55_873_736 - 60_544 + 1536 + 1)
  })

  it('has as many multiply-accumulates as published, within 1 %', () => {
    // huggingface/pytorch-image-models results/benchmark-infer-amp-nchw-pt240-cu124-rtx3090.csv: 13.18 G at 299x299,
    // which includes batch normalisation.
    expect(macsIn(published) / 13.18e9).toBeGreaterThan(0.99)
    expect(macsIn(published) / 13.18e9).toBeLessThan(1)
  })
})

describe('Inception-ResNet v2 up to its auxiliary head', () => {
  const architecture = inceptionResNetV2AuxiliaryArchitecture
  const published = architecture.build({ ...architecture.defaults, seed: 1 })

  it('has the operators of the definition and ends in logits', () => {
    expect(operatorsByKind(published)).toEqual({
      CONV_2D: convolutionsUntilAuxiliary + 2,
      MAX_POOL_2D: 2 + 1,
      AVERAGE_POOL_2D: 1 + 1,
      CONCATENATION: 1 + 10 + 1 + 20,
      ADD: 10 + 20,
      RESHAPE: 1,
      FULLY_CONNECTED: 1,
    })
    expect(resultSizes(published, 'FULLY_CONNECTED')).toEqual(['1001'])
  })

  it('has as many parameters and multiply-accumulates as published', () => {
    // openvinotoolkit/open_model_zoo models/public/inception-resnet-v2-tf: 30.223 M parameters, batch normalisation
    // folded, and 22.227 G operations, two for each multiply-accumulate and some for pools and sums.
    expect(parametersIn(published) / 1e6).toBeCloseTo(30.223, 3)
    expect((2 * macsIn(published)) / 22.227e9).toBeGreaterThan(0.99)
    expect((2 * macsIn(published)) / 22.227e9).toBeLessThan(1)
  })

  it('has the bytes of the published file, but for its description of the operators', () => {
    // inception_resnet_v2.tflite, in floating point: 120,996,332 bytes.
    const descriptionBytes = 120_996_332 - 4 * parametersIn(published)
    expect(descriptionBytes).toBeGreaterThan(0)
    expect(descriptionBytes).toBeLessThan(0.001 * 120_996_332)
  })
})
