import type { Network } from '../../src/model/network.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { type RuntimeTensor, runModel } from './tflite-runtime.ts'

/** Writes a network, runs it once in the real interpreter and gives its first result. Throws if it is refused. */
export async function runNetwork(network: Network): Promise<RuntimeTensor> {
  const result = await runModel(writeNetwork(network))
  if (!result.accepted) throw new Error(result.reason)
  const [output] = result.outputs
  if (output === undefined) throw new Error('the model has no output')
  return output
}
