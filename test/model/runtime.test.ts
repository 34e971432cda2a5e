import { describe, expect, it } from 'vitest'
import { convolutionChain, denseChain } from '../../src/generator/architectures/chains.ts'
import { mobileNetV1 } from '../../src/generator/architectures/mobilenet-v1.ts'
import { mobileNetV2 } from '../../src/generator/architectures/mobilenet-v2.ts'
import type { Network } from '../../src/model/network.ts'
import { loadNetwork } from '../../src/model/load.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { shapesIn, withoutShapes } from '../support/layer-cases.ts'
import { everyLayer, withCustomOperator } from '../support/networks.ts'
import { packagedModels, readPackagedModel } from '../support/packaged.ts'
import { runModel, type RuntimeResult } from '../support/tflite-runtime.ts'
import { sharedModels } from '../support/shared.ts'

const schemes = ['uint8', 'int8'] as const

describe('the real TFLite interpreter', () => {
  it.each(schemes)('runs a written MobileNet v1 in %s, whose classes differ', async (quantisation) => {
    const network = mobileNetV1({ widthMultiplier: 0.25, inputSize: 128, classes: 10, quantisation, seed: 1 })
    const output = outputOf(await runModel(writeNetwork(network)))
    expect(output.shape).toEqual([1, 10])
    expect(output.type).toBe(quantisation)
    expect(new Set(output.values).size).toBeGreaterThan(1)
  })

  it.each(schemes)('runs a written MobileNet v2 in %s', async (quantisation) => {
    const network = mobileNetV2({ widthMultiplier: 0.35, inputSize: 96, classes: 10, quantisation, seed: 2 })
    expect(outputOf(await runModel(writeNetwork(network))).shape).toEqual([1, 10])
  })

  it.each([
    ['convolutions', convolutionChain({ width: 32, seed: 3 }), [1, 64, 64, 32]],
    ['dense layers', denseChain({ width: 100, seed: 4 }), [1, 10]],
  ] satisfies [string, Network, number[]][])('runs a written chain of %s', async (_, network, shape) => {
    const output = outputOf(await runModel(writeNetwork(network)))
    expect(output.shape).toEqual(shape)
    expect(new Set(output.values).size).toBeGreaterThan(5)
  })

  it.each(schemes)('runs a network of every operator that the generator knows, in %s', async (quantisation) => {
    const network = everyLayer(quantisation)
    const result = await runModel(writeNetwork(network))
    const shapes = network.outputs.map((index) => network.tensors[index]?.shape)
    expect(result.accepted ? result.outputs.map(({ shape }) => shape) : result.reason).toEqual(shapes)
  })

  it.each(schemes)('infers the shapes anew where a file says wrong ones, in %s', async (quantisation) => {
    const network = everyLayer(quantisation)
    const shapes = network.outputs.map((index) => network.tensors[index]?.shape)
    expect(shapesIn(await runModel(writeNetwork(withoutShapes(network))))).toEqual(shapes)
  })

  it('refuses an unknown custom operator by name', async () => {
    const result = await runModel(writeNetwork(withCustomOperator()))
    expect(result).toMatchObject({ accepted: false, reason: expect.stringContaining('made-up-operator') })
  })

  it.each(packagedModels)('gives the same results for %s after reading and writing it', async (name) => {
    await expectSameResults(readPackagedModel(name))
  })

  const plain = sharedModels().filter(({ name }) => /^mobilenet.*quant\.tflite$/.test(name))
  it.each(plain)('gives the same results for $name after reading and writing it', async ({ bytes }) => {
    await expectSameResults(bytes)
  })
})

async function expectSameResults(original: Uint8Array): Promise<void> {
  const written = writeNetwork(loadNetwork(original))
  const outputs = async (model: Uint8Array): Promise<unknown> => outputOf(await runModel(model, (index) => index % 2))
  expect(await outputs(written)).toEqual(await outputs(original))
}

function outputOf(result: RuntimeResult): { type: string; shape: readonly number[]; values: readonly number[] } {
  if (!result.accepted) throw new Error(result.reason)
  const [output] = result.outputs
  if (output === undefined) throw new Error('the model has no output')
  return output
}
