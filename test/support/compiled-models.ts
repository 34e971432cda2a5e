import { edgetpuOperator } from '../../src/model/edgetpu/custom-options.ts'
import { loadNetwork } from '../../src/model/load.ts'
import type { Network } from '../../src/model/network.ts'
import { sharedModels } from './shared-files.ts'

export interface CompiledModel {
  readonly name: string
  readonly bytes: Uint8Array
  readonly network: Network
  /** Of its `edgetpu-custom-op`. */
  readonly customOptions: Uint8Array
}

/** The shared models that are compiled for the Edge TPU, or none. */
export function compiledModels(): readonly CompiledModel[] {
  return sharedModels()
    .filter(({ name }) => name.endsWith('_edgetpu.tflite'))
    .map(({ name, bytes }) => {
      const network = loadNetwork(bytes)
      const customOptions = customOptionsOf(network)
      if (customOptions === undefined) throw new Error(`${name} has no ${edgetpuOperator}`)
      return { name, bytes, network, customOptions }
    })
}

/** The options of a network's first `edgetpu-custom-op`. */
export function customOptionsOf(network: Network): Uint8Array | undefined {
  return network.operators.find(({ customCode }) => customCode === edgetpuOperator)?.customOptions
}
