import type { Transformation } from '../../src/advice/transformation.ts'
import { conv2d, fullyConnected } from '../../src/generator/layers/convolution.ts'
import { add } from '../../src/generator/layers/elementwise.ts'
import { maxPool2d, mean } from '../../src/generator/layers/pooling.ts'
import { concatenation } from '../../src/generator/layers/rearrange.ts'
import { NetworkBuilder, type Value } from '../../src/generator/network-builder.ts'
import { loadNetwork } from '../../src/model/load.ts'
import type { Network } from '../../src/model/network.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'

/** The network that a transformation gives, written to a file and read again. */
export function rewritten(transformation: Transformation): Network {
  return loadNetwork(writeNetwork(changed(transformation)))
}

export function changed(transformation: Transformation): Network {
  if (transformation.kind === 'changed') return transformation.network
  throw new Error(`operator ${transformation.obstacle.operator}: ${transformation.obstacle.clause}`)
}

/** Shape of the first result of every operator. */
export function resultShapes({ operators, tensors }: Network): (readonly number[])[] {
  return operators.map(({ outputs: [output = -1] }) => tensors[output]?.shape ?? [])
}

/** Blocks of four branches that are joined, each block added to what it reads (Inception-ResNet in small). */
export function inceptionLike({ width, blocks }: { readonly width: number; readonly blocks: number }): Network {
  const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
  const convolve = (value: Value, filters: number, kernel: number): Value =>
    conv2d(builder, value, { filters, kernel, activation: 'relu' })
  let value = convolve(builder.input('image', [1, 32, 32, 3]), width, 3)
  for (let block = 0; block < blocks; block++) {
    const branches = [
      convolve(value, width, 1),
      convolve(convolve(value, width / 2, 1), width, 3),
      convolve(convolve(value, width / 2, 1), width, 5),
      convolve(maxPool2d(builder, value, { window: 3, stride: 1, padding: 'same' }), width, 1),
    ]
    const joined = concatenation(builder, branches, 3)
    value = add(builder, convolve(joined, value.shape[3] ?? 0, 1), value)
  }
  return builder.build(fullyConnected(builder, mean(builder, value), { units: 10 }))
}
