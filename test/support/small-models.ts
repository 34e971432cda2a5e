import fc from 'fast-check'
import { convolutionChain, denseChain } from '../../src/generator/architectures/chains.ts'
import { mobileNetV1 } from '../../src/generator/architectures/mobilenet-v1.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { arbitraryNetwork } from './arbitrary-network.ts'
import { everyLayer, withCustomOperator } from './networks.ts'
import { sharedModels } from './shared-files.ts'

export interface ModelFile {
  readonly name: string
  readonly bytes: Uint8Array
}

const largestSharedBytes = 1_000_000

/** Files to damage: written ones of every feature, and shared ones of moderate size where there are any. */
export function smallModels(): readonly ModelFile[] {
  const arbitrary = fc.sample(arbitraryNetwork, { numRuns: 6, seed: 11 })
  const small = mobileNetV1({ widthMultiplier: 0.25, inputSize: 32, classes: 4, quantisation: 'int8', seed: 5 })
  const networks = [
    ['every layer', everyLayer('uint8')],
    ['custom operator', withCustomOperator()],
    ['convolutions', convolutionChain({ width: 8, layers: 3, seed: 1 })],
    ['dense layers', denseChain({ width: 16, seed: 1 })],
    ['mobilenet', small],
    ...arbitrary.map((network, index) => [`arbitrary ${index}`, network] as const),
  ] as const
  const written = networks.map(([name, network]) => ({ name, bytes: writeNetwork(network).slice() }))
  return [...written, ...sharedModels().filter(({ bytes }) => bytes.length <= largestSharedBytes)]
}
