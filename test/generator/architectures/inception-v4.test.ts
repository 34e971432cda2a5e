import { describe, expect, it } from 'vitest'
import { inceptionV4Architecture } from '../../../src/generator/architectures/inception-v4.ts'
import { macsIn, parametersIn } from '../../support/network-counts.ts'
import { operatorsByKind, resultSizes } from '../../support/operator-kinds.ts'

const { build, defaults } = inceptionV4Architecture
const published = build({ ...defaults, seed: 1 })

describe('Inception v4', () => {
  it('has the operators of the definition, and none that adapts the scaling of a joined value', () => {
    // Stem; four A blocks; a reduction; seven B blocks; a reduction; three C blocks.
    expect(operatorsByKind(published)).toEqual({
      CONV_2D: 11 + 4 * 7 + 4 + 7 * 10 + 6 + 3 * 10,
      MAX_POOL_2D: 2 + 1 + 1,
      AVERAGE_POOL_2D: 4 + 7 + 3 + 1,
      CONCATENATION: 3 + 4 + 1 + 7 + 1 + 3 * 3,
      RESHAPE: 1,
      FULLY_CONNECTED: 1,
      SOFTMAX: 1,
    })
  })

  it('has the sizes after every block that the paper states', () => {
    // arXiv:1602.07261, figures 3 and 9; the C blocks also join 2 x 256 channels within.
    const lastBlocks = ['8x8x512', '8x8x1536']
    expect(resultSizes(published, 'CONCATENATION')).toEqual([
      '73x73x160', '71x71x192', '35x35x384', '17x17x1024', '8x8x1536', ...lastBlocks, ...lastBlocks, ...lastBlocks,
    ])
    expect(resultSizes(published, 'SOFTMAX')).toEqual(['1001'])
  })

  it('has as many parameters as a port to PyTorch, whose batch normalisation is folded', () => {
    // 42,679,816 with 1,000 classes (check in osmr/imgclsmob pytorch/pytorchcv/models/inceptionv4.py), with a factor
    // and an offset for each of 31,584 channels, which have one bias here.
    expect(parametersIn(published)).toBe(42_679_816 - 31_584 + 1536 + 1)
  })

  it('has as many multiply-accumulates as published, within 1 %', () => {
    // huggingface/pytorch-image-models results/benchmark-infer-amp-nchw-pt240-cu124-rtx3090.csv: 12.28 G at 299x299,
    // which includes batch normalisation.
    expect(macsIn(published) / 12.28e9).toBeGreaterThan(0.99)
    expect(macsIn(published) / 12.28e9).toBeLessThan(1)
  })
})
