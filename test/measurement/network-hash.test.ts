import { describe, expect, it } from 'vitest'
import { conv2d, fullyConnected } from '../../src/generator/layers/convolution.ts'
import { mean } from '../../src/generator/layers/pooling.ts'
import { pad, reshape } from '../../src/generator/layers/rearrange.ts'
import { NetworkBuilder, type NetworkBuilderOptions } from '../../src/generator/network-builder.ts'
import { networkHash } from '../../src/measurement/network-hash.ts'
import { loadNetwork } from '../../src/model/load.ts'
import type { Network } from '../../src/model/network.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { everyLayer } from '../support/networks.ts'
import { buildReference } from '../support/reference.ts'
import { describeWithShared, sharedModels } from '../support/shared.ts'

interface Choices extends Partial<NetworkBuilderOptions> {
  readonly filters?: number
  readonly stride?: 1 | 2
  readonly activation?: 'relu' | 'relu6'
  readonly padded?: readonly [number, number]
  readonly hasBias?: boolean
}

function small(choices: Choices = {}): Network {
  const { filters = 8, stride = 1, activation = 'relu', padded = [0, 1], hasBias = true, ...options } = choices
  const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1, ...options })
  const image = pad(builder, builder.input('image', [1, 8, 8, 3]), [[0, 0], padded, [0, 1], [0, 0]])
  const features = conv2d(builder, image, { filters, kernel: 3, stride, activation })
  const pooled = reshape(builder, mean(builder, features, [1, 2]), [1, filters])
  return builder.build(fullyConnected(builder, pooled, { units: 4, hasBias }))
}

/** The same graph with its tensors in reverse order. */
function reversed(network: Network): Network {
  const last = network.tensors.length - 1
  const turned = (indices: readonly number[]): number[] => indices.map((index) => (index < 0 ? index : last - index))
  const main = {
    ...network,
    tensors: network.tensors.toReversed(),
    operators: network.operators.map((operator) => ({
      ...operator,
      inputs: turned(operator.inputs),
      outputs: turned(operator.outputs),
    })),
    inputs: turned(network.inputs),
    outputs: turned(network.outputs),
  }
  return { ...main, subgraphs: [main] }
}

describe('the hash of a network', () => {
  it.each<[string, Network]>([
    ['weights', small({ seed: 2 })],
    ['weights left out', small({ weights: 'none' })],
    ['a description', small({ description: 'another one' })],
    ['tensors in another order', reversed(small())],
    ['file and back', loadNetwork(writeNetwork(small()))],
    ['names', loadNetwork(writeNetwork({ ...small(), subgraphs: renamed(small()) }))],
  ])('is the same with other %s', (_, network) => {
    expect(networkHash(network)).toBe(networkHash(small()))
  })

  it.each<[string, Network]>([
    ['channels', small({ filters: 16 })],
    ['a stride', small({ stride: 2 })],
    ['an activation', small({ activation: 'relu6' })],
    ['paddings that give the same shapes', small({ padded: [1, 0] })],
    ['biases or none', small({ hasBias: false })],
    ['a scheme', small({ quantisation: 'uint8' })],
  ])('differs with %s', (_, network) => {
    expect(networkHash(network)).not.toBe(networkHash(small()))
  })

  it('survives a file whatever the operators', () => {
    for (const scheme of ['int8', 'uint8'] as const) {
      const network = everyLayer(scheme)
      expect(networkHash(loadNetwork(writeNetwork(network)))).toBe(networkHash(network))
    }
  })
})

function renamed({ subgraphs }: Network): Network['subgraphs'] {
  return subgraphs.map((subgraph) => ({
    ...subgraph,
    tensors: subgraph.tensors.map((tensor, index) => ({ ...tensor, name: `tensor ${index}` })),
  }))
}

describeWithShared('the hash of a published model', () => {
  it('is that of the same architecture with random weights', () => {
    const published = sharedModels().find(({ name }) => name.includes('mobilenet_v1_0.25_128_quant.tflite'))
    const built = buildReference('mobilenet-v1', { widthMultiplier: 0.25, inputSize: 128 })
    expect(published && networkHash(loadNetwork(published.bytes))).toBe(networkHash(built))
  })
})
