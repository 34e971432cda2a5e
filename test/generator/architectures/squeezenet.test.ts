import { describe, expect, it } from 'vitest'
import { squeezeNetArchitecture } from '../../../src/generator/architectures/squeezenet.ts'
import { macsIn, parametersIn } from '../../support/network-counts.ts'
import { operatorsByKind, resultSizes } from '../../support/operator-kinds.ts'
import { runNetwork } from '../../support/run-network.ts'

const { build, defaults } = squeezeNetArchitecture
const published = build({ ...defaults, seed: 1 })

describe('SqueezeNet', () => {
  it('has the operators of the definition', () => {
    // Three convolutions in each of eight fire modules, one before and one after.
    expect(operatorsByKind(published)).toEqual({
      CONV_2D: 1 + 8 * 3 + 1,
      MAX_POOL_2D: 3,
      CONCATENATION: 8,
      AVERAGE_POOL_2D: 1,
      RESHAPE: 1,
      SOFTMAX: 1,
    })
  })

  it('has the sizes after every pool that the paper states', () => {
    // arXiv:1602.07360, table 1.
    expect(resultSizes(published, 'MAX_POOL_2D')).toEqual(['55x55x96', '27x27x256', '13x13x512'])
    expect(resultSizes(published, 'SOFTMAX')).toEqual(['1001'])
  })

  it('has as many parameters as published', () => {
    // torchvision models/squeezenet.py, squeezenet1_0: 1,248,424 with biases and 1,000 classes.
    expect(parametersIn(published)).toBe(1_248_424 + 512 + 1)
  })

  it('has as many multiply-accumulates as torchvision counts, but for padding', () => {
    // 0.819 G with 1,000 classes. The first convolution is not padded there: 109x109 results in place of 112x112, and
    // 54x54 in place of 55x55 after the first pool.
    const firstConvolution = (112 ** 2 - 109 ** 2) * 7 * 7 * 3 * 96
    const fireModules =
      (55 ** 2 - 54 ** 2) *
      (96 * 16 + 16 * 64 * 10 + (128 * 16 + 16 * 64 * 10) + (128 * 32 + 32 * 128 * 10))
    const anotherClass = 13 ** 2 * 512
    expect((macsIn(published) - firstConvolution - fireModules - anotherClass) / 1e9).toBeCloseTo(0.819, 3)
  })

  it.each(['uint8', 'int8'] as const)('runs in the real interpreter in %s', async (quantisation) => {
    const network = build({ ...defaults, inputSize: 64, classes: 10, quantisation, seed: 1 })
    const { type, shape, values } = await runNetwork(network)
    expect({ type, shape }).toEqual({ type: quantisation, shape: [1, 10] })
    expect(new Set(values).size).toBeGreaterThan(1)
  })
})
