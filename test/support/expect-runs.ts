import { expect } from 'vitest'
import { loadNetwork } from '../../src/model/load.ts'
import type { Network } from '../../src/model/network.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { comparable } from './comparable.ts'
import { runModel } from './tflite-runtime.ts'

/** That a network is the same after writing and reading, and that the interpreter runs it as its shapes say. */
export async function expectRuns(network: Network): Promise<void> {
  const bytes = writeNetwork(network)
  expect(comparable(loadNetwork(bytes))).toEqual(comparable(network))
  const result = await runModel(bytes)
  if (!result.accepted) throw new Error(`${network.description}: ${result.reason}`)
  const shapesOf = (indices: readonly number[]): unknown => indices.map((index) => network.tensors[index]?.shape)
  expect(result.inputs.map(({ shape }) => shape)).toEqual(shapesOf(network.inputs))
  expect(result.outputs.map(({ shape }) => shape)).toEqual(shapesOf(network.outputs))
}
