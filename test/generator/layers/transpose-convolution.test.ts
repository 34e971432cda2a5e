import { describe, expect, it } from 'vitest'
import {
  transposeConv2d,
  type TransposeConvolutionOptions,
} from '../../../src/generator/layers/transpose-convolution.ts'
import { NetworkBuilder } from '../../../src/generator/network-builder.ts'
import type { QuantisationScheme } from '../../../src/generator/quantise.ts'
import type { Network } from '../../../src/model/network.ts'
import { writeNetwork } from '../../../src/model/tflite/write.ts'
import { runModel } from '../../support/tflite-runtime.ts'

function networkOf(quantisation: QuantisationScheme, options: TransposeConvolutionOptions): Network {
  const builder = new NetworkBuilder({ quantisation, seed: 1 })
  return builder.build(transposeConv2d(builder, builder.input('input', [1, 3, 5, 4]), options))
}

describe.each(['uint8', 'int8'] as const)('a transposed convolution in %s', (quantisation) => {
  it.each([
    [{ filters: 6, kernel: 3, stride: 2 }, [1, 6, 10, 6]],
    [{ filters: 2, kernel: 3, stride: 2, padding: 'valid' }, [1, 7, 11, 2]],
    [{ filters: 2, kernel: 2, stride: 3, padding: 'valid' }, [1, 9, 15, 2]],
    [{ filters: 1, kernel: [1, 4], stride: [1, 2], hasBias: false }, [1, 3, 10, 1]],
  ] satisfies [TransposeConvolutionOptions, number[]][])('gives %o the shape %j', async (options, shape) => {
    const network = networkOf(quantisation, options)
    expect(network.tensors[network.outputs[0] ?? -1]?.shape).toEqual(shape)
    const result = await runModel(writeNetwork(network))
    if (!result.accepted) throw new Error(result.reason)
    expect(result.outputs[0]?.shape).toEqual(shape)
    expect(new Set(result.outputs[0]?.values).size).toBeGreaterThan(5)
  })

  it('has biases as its fourth input, in the version that knows them', () => {
    const [withBias] = networkOf(quantisation, { filters: 2, kernel: 3 }).operators
    const [without] = networkOf(quantisation, { filters: 2, kernel: 3, hasBias: false }).operators
    expect([withBias?.inputs.length, withBias?.version]).toEqual([4, 3])
    expect([without?.inputs.length, without?.version]).toEqual([3, quantisation === 'uint8' ? 1 : 2])
  })
})
